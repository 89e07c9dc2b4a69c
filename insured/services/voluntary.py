"""Asking for voluntary insurance: the same rule before the form, in the form and when sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.refusal import Refused
from insured.choices import RequestKind
from insured.choices.coverage import VoluntaryKind
from insured.models import InsuredPerson, Request
from insured.notices import voluntary as notices
from insured.notices.sentences import in_words, sentence
from insured.rules import voluntary as rules
from insured.rules.coverage import Period
from insured.rules.endings import ended_on
from insured.rules.voluntary import Applicant, WhyNot
from insured.selectors.family_coverage import periods_of
from insured.services import requests
from insured.services.request_kinds import rules_for
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody states who asks for voluntary insurance; None: not answered yet.

    `last_day` is the last day of the insurance that ends, where no declaration names it yet.
    """

    kind: VoluntaryKind
    lives_in_luxembourg: bool | None = None
    covered_otherwise: bool | None = None
    may_be_co_insured: bool | None = None
    last_day: date | None = None


def applicant(
    person: InsuredPerson, statement: Statement, *, periods: Iterable[Period], on: date
) -> Applicant:
    """The person as the rule wants them, with what they state."""
    return Applicant(
        birth_date=person.birth_date,
        lives_in_luxembourg=statement.lives_in_luxembourg,
        periods=tuple(after_the_end(periods, statement.last_day, on=on)),
        covered_otherwise=statement.covered_otherwise,
        may_be_co_insured=statement.may_be_co_insured,
    )


def after_the_end(periods: Iterable[Period], last_day: date | None, *, on: date) -> list[Period]:
    """The timeline if the insurance that runs on a day, or ends next, ended on `last_day`.

    A declared end that is earlier stays; another insurance that runs beside it goes on.
    """
    periods = list(periods)
    running = [
        cover
        for cover in rules.IN_TURN
        if any(period.cover == cover and period.days.end >= on for period in periods)
    ]
    if last_day is None or not running:
        return periods
    return ended_on(last_day, periods, cover=running[0])


def why_not(
    person: InsuredPerson,
    statement: Statement,
    *,
    on: date,
    periods: Iterable[Period] | None = None,
) -> list[WhyNot]:
    """Everything that stands in the way on the day of the request; none: it can be sent.

    `periods` spares the query where they are known.
    """
    periods = periods_of(person) if periods is None else periods
    known = applicant(person, statement, periods=periods, on=on)
    return rules.unanswered(known) + rules.why_not(statement.kind, known, on=on)


@transaction.atomic
def ask(
    *, person: InsuredPerson, statement: Statement, actor: Account, on_behalf_of: str = ""
) -> Request:
    """Send the request. Raises `Refused` with the first condition that is not met."""
    person = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    today = clock.today()
    if reasons := why_not(person, statement, on=today):
        first = reasons[0]
        words = {name: in_words(value) for name, value in first.details.items()}
        raise Refused(first.reason, **words)
    return requests.submit(
        person=person,
        kind=RequestKind.VOLUNTARY_INSURANCE,
        details=_as_details(statement),
        actor=actor,
        on_behalf_of=on_behalf_of,
    )


def statement_of(request: Request) -> Statement:
    """What was stated in a request."""
    details: dict[str, Any] = request.details
    last_day = details.get("last_day")
    return Statement(
        kind=VoluntaryKind(details["kind"]),
        lives_in_luxembourg=details.get("lives_in_luxembourg"),
        covered_otherwise=details.get("covered_otherwise"),
        may_be_co_insured=details.get("may_be_co_insured"),
        last_day=date.fromisoformat(last_day) if last_day else None,
    )


def declare() -> None:
    """Tell the requests what is particular about this kind."""
    rules_for(RequestKind.VOLUNTARY_INSURANCE, accepted=_accepted, lines=lines_of, doubts=doubts_of)


def lines_of(request: Request) -> list[tuple[str, str]]:
    """What was stated, for the person's copy and for the agent."""
    return stated_lines(statement_of(request))


def stated_lines(statement: Statement) -> list[tuple[str, str]]:
    """The statement as (label, value), in the language of the moment."""
    lines = [(_("Kind of insurance"), str(statement.kind.label))]
    if statement.last_day:
        last_day = date_format(statement.last_day, "DATE_FORMAT")
        lines.append((_("Last day of the insurance that ends"), last_day))
    return [
        *lines,
        (_("Lives in Luxembourg"), _yes_or_no(statement.lives_in_luxembourg)),
        (_("Insured otherwise"), _yes_or_no(statement.covered_otherwise)),
        (_("Could be co-insured"), _yes_or_no(statement.may_be_co_insured)),
    ]


def doubts_of(request: Request) -> list[str]:
    """Why the rule says no from what is known now, for the day on which it was sent."""
    sent_on = day_of(request.sent_at)
    reasons = why_not(request.person, statement_of(request), on=sent_on)
    return [sentence(reason.reason, reason.details) for reason in reasons]


def _accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """No period begins here: the declaration of entry of the Centre commun opens it."""
    kind = statement_of(request).kind
    tell(
        request.person,
        lambda: notices.accepted(kind),
        once=f"request:{request.pk}:voluntary",
        reference=request.procedure.reference,
    )


def _as_details(statement: Statement) -> dict[str, Any]:
    return {
        "kind": str(statement.kind),
        "lives_in_luxembourg": statement.lives_in_luxembourg,
        "covered_otherwise": statement.covered_otherwise,
        "may_be_co_insured": statement.may_be_co_insured,
        "last_day": statement.last_day.isoformat() if statement.last_day else None,
    }


def _yes_or_no(answer: bool | None) -> str:
    if answer is None:
        return _("Not answered")
    return _("Yes") if answer else _("No")
