"""The front page and my space: the pages that show a bit of every room."""
