"""The agents' view of the insured."""

from insured.admin import glances, people, replies, requests

__all__ = ["glances", "people", "replies", "requests"]
