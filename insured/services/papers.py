"""Issuing papers and taking them back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel import civil_time, codes, matricule
from cns_portal.kernel.refusal import Refused
from cns_portal.kernel.spans import Days
from insured.choices import PaperKind
from insured.choices.papers import PaperRefusal
from insured.models import InsuredPerson, Paper
from insured.models.papers import posted_as, withdrawn_as
from insured.notices import papers as notices
from insured.rules import papers as rules
from insured.rules.coverage import Coverage
from insured.selectors import papers as selectors
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from insured.models import Request

CODE_LENGTH = 16
"""Letters and digits of the public code: 78 bits, which nobody finds by trying."""


class _Taken(Exception):
    """The code drawn belongs to another paper."""


@transaction.atomic
def issue(
    kind: PaperKind,
    person: InsuredPerson,
    *,
    facts: dict[str, Any],
    days: Days,
    by: Account | Actor,
    language: str = "",
    request: Request | None = None,
) -> Paper:
    """A new paper that says `facts` (plain JSON), good on `days`; the worker prints it.

    `language` is the person's unless told otherwise. Whether it may be issued was asked before.
    """
    now = clock.now()
    paper = _with_a_free_code(
        person=person,
        kind=kind,
        initials=_initials(person),
        facts={"person": _who(person), **facts},
        language=language or person.language,
        first_day=days.first,
        last_day=days.last,
        issued_at=now,
        issued_by=None if isinstance(by, audit.Actor) else by,
        request=request,
    )
    audit.record(
        by, "paper.issued", paper, dossier=person.dossier, details={"kind": str(paper.kind)}
    )
    tell(
        person,
        lambda: notices.issued(paper),
        once=posted_as(paper),
        reference=request.procedure.reference if request else "",
        attachments=[notices.attachment(paper)],
    )
    return paper


@transaction.atomic
def order_affiliation(
    person: InsuredPerson,
    *,
    by: Account,
    first: date | None = None,
    last: date | None = None,
    language: str = "",
) -> Paper:
    """A certificate of affiliation: for today, or for the days from `first` to `last`.

    Raises `Refused` with a sentence that says why not. Ordering the same once more on a day
    returns the first one.
    """
    person = _locked(person)
    today = clock.today()
    basis = selectors.basis_of(person, today=today)
    if first is None or last is None:
        _insist(rules.why_not_today(basis.coverage), basis.coverage)
        days, fund = Days(today, today), basis.coverage.fund
        facts = {
            "today": True,
            "coverage": _stated(basis.coverage),
            "periods": [_line(period) for period in basis.history.affiliated_on(today)],
        }
    else:
        refusal = rules.why_not_period(first, last, basis.history.periods, today=today)
        if refusal:
            raise Refused(refusal, first=notices.day(first), last=notices.day(last))
        days = Days(first, last)
        shared = rules.within(basis.history.periods, days)
        fund = shared[-1][0].fund
        facts = {
            "today": False,
            "periods": [_line(period, common) for period, common in shared],
        }
    facts |= {
        "fund": str(fund),
        "certified_first": days.first.isoformat(),
        "certified_last": days.last.isoformat(),
    }
    return _order(PaperKind.AFFILIATION, person, facts=facts, days=days, by=by, language=language)


@transaction.atomic
def order_co_insurance(person: InsuredPerson, *, by: Account, language: str = "") -> Paper:
    """A co-insurance certificate for today: through whom the person is insured, and who is
    insured through them. Raises `Refused`; the same once more on a day returns the first one.
    """
    person = _locked(person)
    today = clock.today()
    basis = selectors.basis_of(person, today=today)
    insured = insured_through(person, basis)
    refusal = why_not_co_insurance(person, basis)
    if refusal:
        raise Refused(refusal, why=notices.why(basis.coverage))
    own = basis.coverage
    facts = {
        "fund": str(own.fund or insured[0].coverage.fund),
        "certified_first": today.isoformat(),
        "certified_last": today.isoformat(),
        "through": (
            {"name": basis.own_tie.principal.full_name, "since": _iso(own.since)}
            if own.covered and own.through is not None and basis.own_tie
            else None
        ),
        "family": [
            {
                **_who(tied.person),
                "relation": str(tied.tie.relation),
                "since": _iso(tied.coverage.since),
            }
            for tied in insured
        ],
    }
    days = Days(today, today)
    return _order(PaperKind.CO_INSURANCE, person, facts=facts, days=days, by=by, language=language)


@transaction.atomic
def issue_replacement(person: InsuredPerson, *, by: Account | Actor, language: str = "") -> Paper:
    """A certificate that replaces the European card: three months at most, and not beyond the
    coverage that is known. Raises `Refused`; the same once more on a day returns the first one.
    """
    person = _locked(person)
    today = clock.today()
    coverage = selectors.basis_of(person, today=today).coverage
    _insist(rules.why_not_replacement(coverage), coverage)
    days = rules.replacement_days(today, covered_until=coverage.until)
    facts = {"fund": str(coverage.fund), "first": _iso(days.first), "last": _iso(days.last)}
    return _order(PaperKind.REPLACEMENT, person, facts=facts, days=days, by=by, language=language)


@transaction.atomic
def withdraw(paper_id: int, *, by: Account, because: str) -> Paper:
    """Take a paper back: whoever verifies it sees so. `because` is what the person reads.

    Raises `Refused` without a reason, and when it is withdrawn already.
    """
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("person__dossier")
        .get(pk=paper_id)
    )
    if paper.withdrawn_at is not None:
        raise Refused(PaperRefusal.WITHDRAWN_ALREADY)
    if not because.strip():
        raise Refused(PaperRefusal.NO_REASON)
    paper.withdrawn_at, paper.withdrawn_because = clock.now(), because.strip()[:200]
    paper.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(
        by,
        "paper.withdrawn",
        paper,
        dossier=paper.person.dossier,
        details={"kind": paper.kind},
    )
    tell(
        paper.person,
        lambda: notices.withdrawn(paper, reason=paper.withdrawn_because),
        once=withdrawn_as(paper),
    )
    return paper


def insured_through(person: InsuredPerson, basis: selectors.Basis) -> list[selectors.Tied]:
    """Those of the family registered with the person who are insured through them today."""
    insured = {
        relative.key for relative in rules.co_insured_today(_relatives(basis), through=person.pk)
    }
    return [tied for tied in basis.relatives if tied.person.pk in insured]


def why_not_co_insurance(person: InsuredPerson, basis: selectors.Basis) -> PaperRefusal | None:
    """Why the person can have no co-insurance certificate today."""
    relatives = _relatives(basis)
    return rules.why_not_co_insured(
        is_tied=basis.own_tie is not None,
        own=basis.coverage,
        relatives=relatives,
        insured=rules.co_insured_today(relatives, through=person.pk),
    )


def _relatives(basis: selectors.Basis) -> list[rules.Relative]:
    return [rules.Relative(tied.person.pk, tied.coverage) for tied in basis.relatives]


def _order(
    kind: PaperKind,
    person: InsuredPerson,
    *,
    facts: dict[str, Any],
    days: Days,
    by: Account | Actor,
    language: str,
) -> Paper:
    """Issue it, unless the same was issued today or too much was."""
    today_began = civil_time.midnight(clock.today())
    todays = list(Paper.objects.of(person).filter(issued_at__gte=today_began))
    wanted = {"person": _who(person), **facts}
    for paper in todays:
        is_same = (paper.kind, paper.language) == (kind, language or person.language)
        if is_same and paper.withdrawn_at is None and paper.facts == wanted:
            return paper
    if len(todays) >= rules.A_DAY:
        raise Refused(PaperRefusal.TOO_MANY)
    return issue(kind, person, facts=facts, days=days, by=by, language=language)


def _insist(refusal: PaperRefusal | None, coverage: Coverage) -> None:
    if refusal:
        raise Refused(refusal, why=notices.why(coverage))


def _locked(person: InsuredPerson) -> InsuredPerson:
    """One of two orders sent at once waits here and then finds the other's paper."""
    return (
        InsuredPerson.objects.select_for_update(of=("self",))
        .select_related("dossier")
        .get(pk=person.pk)
    )


def _with_a_free_code(**columns) -> Paper:
    while True:
        try:
            with promise("paper_code_is_unique", broken=_Taken()):
                return Paper.objects.create(code=codes.random_code(CODE_LENGTH), **columns)
        except _Taken:
            continue


def _who(person: InsuredPerson) -> dict[str, str]:
    """Who it is about, as the paper says it."""
    return {
        "name": person.full_name,
        "born": _iso(person.birth_date),
        "number": matricule.grouped(person.matricule) if person.matricule else "",
    }


def _initials(person: InsuredPerson) -> str:
    return " ".join(f"{name[:1]}." for name in (person.first_name, person.last_name) if name)


def _stated(coverage: Coverage) -> dict[str, str]:
    """What is certified for today; rights that are kept after an affiliation say until when."""
    is_kept = coverage.ended is not None
    return {
        "kept": "yes" if is_kept else "",
        "since": _iso(coverage.since),
        "last": _iso(coverage.until) if is_kept else "",
    }


def _line(period, days: Days | None = None) -> dict[str, str]:
    """One line of a certificate: as what, with which fund, from when until when."""
    span = days or period.days
    return {
        "cover": str(period.cover),
        "fund": str(period.fund),
        "first": _iso(span.first),
        "last": _iso(span.last),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
