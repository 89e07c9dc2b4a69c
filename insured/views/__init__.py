"""Pages: fetch what is asked for, call a verb, say what happened."""
