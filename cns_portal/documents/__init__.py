"""Uploads: stored out of reach, checked, rebuilt, scanned, and shown to those with the right."""
