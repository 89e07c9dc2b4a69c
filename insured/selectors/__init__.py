"""What other rooms may ask about insured persons, one module a subject."""
