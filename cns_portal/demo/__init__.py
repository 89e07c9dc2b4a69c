"""The demonstration: its fictional people, its data, its simulated identity provider."""
