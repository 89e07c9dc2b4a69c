"""Values set by law or convention, with their dates and sources."""
