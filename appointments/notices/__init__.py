"""What we tell people about their appointment, and the papers that go with it."""
