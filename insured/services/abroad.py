"""Forms for care outside one's own country: asked for, issued, answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.kernel.spans import Days
from cns_portal.procedures.choices import ActorKind
from insured.choices import (
    AbroadAnswer,
    PaperKind,
    RequestDocumentKind,
    RequestKind,
    RequestRefusal,
    RequestState,
)
from insured.choices.abroad import AbroadRefusal, Care, MedicalOpinion
from insured.choices.countries import Country
from insured.models import InsuredPerson, Paper, Request, RequestDocument
from insured.notices import abroad as notices
from insured.rules import abroad as rules
from insured.rules.cross_border import country_of
from insured.selectors import abroad as selectors
from insured.selectors import coverage
from insured.services import papers, requests
from insured.services.request_steps import locked
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

ANSWERS = {RequestKind.S1: AbroadAnswer.S071, RequestKind.BL1: AbroadAnswer.BL6}
"""With which form the fund of the country of residence answers."""


# -- what the person asks for ------------------------------------------------------------------


@transaction.atomic
def ask_to_register(
    *,
    person: InsuredPerson,
    actor: Account,
    form: RequestKind,
    returns_weekly: bool,
    residence_fund: str = "",
    on_behalf_of: str = "",
) -> Request:
    """Ask for form S1 or BL1, for the address on file.

    `returns_weekly`: whether the person goes home every day or at least once a week, which makes
    a cross-border worker. Raises `Refused` with why not.
    """
    refusal = selectors.why_not_register(person, form, today=clock.today())
    if refusal:
        raise Refused(refusal)
    return requests.submit(
        person=person,
        kind=form,
        details={
            "country": str(country_of(person.country)),
            "street": person.street,
            "town": f"{person.postcode} {person.locality}".strip(),
            "returns_weekly": returns_weekly,
            "residence_fund": residence_fund,
        },
        actor=actor,
        on_behalf_of=on_behalf_of,
    )


@transaction.atomic
def ask_authorisation(
    *,
    person: InsuredPerson,
    actor: Account,
    country: Country,
    hospital: str,
    place: str,
    care: Care,
    treatment: str,
    first: date,
    last: date,
    report: Document,
    on_behalf_of: str = "",
) -> Request:
    """Ask the CNS to authorise planned care abroad, with the doctor's report.

    What the treatment is stays in the sealed details. Raises `Refused` with why not.
    """
    today = clock.today()
    refusal = selectors.why_not_authorise(
        person, country=country, care=care, first=first, last=last, today=today
    )
    if refusal:
        raise Refused(refusal)
    details = {
        "country": str(country),
        "hospital": hospital,
        "place": place,
        "care": str(care),
        "treatment": treatment,
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    for other in Request.objects.of(person).waiting().filter(kind=RequestKind.S2):
        if details.items() <= other.details.items():  # a second click, or another window
            raise Refused(RequestRefusal.ALREADY_SENT)
    return requests.submit(
        person=person,
        kind=RequestKind.S2,
        details=details,
        actor=actor,
        attached=[(report, RequestDocumentKind.MEDICAL_REPORT)],
        on_behalf_of=on_behalf_of,
    )


@transaction.atomic
def report_answer(
    request: Request, *, actor: Account, document: Document, on_behalf_of: str = ""
) -> Request:
    """The person hands in the answer of the other fund; an agent records what it says.

    Raises `Refused` when none is expected, when it was handed in already, or for a file that
    cannot be used.
    """
    request = locked(request.pk)
    if not selectors.expects_answer(request):
        raise Refused(AbroadRefusal.NO_ANSWER_EXPECTED)
    if request.documents.filter(kind=RequestDocumentKind.ANSWER).exists():
        raise Refused(AbroadRefusal.REPORTED_ALREADY)
    if document.dossier_id != request.person.dossier_id or document.deleted_at is not None:
        raise Refused(RequestRefusal.DOCUMENT_UNREADABLE)
    RequestDocument.objects.create(
        request=request, document=document, kind=RequestDocumentKind.ANSWER
    )
    _note(
        request,
        "request.answer_reported",
        actor=actor,
        actor_kind=ActorKind.PERSON,
        on_behalf_of=on_behalf_of,
    )
    return request


# -- what an agent does ------------------------------------------------------------------------


@transaction.atomic
def note_opinion(
    request_id: int, *, agent: Account, opinion: MedicalOpinion, given_on: date
) -> Request:
    """Note what the medical board said about planned care. The last opinion counts.

    Raises `Refused` when the request is decided, is another agent's, or is of another kind.
    """
    request = locked(request_id)
    if refusal := rules.why_not_note_opinion(
        kind=RequestKind(request.kind),
        state=RequestState(request.state),
        is_mine=request.agent_id == agent.pk,
    ):
        raise Refused(refusal)
    if given_on > clock.today():
        raise Refused(AbroadRefusal.OPINION_IN_THE_FUTURE)
    request.details = {
        **request.details,
        "opinion": str(opinion),
        "opinion_on": given_on.isoformat(),
    }
    request.save(update_fields=["details"])
    _note(request, "request.opinion_noted", actor=agent, actor_kind=ActorKind.AGENT)
    return request


def insist_on_favourable_opinion(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """What accepting planned care abroad needs; raises `Refused` and so undoes the acceptance."""
    if refusal := rules.why_not_accept(request.details.get("opinion", "")):
        raise Refused(refusal)


@transaction.atomic
def issue(
    request_id: int, *, agent: Account, first: date | None = None, last: date | None = None
) -> Paper:
    """Issue the form of an accepted request, and tell the person where to hand it.

    Without `first` and `last`: S1 and BL1 from the beginning of the affiliation until its known
    end, S2 on the days that were asked for. Raises `Refused`.
    """
    request = requests.mark_issued(request_id, agent=agent)
    facts, days = _facts(request, first=first, last=last)
    return papers.issue(
        PaperKind(request.kind),
        request.person,
        facts=facts,
        days=days,
        by=agent,
        request=request,
    )


@transaction.atomic
def record_answer(
    request_id: int, *, agent: Account, answered_on: date, family: Iterable[dict[str, Any]] = ()
) -> Request:
    """Record the S071 or BL6: the decision about each member of the family.

    `family`: dicts with `name`, `born` (ISO day or empty), `accepted` and `first` (ISO day or
    empty). Raises `Refused` when the form was not issued, or the answer is recorded already.
    """
    if answered_on > clock.today():
        raise Refused(AbroadRefusal.ANSWER_IN_THE_FUTURE)
    kind = RequestKind(locked(request_id).kind)
    if kind not in ANSWERS:
        raise Refused(AbroadRefusal.NO_ANSWER_EXPECTED)
    request = requests.mark_answered(
        request_id, agent=agent, answer_kind=ANSWERS[kind], answered_on=answered_on
    )
    request.details = {**request.details, "family": list(family)}
    request.save(update_fields=["details"])
    tell(
        request.person,
        lambda: notices.answered(request),
        once=f"request:{request.pk}:answered",
        reference=request.procedure.reference,
    )
    return request


def _facts(
    request: Request, *, first: date | None, last: date | None
) -> tuple[dict[str, Any], Days]:
    """What the form says, and the days on which it is good."""
    details = request.details
    history = coverage.history_of(request.person)
    if request.kind == RequestKind.S2:
        days = _days(
            first or date.fromisoformat(details["first"]),
            last or date.fromisoformat(details["last"]),
        )
        covered = history.on(days.first)
        kept = ("country", "hospital", "place", "care", "treatment")
        facts = {name: details[name] for name in kept}
    else:
        today = history.on(clock.today())
        days = _days(first or today.since or clock.today(), last or today.until)
        covered = history.on(max(days.first, clock.today()))
        facts = {name: details[name] for name in ("country", "street", "town")}
        facts["cover"] = str(covered.cover or "")
    if covered.fund is None:
        raise Refused(AbroadRefusal.NO_FUND)
    return {
        **facts,
        "fund": str(covered.fund),
        "first": days.first.isoformat(),
        "last": days.last.isoformat() if days.last else "",
    }, days


def _days(first: date, last: date | None) -> Days:
    if last is not None and last < first:
        raise Refused(AbroadRefusal.ENDS_BEFORE_BEGINNING)
    return Days(first, last)


def _note(
    request: Request, what: str, *, actor: Account, actor_kind: str, on_behalf_of: str = ""
) -> None:
    """A line of the history that leaves the state as it is."""
    procedures.add_event(
        request.procedure,
        what=what,
        phase=request.procedure.phase,
        state=request.state,
        actor=actor,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
    )
    audit.record(
        actor, what, request, dossier=request.person.dossier, details={"kind": request.kind}
    )
