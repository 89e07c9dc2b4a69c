"""What is kept about people, and for how long; each room declares its own."""
