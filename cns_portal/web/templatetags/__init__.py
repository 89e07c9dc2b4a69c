"""Template tags and filters of the design layer."""
