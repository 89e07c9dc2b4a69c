"""The words of what editors write."""
