"""The vocabulary of the room's questions."""
