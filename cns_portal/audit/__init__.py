"""Who did what to which record, and who looked at it: for investigation, never read by a feature."""
