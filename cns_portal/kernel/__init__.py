"""Plain Python that every floor may use: no framework, no clock, no database."""
