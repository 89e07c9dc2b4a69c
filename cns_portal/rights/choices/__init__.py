"""The words of people's rights over their data."""
