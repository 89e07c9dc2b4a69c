"""All that an agent can do with a claim, in the order of the page."""

from __future__ import annotations

from reimbursements.admin.deciding import Confirm, Decide, SendBack
from reimbursements.admin.deed import Deed
from reimbursements.admin.desk import PayAtOnce, PayWaiting
from reimbursements.admin.working import (
    Ask,
    HandOver,
    NothingToAnswer,
    OriginalHasCome,
    OriginalHasNotCome,
    Release,
    Take,
    TakeOver,
    Write,
)

ALL: tuple[Deed, ...] = (
    Take(),
    TakeOver(),
    Confirm(),
    SendBack(),
    Decide(),
    PayAtOnce(),
    PayWaiting(),
    Ask(),
    OriginalHasCome(),
    OriginalHasNotCome(),
    Write(),
    NothingToAnswer(),
    HandOver(),
    Release(),
)
