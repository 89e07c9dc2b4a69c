"""Questions about what editors wrote."""
