"""What pages say about what editors wrote."""
