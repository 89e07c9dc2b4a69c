"""The agents' window on claims, decisions, payments and tariffs."""

from reimbursements.admin import authorisations, claims, complementary, glances, providers

__all__ = ["authorisations", "claims", "complementary", "glances", "providers"]
