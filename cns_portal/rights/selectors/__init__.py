"""Questions about requests to the data protection officer."""
