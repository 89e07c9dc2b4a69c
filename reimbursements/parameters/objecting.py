"""How long one can object."""

DAYS_TO_OBJECT = 40
"""Days from the one on which the decision was told (Social Security Code, article 455bis).

The text was read for the appeal to the Conseil arbitral and for the opposition at a sister body;
for the opposition at the CNS the same is assumed (article 83). One value is known, and no day on
which it began.
"""
