"""The pages of the rights over one's data."""
