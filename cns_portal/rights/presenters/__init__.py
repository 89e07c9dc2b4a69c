"""What the pages say about requests."""
