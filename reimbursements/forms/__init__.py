"""What somebody types, made into values."""
