"""How dates, times and numbers are written here, per language (FORMAT_MODULE_PATH)."""
