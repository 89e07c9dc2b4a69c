"""Messages and e-mails to people: stored first, delivered later, exactly as stored."""
