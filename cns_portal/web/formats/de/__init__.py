"""German as written in Luxembourg."""
