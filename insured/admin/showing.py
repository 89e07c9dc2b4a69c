"""What the agents' pages say about requests and people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import civil_time, matricule
from insured.choices import Fund, MandateScope, RequestState, Standing
from insured.choices.contradictions import Contradiction
from insured.choices.coverage import CoverageReason, LegalBasis
from insured.models import (
    AffiliationPeriod,
    Declaration,
    FamilyTie,
    InsuredPerson,
    Mandate,
    Request,
)
from insured.rules import acting, waiting
from insured.rules.requests import OPEN
from insured.selectors import situation
from insured.selectors.acting import mandate_as_rule

if TYPE_CHECKING:
    from insured.rules.coverage import Coverage
    from insured.selectors.situation import Situation

STATE_TONES = {
    RequestState.SENT: "info",
    RequestState.BEING_CHECKED: "info",
    RequestState.NEEDS_YOU: "warning",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "danger",
    RequestState.WITHDRAWN: "neutral",
    RequestState.ISSUED: "success",
    RequestState.ANSWERED: "success",
}
STANDING_TONES = {
    Standing.COUNTED: "success",
    Standing.CONTRADICTING: "danger",
    Standing.SET_ASIDE: "neutral",
}


def state_tag(request: Request) -> dict[str, str]:
    """The state as word and tone."""
    state = RequestState(request.state)
    return {"label": state_label(state), "tone": STATE_TONES[state]}


def state_label(state: RequestState) -> str:
    """The state as agents say it: it is they who wait for the person."""
    return _("Waiting for the person") if state == RequestState.NEEDS_YOU else str(state.label)


def age_tag(request: Request, *, today: date) -> dict[str, str] | None:
    """How long it has waited, in days; None once it is decided."""
    if request.state not in OPEN:
        return None
    return waited_tag(request.sent_at, today=today, tone=waiting.tone)


def number(person: InsuredPerson) -> str:
    """The person's number in groups; a dash without one."""
    return matricule.grouped(person.matricule) if person.matricule else "–"


def address_of_request(request_id: int, page: str = "change") -> str:
    """A page of one request: its own, or that of an action."""
    return reverse(f"admin:insured_request_{page}", args=[request_id])


def address_of_person(person_id: int, page: str = "change") -> str:
    """A page of one file: its own, or that of an action."""
    return reverse(f"admin:insured_insuredperson_{page}", args=[person_id])


def address_of_file(request: HttpRequest, person_id: int | None) -> str:
    """The page of a person's file, for who may open it; otherwise nothing."""
    may = person_id and request.user.has_perm("insured.view_insuredperson")
    return address_of_person(person_id) if may else ""


DECISIONS = frozenset({"request.accepted", "request.refused"})


def history_lines(events: Iterable, *, decided_because: str = "") -> list[dict[str, Any]]:
    """The history for a table: what, when, by whom, why.

    The reason of a decision is sealed with the request: `decided_because`.
    """
    return [
        {
            "what": event.label,
            "at": event.at,
            "who": str(event.actor) if event.actor else event.get_actor_kind_display(),
            "kind": event.get_actor_kind_display() if event.actor else "",
            "on_behalf_of": event.on_behalf_of,
            "reason": decided_because if event.what in DECISIONS else event.reason,
            "internal": not event.public,
        }
        for event in events
    ]


