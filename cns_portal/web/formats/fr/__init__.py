"""French as written in Luxembourg."""
