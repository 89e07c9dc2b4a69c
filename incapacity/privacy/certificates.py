"""Certificates: what is begun and not sent, the sheets, and what was sent and decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, DateField, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Substr
from django.utils.translation import gettext_lazy as _

from cns_portal.keeping import Category, Measure, Obstacle, Persons, Recipient, Stays
from cns_portal.kernel import civil_time
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.models import Certificate, CertificatePage, Diagnosis
from incapacity.models.certificates import DECIDED
from incapacity.privacy import belonging
from incapacity.privacy.erasing import AT_ONCE, erase_certificates, erase_sheets
from incapacity.rules.states import WAITING
from insured.privacy.keeping import (
    LEGAL_DUTY,
    OF_SOMEBODY_ELSE,
    PUBLIC_TASK,
    TWO_YEARS,
    OfCases,
    staying,
)

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_DRAFTS = timedelta(days=90)

FOUR_YEARS = timedelta(weeks=208)
"""No official period was found. The widest window of the law looks 104 weeks back (domain 2.6); a
dispute about the last day of such a window needs what was in it."""

LAST_STEP_AND_DAY = ("procedure__updated_at", "last_day")

OF_AGE = 18
"""The last age band of the leave for family reasons ends with 17 (domain 2.7): until then each day
that was taken for the child counts. With the special supplementary allowance it has no end."""


class OfCertificates(OfCases):
    """Certificates that go with everything about them."""

    at_once = AT_ONCE
    over_because = "certificate_over"
    tables: tuple[type[Model], ...] = (Certificate, CertificatePage, Diagnosis)
    persons: tuple[Persons, ...] = (Persons.INSURED, Persons.PROFESSIONALS)
    categories: tuple[Category, ...] = (Category.HEALTH, Category.EMPLOYMENT)
    recipients: tuple[Recipient, ...] = (
        Recipient.AGENTS,
        Recipient.PERSON,
        Recipient.MEDICAL_BOARD,
    )
    measures = (Measure.ROLES, Measure.LOOKS, Measure.SEALED, Measure.SCANNED)

    def spares(self, dossier: Dossier) -> Iterable[QuerySet]:
        """The person's own, and those sent because this child was ill."""
        yield Certificate.objects.filter(Q(person__dossier=dossier) | Q(child__dossier=dossier))

    def take(self, rows: list[Certificate], *, reason: str) -> None:
        """Delete them with files, diagnosis, messages and cases."""
        erase_certificates(rows, reason=reason)


