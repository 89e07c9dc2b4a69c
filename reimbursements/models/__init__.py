"""What the room keeps, one module a subject."""

from reimbursements.models.around import Authorisation, Objection, Recalculation
from reimbursements.models.bills import Bill, BillPage, Line
from reimbursements.models.claims import Claim
from reimbursements.models.complementary import ComplementaryClaim, Income
from reimbursements.models.decisions import Decision, LineDecision
from reimbursements.models.nomenclature import ActValue, ParameterValue, TariffLoad
from reimbursements.models.payments import PayeeDeclaration, Payment, PaymentBatch
from reimbursements.models.providers import Provider
from reimbursements.models.statements import Statement

__all__ = [
    "ActValue",
    "Authorisation",
    "Bill",
    "BillPage",
    "Claim",
    "ComplementaryClaim",
    "Decision",
    "Income",
    "Line",
    "LineDecision",
    "Objection",
    "ParameterValue",
    "PayeeDeclaration",
    "Payment",
    "PaymentBatch",
    "Provider",
    "Recalculation",
    "Statement",
    "TariffLoad",
]
