"""Ready texts of the data protection officer, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.rules import answering
from insured.presenters.replies import Ready, filled_in

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from cns_portal.rights.models import RightsRequest
    from cns_portal.rights.rules.states import Verb
    from insured.models import ReplyTemplate

KIND = "rights"
"""For which kind of case the texts are kept ready."""


@dataclass(frozen=True)
class _Reader:
    """Who reads the text: somebody with a file, or with an e-mail address only."""

    full_name: str
    language: str


@dataclass(frozen=True)
class _Case:
    person: _Reader
    procedure: Procedure
    sent_at: datetime


def fitting(
    templates: Iterable[ReplyTemplate], *, kind: RightsKind, verb: Verb
) -> list[ReplyTemplate]:
    """Those of `templates` that speak of this right and this answer, or of any."""
    return [one for one in templates if answering.text_fits(one.code, kind=kind, verb=verb)]


def ready_texts(
    templates: Iterable[ReplyTemplate], request: RightsRequest, *, deadline: date | None = None
) -> list[Ready]:
    """Each of `templates` filled in for whoever sent `request`."""
    case = _Case(
        _Reader(name_of(request), request.procedure.language), request.procedure, request.sent_at
    )
    called = RightsKind(request.kind).label
    return filled_in(templates, case, called=called, deadline=deadline)


def name_of(request: RightsRequest) -> str:
    """Whoever sent it: by their file, or as they called themselves."""
    if request.signed_in:
        return request.person.full_name
    said = request.applicant or {}
    return f"{said.get('first_name', '')} {said.get('last_name', '')}".strip()
