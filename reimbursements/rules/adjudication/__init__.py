"""What a bill comes to: the one engine of estimate, decision, recalculation and calculator."""

from reimbursements.rules.adjudication.bill import adjudicate

__all__ = ["adjudicate"]
