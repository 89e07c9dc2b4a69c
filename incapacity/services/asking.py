"""Asking to stay abroad, or to have the restrictions lifted: as requests of the hall.

The same rule is asked before the form, in the form, when it is sent and by the agent who decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.refusal import Refused
from cns_portal.kernel.spans import Days
from incapacity.choices.asking import AFTER_AN_EVENT, StayReason
from incapacity.notices import asking as notices
from incapacity.rules import asking as rules
from incapacity.rules.asking import WhyNot
from incapacity.selectors import absences
from incapacity.selectors import granted as selectors
from incapacity.selectors.granted import days_of
from insured.choices import RequestDocumentKind, RequestKind
from insured.choices.countries import Country
from insured.notices.sentences import in_words, sentence
from insured.selectors import requests as sent
from insured.selectors.abroad import residence_of
from insured.services import requests
from insured.services.holding import hold
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from incapacity.rules.facts import Absence
    from insured.models import InsuredPerson, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What somebody states who asks to stay abroad. Nobody asks for the illness."""

    days: Days
    country: Country
    address: str
    telephone: str
    reason: StayReason
    because: str = ""


@dataclass(frozen=True)
class Situation:
    """What the rules need to know of a person: read once, asked several times."""

    absences: list[Absence]
    granted: list[selectors.Granted]

    @classmethod
    def of(cls, person: InsuredPerson) -> Situation:
        """As it is now."""
        found = absences.of(person)
        return cls(absences=found, granted=selectors.granted_to(person, found))


def why_not_any(situation: Situation, *, today: date) -> WhyNot | None:
    """Why neither can be asked for, whatever the days, or None."""
    return rules.why_not_any(situation.absences, today=today)


# -- staying abroad -------------------------------------------------------------------------------


def why_not_stay_abroad(
    person: InsuredPerson,
    stay: Stay,
    *,
    has_proof: bool,
    today: date,
    situation: Situation | None = None,
    apart_from: int | None = None,
) -> WhyNot | None:
    """Why this stay cannot be asked for, or None. `apart_from`: the request that asks for it."""
    situation = situation or Situation.of(person)
    waiting = sent.open_of(person).filter(kind=RequestKind.STAY_ABROAD)
    return rules.why_not_stay_abroad(
        days=stay.days,
        is_home=stay.country != Country.OTHER and stay.country == residence_of(person),
        reason=stay.reason,
        has_proof=has_proof,
        absences=situation.absences,
        granted=selectors.stays(situation.granted),
        asked=[Days(*days_of(row.details)) for row in waiting if row.pk != apart_from],
        today=today,
    )


@transaction.atomic
def ask_to_stay_abroad(
    *,
    person: InsuredPerson,
    stay: Stay,
    actor: Account,
    proof: Document | None = None,
    on_behalf_of: str = "",
) -> Request:
    """Send the request, with a paper where there is one. Raises `Refused` with why not."""
    hold([person.pk])  # one of two requests sent at once waits here and then finds the other one
    _insist(why_not_stay_abroad(person, stay, has_proof=proof is not None, today=clock.today()))
    return requests.submit(
        person=person,
        kind=RequestKind.STAY_ABROAD,
        details={
            "first": stay.days.first.isoformat(),
            "last": stay.days.end.isoformat(),
            "country": str(stay.country),
            "address": stay.address,
            "telephone": stay.telephone,
            "reason": str(stay.reason),
            "because": stay.because,
            "proof": proof is not None,
        },
        actor=actor,
        attached=[(proof, _kind_of_proof(stay.reason))] if proof else [],
        on_behalf_of=on_behalf_of,
    )


def stay_of(request: Request) -> Stay:
    """What was stated in a request."""
    details = request.details
    return Stay(
        days=Days(*days_of(details)),
        country=Country(details["country"]),
        address=details["address"],
        telephone=details["telephone"],
        reason=StayReason(details["reason"]),
        because=details["because"],
    )


def doubts_about_stay(request: Request) -> list[str]:
    """What speaks against it, from the certificates as they are now."""
    stay, situation = stay_of(request), Situation.of(request.person)
    why_not = why_not_stay_abroad(
        request.person,
        stay,
        has_proof=bool(request.details["proof"]),
        today=day_of(request.sent_at),
        situation=situation,
        apart_from=request.pk,
    )
    if why_not:
        return [sentence(why_not.reason, why_not.details)]
    return notices.about_stay(
        stay.days,
        not_covered=rules.not_covered(stay.days, situation.absences),
        has_begun=stay.days.first <= clock.today(),
    )


def stay_accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """Tell the days on which it is allowed: those of the agent, else those that were asked for."""
    first, last = _insist_on_sense(request, added)
    _tell(request, lambda: notices.stay_granted(request, days=Days(first, last)))


# -- the restrictions on leaving the house --------------------------------------------------------


def why_not_lift(
    person: InsuredPerson, first: date, *, today: date, situation: Situation | None = None
) -> WhyNot | None:
    """Why it cannot be asked that the restrictions are lifted from `first` on, or None."""
    situation = situation or Situation.of(person)
    return rules.why_not_lift(
        first=first,
        absences=situation.absences,
        granted=selectors.lifted(situation.granted),
        today=today,
    )


def first_to_ask_for(situation: Situation, *, today: date) -> date | None:
    """From which day on something could be lifted, or None."""
    return rules.first_to_ask_for(situation.absences, today=today)


@transaction.atomic
def ask_to_lift(
    *, person: InsuredPerson, first: date, because: str, actor: Account, on_behalf_of: str = ""
) -> Request:
    """Send the request. Raises `Refused` with why not."""
    hold([person.pk])
    _insist(why_not_lift(person, first, today=clock.today()))
    return requests.submit(
        person=person,
        kind=RequestKind.LIFT_RESTRICTIONS,
        details={"first": first.isoformat(), "because": because},
        actor=actor,
        on_behalf_of=on_behalf_of,
    )


def doubts_about_lifting(request: Request) -> list[str]:
    """What speaks against it, from the certificates as they are now."""
    first, _last = days_of(request.details)
    why_not = why_not_lift(request.person, first, today=day_of(request.sent_at))
    return [sentence(why_not.reason, why_not.details)] if why_not else []


def lifting_accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """Tell from when until when they are lifted."""
    first, last = _insist_on_sense(request, added)
    _tell(request, lambda: notices.lifted(request, first=first, last=last))


# -- both -----------------------------------------------------------------------------------------


def _insist(why_not: WhyNot | None) -> None:
    if why_not:
        words = {name: in_words(value) for name, value in why_not.details.items()}
        raise Refused(why_not.reason, **words)


def _insist_on_sense(request: Request, added: dict[str, Any]) -> tuple[date, date | None]:
    first, last = days_of(request.details, added)
    asked_first, asked_last = days_of(request.details)
    if refusal := rules.why_not_these_days(
        first, last, asked_first=asked_first, asked_last=asked_last
    ):
        raise Refused(refusal)
    return first, last


def _kind_of_proof(reason: StayReason) -> RequestDocumentKind:
    event = reason in AFTER_AN_EVENT
    return RequestDocumentKind.CIVIL_STATUS if event else RequestDocumentKind.MEDICAL_REPORT


def _tell(request: Request, notice) -> None:
    tell(
        request.person,
        notice,
        once=f"request:{request.pk}:granted",
        reference=request.procedure.reference,
    )
