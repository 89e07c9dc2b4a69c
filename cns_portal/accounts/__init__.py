"""Who can sign in, and the dossiers that procedures, messages and documents belong to."""
