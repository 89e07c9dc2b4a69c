"""A certificate that is not sent yet: begun, filled in, thrown away; all may stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, documents
from cns_portal.db import lock_in_turn
from cns_portal.kernel import matricule
from cns_portal.kernel.refusal import Refused
from cns_portal.kernel.spans import DAY
from incapacity.choices.certificates import (
    Cause,
    CertificateRefusal,
    CertificateState,
    Sequel,
)
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate, Diagnosis
from incapacity.rules import sending as rules
from incapacity.selectors import drafts as selectors

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson

_BEGINNING = 0x43495444  # "CITD", the class of advisory locks for the number of drafts

COLUMNS = (
    *("cause", "sequel", "earlier", "country", "sheet_language"),
    *("first_day", "last_day", "issued_on", "doctor_name", "doctor_code"),
    *("outings", "in_hospital", "stay", "matricule_on_sheet", "sheet_matricule"),
    *("child", "child_matricule", "child_in_hospital", "child_doubled", "leave_days"),
    *("expected_on", "late_because", "note"),
)
"""What the person fills in about a certificate, besides the diagnosis."""

OF_A_CHILD = {
    "child": None,
    "child_matricule": "",
    "child_born_on": None,
    "child_in_hospital": False,
    "child_doubled": False,
    "leave_days": None,
}
"""What only a certificate for a sick child says, and what stands in every other one."""

PROLONGED = ("cause", "country", "sheet_language", "doctor_name", "doctor_code", "stay")
"""What a prolongation has in common with the certificate before."""


@transaction.atomic
def begin(
    *,
    person: InsuredPerson,
    actor: Account,
    values: Mapping[str, Any] | None = None,
) -> Certificate:
    """A new draft in the file of `person`; `values` are some of COLUMNS. Raises `Refused`."""
    lock_in_turn([(_BEGINNING, person.pk % 2**31)])
    count = Certificate.objects.of(person).drafts().count()
    if refusal := rules.why_not_begin(drafts=count):
        raise Refused(refusal, most=rules.MOST_DRAFTS)
    now = clock.now()
    certificate = Certificate(person=person, created_at=now, created_by=actor, changed_at=now)
    _set(certificate, values or {})
    certificate.save()
    audit.record(actor, "certificate.begun", certificate, dossier=person.dossier)
    return certificate


@transaction.atomic
def begin_after(
    earlier: Certificate,
    *,
    sequel: str,
    actor: Account,
    values: Mapping[str, Any] | None = None,
) -> Certificate:
    """A draft that prolongs or follows a certificate that was sent, with what they have in common.

    A prolongation begins on the day after. A child that is no longer the person's own is left
    out, with all that was said of it: they choose again. `values` win. Raises `Refused` as `begin`.
    """
    names = (*PROLONGED, *OF_A_CHILD) if _is_for_their_child(earlier) else PROLONGED
    common = {name: getattr(earlier, name) for name in names if name in COLUMNS}
    common.pop("leave_days", None)
    if sequel == Sequel.PROLONGATION:
        common["first_day"] = earlier.last_day + DAY
    common |= {"sequel": sequel, "earlier": earlier, **(values or {})}
    return begin(person=earlier.person, actor=actor, values=common)


@transaction.atomic
def fill_in(
    certificate_id: int,
    *,
    values: Mapping[str, Any],
    diagnosis: str | None = None,
) -> Certificate:
    """Keep what was typed in a draft. Twice is as good as once. Raises `Refused`.

    `values` has some of COLUMNS. `diagnosis` is the code on the sheet: None leaves what there is,
    an empty one takes it away.
    """
    certificate = _locked(certificate_id)
    _set(certificate, values)
    certificate.changed_at = clock.now()
    certificate.save(update_fields=[*COLUMNS, "child_born_on", "changed_at"])
    if diagnosis is not None:
        _keep_diagnosis(certificate, diagnosis)
    return certificate


@transaction.atomic
def discard(certificate_id: int, *, actor: Account | audit.Actor) -> None:
    """Throw a draft away with its files and diagnosis: nothing of it stays.

    Raises `Refused` once it is sent.
    """
    certificate = _locked(certificate_id)
    files = [page.document for page in certificate.pages.select_related("document")]
    audit.record(actor, "certificate.discarded", certificate, dossier=certificate.person.dossier)
    certificate.delete()
    for file in files:
        documents.discard(file, by=actor, reason="draft_discarded")


def _locked(certificate_id: int) -> Certificate:
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("person__dossier", "child__dossier", "earlier")
        .filter(pk=certificate_id)
        .first()
    )
    if certificate is None:
        raise Refused(CertificateRefusal.CHANGED)
    if certificate.state != CertificateState.DRAFT:
        raise Refused(SendingRefusal.SENT_ALREADY)
    return certificate


def _set(certificate: Certificate, values: Mapping[str, Any]) -> None:
    """The columns, as they may stand together in the table. Raises `Refused`."""
    for name in COLUMNS:
        if name in values:
            setattr(certificate, name, values[name])
    _insist_that_it_is_theirs(certificate, values)
    if certificate.cause == Cause.FAMILY:
        _know_the_child(certificate)
    else:
        for name, value in OF_A_CHILD.items():
            setattr(certificate, name, value)
    if certificate.cause != Cause.MATERNITY:
        certificate.expected_on = None


def _is_for_their_child(earlier: Certificate) -> bool:
    """Whether it is for a child that may still be chosen, or for one known by its number alone."""
    if earlier.cause != Cause.FAMILY:
        return False
    return earlier.child is None or _may_choose(earlier.person, earlier.child)


def _may_choose(person: InsuredPerson, child: InsuredPerson) -> bool:
    known = selectors.children_in(person, today=clock.today())
    return child.pk in {one.pk for one in known}


def _insist_that_it_is_theirs(certificate: Certificate, values: Mapping[str, Any]) -> None:
    person = certificate.person
    earlier, child = values.get("earlier"), values.get("child")
    if earlier is not None and (earlier.person_id != person.pk or earlier.pk == certificate.pk):
        raise Refused(SendingRefusal.NOT_YOURS)
    if child is not None and not _may_choose(person, child):
        raise Refused(SendingRefusal.NOT_YOUR_CHILD)


def _know_the_child(certificate: Certificate) -> None:
    """A chosen child needs no number; a number of an own child is that child."""
    if certificate.child is not None:
        certificate.child_matricule, certificate.child_born_on = "", None
        return
    number = certificate.child_matricule
    if number:
        own = selectors.child_with(certificate.person, number, today=clock.today())
        if own is not None:
            certificate.child, certificate.child_matricule = own, ""
    number = certificate.child_matricule
    certificate.child_born_on = matricule.birth_date(number) if number else None


def _keep_diagnosis(certificate: Certificate, code: str) -> None:
    if code:
        Diagnosis.objects.update_or_create(
            certificate=certificate, defaults={"code": code, "entered_at": clock.now()}
        )
    else:
        Diagnosis.objects.filter(certificate=certificate).delete()
