"""A draft as the last page before sending says it: what is missing, what does not fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cns_portal import documents
from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Sequel
from incapacity.models import Certificate
from incapacity.rules import maternity, periods
from incapacity.rules import sending as rules
from incapacity.rules.contradictions import is_too_long
from incapacity.rules.facts import Absence
from incapacity.rules.sending import Filled, Pages
from incapacity.selectors import absences, as_sent, balances, contradictions, medical

if TYPE_CHECKING:
    from decimal import Decimal

    from incapacity.choices.sending import Missing, SendingRefusal
    from incapacity.rules.contradictions import Concern
    from incapacity.rules.deadlines import Deadline


@dataclass(frozen=True)
class Checked:
    """A draft, looked at on a day."""

    certificate: Certificate
    missing: tuple[Missing, ...]
    concerns: tuple[Concern, ...]
    refusal: SendingRefusal | None
    deadline: Deadline | None
    """For sending it to the CNS; None as long as its cause or first day is missing."""
    days: Days | None
    """What it covers; for a birth the leave that follows from the expected date."""
    has_diagnosis: bool
    period_began: date | None
    """The first day of the period of incapacity that it would belong to; None without days."""
    left: Decimal | None
    """Days of leave for the child before this certificate; None where they are not known."""
    fingerprint: str
    """What the page shows; when it differs on sending, something has changed in between."""

    @property
    def until(self) -> date | None:
        return self.deadline.day if self.deadline else None


def checked(certificate: Certificate, *, today: date) -> Checked:
    """A draft, fetched by `drafts.draft_of`, looked at as a whole."""
    deadline = contradictions.deadline(certificate)
    filled = _filled(certificate, is_late=deadline is not None and deadline.is_late(today))
    has_diagnosis = medical.has_diagnosis(certificate)
    concerns = contradictions.of(certificate, today=today)
    return Checked(
        certificate=certificate,
        missing=rules.missing(filled),
        concerns=concerns,
        refusal=rules.why_not_send(state=CertificateState(certificate.state), filled=filled),
        deadline=deadline,
        days=days_of(certificate),
        has_diagnosis=has_diagnosis,
        period_began=_period_began(certificate),
        left=_left(certificate),
        fingerprint=fingerprint(certificate, concerns, has_diagnosis=has_diagnosis),
    )


def days_of(certificate: Certificate) -> Days | None:
    """What a certificate covers; None as long as it does not say so, or says nonsense.

    That of an expected birth names no days: they follow from the date (Labour Code, articles
    L. 332-1 and L. 332-2).
    """
    if certificate.cause == Cause.MATERNITY and certificate.expected_on is not None:
        try:
            return maternity.leave(certificate.expected_on)
        except NothingInForceError:
            pass
    first, last = certificate.first_day, certificate.last_day
    return Days(first, last) if first and last and first <= last else None


def fingerprint(
    certificate: Certificate, concerns: Iterable[Concern], *, has_diagnosis: bool
) -> str:
    """The same for the same picture and the same concerns; says nothing about what is in it.

    The concerns too: a certificate that was sent meanwhile for the same days is to be seen first.
    """
    said = [[concern.what, str(sorted(concern.about.items()))] for concern in concerns]
    text = json.dumps([as_sent.picture(certificate), has_diagnosis, said], sort_keys=True)
    return hashlib.sha256(f"{certificate.public_id} {text}".encode()).hexdigest()


def _filled(certificate: Certificate, *, is_late: bool) -> Filled:
    return Filled(
        cause=Cause(certificate.cause) if certificate.cause else None,
        sequel=Sequel(certificate.sequel),
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        issued_on=certificate.issued_on,
        expected_on=certificate.expected_on,
        has_child=certificate.child_id is not None or bool(certificate.child_matricule),
        has_earlier=certificate.earlier_id is not None,
        has_doctor=bool(certificate.doctor_name or certificate.doctor_code),
        has_matricule=bool(certificate.matricule_on_sheet),
        country=certificate.country,
        has_language=bool(certificate.sheet_language),
        is_late=is_late,
        says_why_late=bool(certificate.late_because),
        pages=_pages(certificate),
    )


def _period_began(certificate: Certificate) -> date | None:
    days = days_of(certificate)
    if days is None or not certificate.cause or is_too_long(days):
        return None
    this = Absence(days, Cause(certificate.cause), CertificateState.SENT, key=certificate.pk)
    period = periods.period_with(this.key, [*absences.of(certificate.person), this])
    return period.days.first


def _left(certificate: Certificate) -> Decimal | None:
    """At the age that the child has on the first day; one query."""
    has_child = certificate.child_id is not None or bool(certificate.child_matricule)
    if certificate.cause != Cause.FAMILY or not has_child or certificate.first_day is None:
        return None
    child = absences.child_of(certificate)
    leave = balances.leave_for(certificate.person, child, today=certificate.first_day)
    return leave.current.left if leave.current else None


def _pages(certificate: Certificate) -> Pages:
    states = [page.document.state for page in certificate.pages.all()]
    return Pages(
        clean=states.count(documents.State.CLEAN),
        pending=states.count(documents.State.PENDING),
        rejected=states.count(documents.State.REJECTED),
    )
