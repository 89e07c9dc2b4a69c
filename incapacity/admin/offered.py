"""All that can be done with a certificate, in the order of the page."""

from __future__ import annotations

from incapacity.admin.correcting import Correct
from incapacity.admin.deciding import Accept, GiveOpinion, Recall, Refuse, Reopen, ToBoard
from incapacity.admin.deed import Deed
from incapacity.admin.working import (
    Ask,
    HandOver,
    NothingToAnswer,
    Release,
    Take,
    TakeOver,
    Write,
)

ALL: tuple[Deed, ...] = (
    Take(),
    TakeOver(),
    GiveOpinion(),
    Accept(),
    Correct(),
    Ask(),
    ToBoard(),
    Recall(),
    Refuse(),
    Reopen(),
    Write(),
    NothingToAnswer(),
    HandOver(),
    Release(),
)
