"""Questions about living and being treated abroad."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cns_portal import clock
from insured.choices import RequestDocumentKind, RequestKind, RequestState
from insured.choices.abroad import Care
from insured.choices.countries import Country
from insured.models import Request
from insured.rules import abroad as rules
from insured.rules.cross_border import country_of
from insured.selectors import coverage

if TYPE_CHECKING:
    from insured.choices.abroad import WhyNotAbroad
    from insured.models import InsuredPerson

FORMS = (RequestKind.S1, RequestKind.BL1, RequestKind.S2)
REGISTRATIONS = (RequestKind.S1, RequestKind.BL1)


def residence_of(person: InsuredPerson) -> Country | None:
    """Where the person lives; None when no country is on file."""
    return country_of(person.country) if person.country else None


def why_not_register(
    person: InsuredPerson, form: RequestKind, *, today: date
) -> WhyNotAbroad | None:
    """Why S1 or BL1 is not for this person today, or None."""
    affiliated = coverage.history_of(person).affiliated_on(today)
    return rules.why_not_register(
        form,
        residence=residence_of(person),
        covers=[period.cover for period in affiliated],
        today=today,
    )


def why_not_authorise(
    person: InsuredPerson, *, country: Country, care: Care, first: date, last: date, today: date
) -> WhyNotAbroad | None:
    """Why no authorisation of this care can be asked for, or None."""
    return rules.why_not_authorise(
        residence=residence_of(person),
        country=country,
        care=care,
        first=first,
        last=last,
        is_covered=coverage.on(person, first).covered,
        today=today,
    )


def requests_of(person: InsuredPerson) -> list[Request]:
    """What the person asked for about care abroad, the newest first, with papers and files."""
    found = Request.objects.of(person).filter(kind__in=FORMS).order_by("-sent_at", "-pk")
    return list(found.select_related("procedure").prefetch_related("papers", "documents"))


def request_of(person: InsuredPerson, reference: str) -> Request | None:
    """The request for S1 or BL1 with this reference, if it is this person's."""
    return (
        Request.objects.of(person)
        .filter(kind__in=REGISTRATIONS, procedure__reference=reference)
        .select_related("procedure", "person__dossier")
        .first()
    )


def expects_answer(request: Request) -> bool:
    """Whether the fund of the country of residence has yet to answer."""
    return request.kind in REGISTRATIONS and request.state == RequestState.ISSUED


def answer_is_reported(request: Request) -> bool:
    """Whether the person handed in the answer; documents prefetched."""
    return any(row.kind == RequestDocumentKind.ANSWER for row in request.documents.all())


def doubts(request: Request) -> list[str]:
    """What the rules say against the request today, for the agent who decides."""
    today = clock.today()
    details = request.details
    if request.kind == RequestKind.S2:
        found = [rules.why_not_accept(details.get("opinion", ""))]
        if details.get("first"):
            refusal = why_not_authorise(
                request.person,
                country=Country(details["country"]),
                care=Care(details["care"]),
                first=date.fromisoformat(details["first"]),
                last=date.fromisoformat(details["last"]),
                today=today,
            )
            found.insert(0, refusal)
    else:
        found = [why_not_register(request.person, RequestKind(request.kind), today=today)]
    return [str(one.label) for one in found if one is not None]
