"""What people type about their rights, made into values."""
