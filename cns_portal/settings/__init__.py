"""How the portal is configured: everything from the environment, read in one place."""
