"""The simulated identity provider: real OpenID Connect, invented people, nobody checked."""
