"""Whole stories in a real browser: visitors, signed-in persons, staff, things that go wrong."""
