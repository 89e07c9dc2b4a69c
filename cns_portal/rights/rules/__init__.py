"""What the GDPR and the house decide about requests of people, in plain Python."""
