"""What the room keeps about people, and for how long."""

from reimbursements.privacy.claims import Claims, Drafts, Pictures, TariffLoads, Withdrawn
from reimbursements.privacy.money import (
    Authorisations,
    Complementary,
    Incomes,
    Payees,
    PaymentFiles,
)

HOLDINGS = (
    Drafts(),
    Pictures(),
    Withdrawn(),
    Claims(),
    Complementary(),
    Incomes(),
    Payees(),
    PaymentFiles(),
    Authorisations(),
    TariffLoads(),
)
