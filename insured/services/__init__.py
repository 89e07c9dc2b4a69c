"""The verbs of the hall: one change each, whole or not at all."""
