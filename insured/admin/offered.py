"""All that an agent can do with a request, in the order of the page."""

from __future__ import annotations

from insured.admin.abroad import Issue, Opinion, OtherFundsAnswer
from insured.admin.deeds import Accept, Ask, Deed, Refuse, Release, Take, TakeOver
from insured.admin.letters import NothingToAnswer, Write

ALL: tuple[Deed, ...] = (
    Take(),
    TakeOver(),
    Ask(),
    Opinion(),
    Accept(),
    Issue(),
    OtherFundsAnswer(),
    Refuse(),
    Write(),
    NothingToAnswer(),
    Release(),
)
