"""All that can be done with a request, in the order of the page."""

from __future__ import annotations

from cns_portal.rights.admin.copying import DownloadCopy, PrepareCopy
from cns_portal.rights.admin.deciding import Accept, AcceptPartly, Answer, Refuse
from cns_portal.rights.admin.deed import Deed
from cns_portal.rights.admin.lifting import Lift
from cns_portal.rights.admin.working import (
    Ask,
    Extend,
    HandOver,
    Identify,
    NothingToAnswer,
    Release,
    Take,
    TakeOver,
    Write,
)

ALL: tuple[Deed, ...] = (
    Take(),
    TakeOver(),
    Identify(),
    PrepareCopy(),
    DownloadCopy(),
    Answer(),
    Accept(),
    AcceptPartly(),
    Ask(),
    Extend(),
    Write(),
    NothingToAnswer(),
    HandOver(),
    Release(),
    Refuse(),
    Lift(),
)
