"""People's rights over their data: each use of one is a case of the data protection officer."""
