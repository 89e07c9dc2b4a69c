"""The agents' view of the insured."""

from insured.admin import people

__all__ = ["people"]
