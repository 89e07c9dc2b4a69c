"""Writing, publishing, taking off; what the search looks through; the portal's own texts."""
