"""How fast the portal is, as ratios in one run against a floor on the same server and database."""
