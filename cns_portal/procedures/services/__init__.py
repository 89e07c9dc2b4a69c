"""The verbs: opening a case and its history; writing to and fro; taking a case back."""
