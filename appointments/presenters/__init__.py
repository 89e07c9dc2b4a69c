"""What pages say about appointments, places and times."""
