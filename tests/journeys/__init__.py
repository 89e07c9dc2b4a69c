"""Whole stories in a real browser: a visitor, a signed-in person, staff, and things that go wrong."""
