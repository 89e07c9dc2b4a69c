"""Questions to the CNS, with or without signing in: each is a case that an agent answers."""
