"""Questions to the CNS."""

from cns_portal.contact.models.questions import Letter, Question

__all__ = ["Letter", "Question"]
