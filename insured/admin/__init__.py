"""The agents' view of the insured."""

from insured.admin import accepting_kinds, bank, glances, people, replies, requests

__all__ = ["accepting_kinds", "bank", "glances", "people", "replies", "requests"]
