"""What a bill comes to: the one engine of estimate, decision, recalculation and calculator."""

from reimbursements.rules.adjudication.bill import adjudicate, adjudicate_together

__all__ = ["adjudicate", "adjudicate_together"]
