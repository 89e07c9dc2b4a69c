"""What may be published, how texts are read and found: plain Python."""
