"""Certificates of incapacity for work, and the deadlines that go with them."""
