"""The verbs of this room: one change each, whole or not at all."""
