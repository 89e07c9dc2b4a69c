"""The agents' view of questions."""

from cns_portal.contact.admin import glances, questions

__all__ = ["glances", "questions"]
