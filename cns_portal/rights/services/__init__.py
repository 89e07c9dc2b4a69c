"""What is done with requests about personal data, one module a subject."""
