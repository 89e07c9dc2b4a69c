"""One procedure per case of a person: its reference, its phase, and a history nobody can edit."""
