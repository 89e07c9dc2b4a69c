"""Luxembourgish as written in Luxembourg."""
