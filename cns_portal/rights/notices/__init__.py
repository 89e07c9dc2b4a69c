"""What people are told about their requests."""