class Drafts(OfCertificates):
    """Certificates that somebody has begun to enter and not sent."""

    code = "incapacity.drafts"
    over_because = "draft_over"
    recipients = (Recipient.PERSON,)
    label = _("Certificates that you have not sent")
    what = _("What you entered about a certificate, and the files that you added.")
    why = _("So that you can go on with it later.")
    legal_basis = PUBLIC_TASK
    keep_for = _("90 days after you last changed them.")
    names_others = {Certificate: ("child_matricule", "child_born_on")}

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.draft_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        return Certificate.objects.drafts().filter(changed_at__lt=now - KEEP_DRAFTS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """All of them."""
        return Certificate.objects.drafts().filter(person__dossier=dossier)


class Sheets(OfCertificates):
    """What is medical: the pictures of the sheets, and the diagnosis."""

    code = "incapacity.sheets"
    label = _("Sheets and diagnoses")
    what = _("The photos and PDF files of certificates, and the code of the diagnosis.")
    why = _("To decide, to answer questions, and for the opinion of the medical board.")
    legal_basis = _(
        "Legal duty and medical purposes of social security "
        "(GDPR, articles 6(1)(c) and 9(2)(b) and (h))"
    )
    keep_for = _("Two years after the last step and after the last day of the incapacity.")
    tables = (CertificatePage, Diagnosis)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.sheet_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        """Those whose sheet or diagnosis is still there."""
        past = now - TWO_YEARS
        return _with_sheets().filter(
            procedure__updated_at__lt=past, last_day__lt=civil_time.day_of(past)
        )

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """None by themselves: those of what nothing was decided on go with it."""
        return Certificate.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those on which something was decided."""
        theirs = _with_sheets().filter(person__dossier=dossier)
        for_the_child = Diagnosis.objects.filter(certificate__in=_for_the_child(dossier))
        return staying(theirs, why=self.why, last=LAST_STEP_AND_DAY) + staying(
            for_the_child, why=OF_SOMEBODY_ELSE
        )

    def take(self, rows: list[Certificate], *, reason: str) -> None:
        """Delete pages with their files, and diagnoses; what was decided stays."""
        erase_sheets(rows, reason=reason)


def _for_the_child(dossier: Dossier) -> QuerySet[Certificate]:
    """What a parent has sent because this child was ill."""
    sent = Certificate.objects.filter(child__dossier=dossier).exclude(person__dossier=dossier)
    return sent.exclude(state=CertificateState.DRAFT)


def _with_sheets() -> QuerySet[Certificate]:
    decided = Certificate.objects.filter(state__in=DECIDED)
    return decided.filter(Q(pages__isnull=False) | Q(diagnosis__isnull=False)).distinct()


class Withdrawn(OfCertificates):
    """Certificates that were taken back."""

    code = "incapacity.withdrawn"
    label = _("Certificates that you took back")
    what = _("What you sent, and when you took it back.")
    why = _("To answer questions about it.")
    legal_basis = PUBLIC_TASK
    keep_for = _("Two years after you took them back.")
    names_others = {Certificate: ("child_matricule", "child_born_on")}

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.withdrawn_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        return Certificate.objects.filter(
            state=CertificateState.WITHDRAWN, procedure__updated_at__lt=now - TWO_YEARS
        )

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """All of them: nothing was decided on them."""
        return Certificate.objects.filter(state=CertificateState.WITHDRAWN, person__dossier=dossier)


class Certificates(OfCertificates):
    """What was sent and decided about one's own illness, accident or maternity."""

    code = "incapacity.certificates"
    label = _("Your certificates of incapacity for work")
    what = _(
        "The days of your certificates, their cause, the doctor, the address where you stayed, "
        "when they came, what was decided and why, and the messages about them."
    )
    why = _(
        "To count the days that your employer pays, 78 weeks of sickness benefit in 104, and to "
        "answer questions about a decision."
    )
    legal_basis = LEGAL_DUTY
    keep_for = _("Four years after the last day and the last step.")

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.certificate_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        return _long_over(now).exclude(cause=Cause.FAMILY)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """None: what counts towards who pays, and how long, rests on a legal duty."""
        return Certificate.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those decided."""
        decided = Certificate.objects.filter(person__dossier=dossier, state__in=DECIDED)
        own = decided.exclude(cause=Cause.FAMILY)
        return staying(own, why=self.why, last=LAST_STEP_AND_DAY, keep=FOUR_YEARS)

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """What is not decided, also for a child; what has arrived and was not passed on yet."""
        theirs = Certificate.objects.filter(person__dossier=dossier)
        arrived = theirs.filter(state=CertificateState.ARRIVED)
        found = [
            Obstacle(
                _("An electronic certificate waits in your space: pass it on or hold it back."),
                until=certificate.passes_on_at,
            )
            for certificate in arrived.only("passes_on_at")
        ]
        if theirs.filter(state__in=WAITING).exists():
            found.append(Obstacle(_("A certificate that you sent is not decided yet.")))
        return tuple(found)


class FamilyLeave(OfCertificates):
    """What was sent and decided about leave for a sick child."""

    code = "incapacity.family_leave"
    label = _("Leave for family reasons")
    what = _(
        "The days of leave for a sick child, the child and its birth, whether it was in hospital, "
        "what was decided and why, and the messages about it."
    )
    why = _("To count the days of leave, which are given for a whole age band of each child.")
    legal_basis = LEGAL_DUTY
    keep_for = _(
        "Four years after the last day and the last step, and until the child is of age. Where "
        "its birth is not known, or the special supplementary allowance is paid for it: 18 years "
        "after the last day."
    )
    persons = (Persons.INSURED, Persons.FAMILY, Persons.PROFESSIONALS)
    categories = (Category.HEALTH, Category.EMPLOYMENT, Category.HOUSEHOLD)
    names_others = {Certificate: ("child_matricule", "child_born_on")}

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.leave_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        today = civil_time.day_of(now)
        leap_day = (today.month, today.day) == (2, 29)
        born_before = today.replace(year=today.year - OF_AGE, day=28 if leap_day else today.day)
        family = _long_over(now).filter(cause=Cause.FAMILY).annotate(born_by=_latest_birth())
        ends = Q(child_doubled=False, born_by__lt=born_before)
        return family.filter(ends | Q(last_day__lt=born_before))

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """None: the days that are left for the child are counted from them."""
        return Certificate.objects.none()

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """Those decided; each child comes of age on a day of its own. Of a child, its parents'."""
        decided = Certificate.objects.filter(person__dossier=dossier, state__in=DECIDED)
        return staying(decided.filter(cause=Cause.FAMILY), why=self.why) + staying(
            _for_the_child(dossier), why=OF_SOMEBODY_ELSE
        )


def _long_over(now: datetime) -> QuerySet[Certificate]:
    past = now - FOUR_YEARS
    return Certificate.objects.filter(
        state__in=DECIDED,
        procedure__updated_at__lt=past,
        last_day__lt=civil_time.day_of(past),
    )


def _latest_birth() -> Coalesce:
    """The child's birth, as stated, as on file or as its matricule begins; at the latest the last
    day of the leave. A matricule may have no month or day: then its year's last day."""
    year, month_and_day = Substr("child_matricule", 1, 4), Substr("child_matricule", 5, 4)
    by_number = Case(
        When(child_matricule="", then=Value(None)),
        When(
            child_matricule__regex=r"^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])",
            then=Concat(year, month_and_day, output_field=CharField()),
        ),
        When(child_matricule__regex=r"^(19|20)[0-9]{2}", then=Concat(year, Value("1231"))),
        default=Value(None),
        output_field=CharField(),
    )
    return Coalesce(
        "child_born_on",
        "child__birth_date",
        Cast(by_number, DateField()),
        F("last_day"),
        output_field=DateField(),
    )