def documents(files: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Each file with its kind: how it is opened, or what became of it."""
    return [_document(label, document) for label, document in files]


def _document(label: str, document: Any) -> dict[str, Any]:
    line = {"label": label, "name": document.original_name, "pages": document.page_count}
    if document.is_readable:
        address = reverse("documents:show", args=[document.public_id])
        return {**line, "address": address, "picture": f"{address}?picture=1"}
    if document.deleted_at is not None:
        return {**line, "state": _("Deleted.")}
    return {**line, "state": document.why_rejected or _("Being checked.")}


def pictures(pages: Iterable[Any]) -> list[dict[str, Any]]:
    """Every page of every file, to stand beside the data, or what became of it.

    `pages` are a room's: each with its document, what it shows, and by how much it is turned.
    """
    return [picture for page in pages for picture in _of_file(page)]


def _of_file(page: Any) -> list[dict[str, Any]]:
    document = page.document
    common = {"label": page.get_kind_display(), "name": document.original_name}
    if not document.is_readable:
        state = document.why_rejected or _("Being checked.")
        return [{**common, "state": _("Deleted.") if document.deleted_at else state}]
    address = reverse("documents:show", args=[document.public_id])
    count = document.page_count or 1
    return [
        {
            **common,
            "number": number,
            "count": count,
            "address": address,
            "picture": f"{address}?picture=1&page={number}&turned={page.turned}",
        }
        for number in range(1, count + 1)
    ]


def waited_tag(sent_at: datetime, *, today: date, tone: Callable[[int], str]) -> dict[str, str]:
    """How long something has waited since it was sent, in days, as word and tone.

    `tone(days)` is the room's: "neutral", "warning" for long, or "danger" for too long.
    """
    days = max((today - civil_time.day_of(sent_at)).days, 0)
    label = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    shown = tone(days)
    if shown == "warning":
        label = _("%(days)s: long") % {"days": label}
    elif shown == "danger":
        label = _("%(days)s: too long") % {"days": label}
    return {"label": label if days else _("sent today"), "tone": shown}


def situations(
    request: HttpRequest, people: Collection[InsuredPerson], *, today: date
) -> list[dict[str, Any]]:
    """Each one's insurance, family and contradictions, in words, and the way to the file."""
    return [
        {**_situation(one, today=today), "address": address_of_file(request, one.person.pk)}
        for one in situation.of(people, day=today)
    ]


def _situation(one: Situation, *, today: date) -> dict[str, Any]:
    return {
        "person": one.person,
        "number": number(one.person),
        "coverage": coverage_words(one.coverage),
        "periods": [period_line(row, today=today) for row in one.periods],
        "ties": [tie_line(tie, one.person, today=today) for tie in one.ties],
        "contradictions": [declaration_line(row) for row in one.contradictions],
    }


def coverage_words(coverage: Coverage) -> dict[str, Any]:
    """Covered or not on a day, the sentence why, and the text of the law."""
    days = {
        name: day(getattr(coverage, name))
        for name in ("since", "ended", "until", "begins", "kept_until", "illness_until")
        if getattr(coverage, name)
    }
    why = str(CoverageReason(coverage.why).label)
    return {
        "covered": coverage.covered,
        "tag": {
            "label": _("Covered") if coverage.covered else _("Not covered"),
            "tone": "success" if coverage.covered else "warning",
        },
        "why": why.format_map(_Known(days)),
        "basis": str(LegalBasis(coverage.basis).label),
        "fund": str(Fund(coverage.fund).label) if coverage.fund else "",
    }


class _Known(dict):
    """A day that is not known is a dash in the sentence."""

    def __missing__(self, name: str) -> str:
        return "–"


def period_line(row: AffiliationPeriod, *, today: date) -> dict[str, Any]:
    """A period of affiliation for a table."""
    return {
        "first": row.first_day,
        "last": row.last_day,
        "cover": row.get_cover_display(),
        "fund": row.get_fund_display(),
        "employer": row.employer_name,
        "through": row.through,
        "is_now": row.first_day <= today and (row.last_day is None or row.last_day >= today),
    }


def tie_line(tie: FamilyTie, person: InsuredPerson, *, today: date) -> dict[str, Any]:
    """A co-insurance as seen from `person`: with whom, as what, since when."""
    is_member = tie.member_id == person.pk
    return {
        "other": tie.principal if is_member else tie.member,
        "role": _("co-insured through") if is_member else _("co-insures"),
        "relation": tie.get_relation_display(),
        "first": tie.first_day,
        "last": tie.last_day,
        "why": tie.get_end_reason_display() if tie.end_reason else "",
        "basis": tie.get_basis_display(),
        "beyond_thirty_until": tie.beyond_thirty_until,
        "is_over": tie.last_day is not None and tie.last_day < today,
    }


def declaration_line(row: Declaration) -> dict[str, Any]:
    """What the Centre commun declared, for a table."""
    return {
        "number": row.number,
        "movement": row.get_movement_display(),
        "day": row.effective_on,
        "cover": row.get_cover_display(),
        "fund": row.get_fund_display(),
        "employer": row.employer_name,
        "standing": row.get_standing_display(),
        "contradiction": str(dict(Contradiction.choices).get(row.contradiction, "")),
        "tone": STANDING_TONES[Standing(row.standing)],
        "why_set_aside": row.set_aside_because,
    }


def day(value: date) -> str:
    """A day in words, in the language of the moment."""
    return formats.date_format(value, "DATE_FORMAT")


def moment(value: datetime) -> str:
    """A moment in words, by Luxembourg's clock."""
    return formats.date_format(civil_time.wall(value), "DATETIME_FORMAT")


def scopes(mandate: Mandate) -> str:
    """What a mandate opens, in the order of the portal."""
    names = dict(MandateScope.choices)
    return ", ".join(str(names[scope]) for scope in mandate.scopes)


def mandate_state(mandate: Mandate, *, today: date) -> str:
    """What is to be said about a mandate today."""
    return str(acting.state_of(mandate_as_rule(mandate), today=today).label)
