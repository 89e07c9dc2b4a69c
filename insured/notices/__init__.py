"""What the hall tells people."""
