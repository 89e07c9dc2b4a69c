"""What does not fit in a certificate, asked of the tables: before sending, and by agents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cns_portal.kernel import civil_time
from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import (
    Cause,
    MatriculeOnSheet,
    PageKind,
    Sequel,
    SheetLanguage,
)
from incapacity.models import Certificate, CertificatePage
from incapacity.rules import contradictions as rules
from incapacity.rules import deadlines, maternity
from incapacity.rules.contradictions import Around, Concern, Other, Typed
from incapacity.rules.facts import Absence
from incapacity.rules.leave_contradictions import about_the_leave
from incapacity.selectors import absences, drafts
from incapacity.selectors import deadlines as facts
from insured.selectors import people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incapacity.rules.deadlines import Deadline


def of(certificate: Certificate, *, today: date, for_agent: bool = False) -> tuple[Concern, ...]:
    """All that does not fit in a certificate that was fetched `drafts.whole()`; some nine queries.

    What was sent is held against the day on which it was sent. Only an agent learns of the other
    parent's leave.
    """
    around = Around(
        on=_sent_on(certificate) or today,
        until=until(certificate),
        drawn_up_by=_drawn_up_by(certificate),
        drawn_up_from=_drawn_up_from(certificate),
        others=tuple(others_of(certificate)),
        other_parents=tuple(_of_other_parents(certificate)) if for_agent else (),
        about_the_child=_about_the_child(certificate),
    )
    return rules.contradictions(typed(certificate, today=today), around)


def typed(certificate: Certificate, *, today: date) -> Typed:
    """A certificate as the rule knows it."""
    pages = list(certificate.pages.all())
    is_family = certificate.cause == Cause.FAMILY
    number = certificate.child_matricule
    person = certificate.person
    leave = _leave_for_the_birth(certificate)
    return Typed(
        key=certificate.public_id,
        cause=Cause(certificate.cause) if certificate.cause else None,
        sequel=Sequel(certificate.sequel),
        first_day=leave.first if leave else certificate.first_day,
        last_day=leave.end if leave else certificate.last_day,
        issued_on=certificate.issued_on,
        earlier=certificate.earlier.public_id if certificate.earlier else None,
        matricule=_choice(MatriculeOnSheet, certificate.matricule_on_sheet),
        is_anothers=not drafts.is_own_number(person, certificate.sheet_matricule),
        child=absences.child_of(certificate) if is_family and _has_child(certificate) else None,
        child_is_known=certificate.child_id is not None
        or (bool(number) and drafts.child_with(person, number, today=today) is not None),
        child_is_the_parent=bool(number) and number == person.matricule,
        expected_on=certificate.expected_on,
        language=_choice(SheetLanguage, certificate.sheet_language),
        is_translated=any(page.kind == PageKind.TRANSLATION for page in pages),
        files=frozenset(page.document.sha256 for page in pages),
    )


def others_of(certificate: Certificate) -> list[Other]:
    """The other certificates of the person that count; two queries, nothing sealed is read."""
    counted = Certificate.objects.of(certificate.person).counted().exclude(pk=certificate.pk)
    digests = defaultdict(set)
    files = CertificatePage.objects.of(certificate.person).filter(certificate__in=counted)
    for key, digest in files.values_list("certificate", "document__sha256"):
        digests[key].add(digest)
    rows = absences.with_facts(counted).select_related("child", "procedure", "earlier")
    more = ("procedure__reference", "earlier__public_id")
    rows = rows.only(*absences.COLUMNS, *absences.OF_THE_CHILD, *more)
    return [_other(row, digests[row.pk]) for row in rows.order_by("first_day", "pk")]


def deadline(certificate: Certificate) -> Deadline | None:
    """The rule for sending it to the CNS; None as long as its cause or first day is missing."""
    case = _case_of(certificate)
    try:
        return deadlines.for_cns(case) if case else None
    except NothingInForceError:
        return None


def until(certificate: Certificate) -> date | None:
    """The day until which it has to be sent; as it was worked out when it was, where it was."""
    if not drafts.is_draft(certificate):
        return certificate.due_on
    found = deadline(certificate)
    return found.day if found else None


def _sent_on(certificate: Certificate) -> date | None:
    return civil_time.day_of(certificate.sent_at) if certificate.sent_at else None


def _case_of(certificate: Certificate) -> deadlines.Case | None:
    """What the deadlines depend on, as far as it is entered; a last day before the first is none.

    Else it would be so short an absence that nothing has to be sent.
    """
    if not certificate.cause or certificate.first_day is None:
        return None
    case = facts.case_of(certificate)
    if case.last_day is not None and case.last_day < case.first_day:
        return replace(case, last_day=None)
    return case


def _drawn_up_by(certificate: Certificate) -> date | None:
    case = _case_of(certificate)
    try:
        return deadlines.drawn_up_by(case) if case else None
    except NothingInForceError:
        return None


def _leave_for_the_birth(certificate: Certificate) -> Days | None:
    """What a draft for a birth will cover: the sheet names no days. What was sent says them."""
    is_for_a_birth = certificate.cause == Cause.MATERNITY and certificate.expected_on is not None
    if not is_for_a_birth or not drafts.is_draft(certificate):
        return None
    try:
        return maternity.leave(certificate.expected_on)
    except NothingInForceError:
        return None


def _drawn_up_from(certificate: Certificate) -> date | None:
    if certificate.cause != Cause.MATERNITY or certificate.expected_on is None:
        return None
    try:
        return maternity.certificate_from(certificate.expected_on)
    except NothingInForceError:
        return None


def _about_the_child(certificate: Certificate) -> tuple[Concern, ...]:
    """The age on the first day, and the days that are left; days that cannot be right count one."""
    first, last = certificate.first_day, certificate.last_day
    if certificate.cause != Cause.FAMILY or not _has_child(certificate) or first is None:
        return ()
    known = Absence(
        days=_likely(first, last),
        cause=Cause.FAMILY,
        key=certificate.public_id,
        child=absences.child_of(certificate),
        leave_days=certificate.leave_days,
    )
    return about_the_leave(known, absences.of(certificate.person))


def _likely(first: date, last: date | None) -> Days:
    if last is None or last < first or rules.is_too_long(Days(first, last)):
        return Days(first, first)
    return Days(first, last)


def _of_other_parents(certificate: Certificate) -> Iterable[Days]:
    """When somebody else is on leave for the same child, however each named it; three queries.

    One of two parents may have typed a number, present or former, where the other one chose.
    """
    if not _has_child(certificate) or certificate.first_day is None:
        return []
    child = certificate.child or people.by_matricule(certificate.child_matricule)
    numbers = people.numbers_of(child) if child else {certificate.child_matricule}
    rows = Certificate.objects.counted().for_child(child, numbers)
    rows = rows.exclude(person=certificate.person_id)
    rows = rows.touching(certificate.first_day, certificate.last_day or certificate.first_day)
    days = rows.order_by("first_day", "pk").values_list("first_day", "last_day")
    return [Days(first, last) for first, last in days]


def _other(row: Certificate, digests: set[str]) -> Other:
    known = absences.absence_of(row)
    earlier = row.earlier if known.sequel == Sequel.PROLONGATION else None
    return Other(
        reference=row.procedure.reference,
        days=known.days,
        cause=known.cause,
        key=row.public_id,
        prolongs=earlier.public_id if earlier else None,
        child=known.child.key if known.child else None,
        files=frozenset(digests),
    )


def _has_child(certificate: Certificate) -> bool:
    return certificate.child_id is not None or bool(certificate.child_matricule)


def _choice(choices, value: str):
    return choices(value) if value else None
