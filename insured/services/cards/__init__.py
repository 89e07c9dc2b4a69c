"""What can be done with social security cards."""
