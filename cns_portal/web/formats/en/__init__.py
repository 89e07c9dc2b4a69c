"""English as written in Luxembourg."""
