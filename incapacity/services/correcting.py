"""What an agent puts right in a certificate that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.correcting import WrongCorrection
from incapacity.models import Certificate, Diagnosis
from incapacity.rules import correcting as rules
from incapacity.rules import deadlines
from incapacity.rules.states import Verb
from incapacity.selectors.deadlines import case_of
from incapacity.services.holding import held, insist_on_seen
from incapacity.services.steps import insist, move

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

OF_THE_SHEET = (
    *("cause", "sequel", "country", "sheet_language", "first_day", "last_day", "issued_on"),
    *("doctor_name", "doctor_code", "outings", "in_hospital", "matricule_on_sheet"),
    *("sheet_matricule", "earlier_id", "child_id", "child_matricule", "child_born_on"),
    *("child_in_hospital", "child_doubled", "leave_days", "expected_on"),
)
"""The columns that an agent may change."""


@transaction.atomic
def correct(
    certificate_id: int,
    *,
    agent: Account,
    seen: str,
    values: Mapping[str, Any],
    diagnosis: str | None = None,
) -> Certificate:
    """Write `values` (columns of `OF_THE_SHEET`) into a certificate, and its deadline anew.

    `diagnosis`: the code on the sheet, empty where there is none; None leaves it as it is. `seen`
    is the mark of what the page showed (`seen.mark_of`). The picture of what was sent stays as
    it is. Raises `Refused`; of what is wrong with the values, `details["field"]` says where.
    """
    if unknown := set(values) - set(OF_THE_SHEET):
        raise ValueError(f"No agent corrects {sorted(unknown)}.")
    certificate = held(certificate_id, also=[values.get("child_id")])
    insist(certificate, Verb.CORRECT, agent=agent)
    insist_on_seen(certificate, seen)
    before = {name: getattr(certificate, name) for name in OF_THE_SHEET}
    for name, value in values.items():
        setattr(certificate, name, value)
    _insist_on_sense(certificate)
    gone = rules.what_goes(Cause(certificate.cause), Sequel(certificate.sequel))
    for name, value in gone.items():
        setattr(certificate, name, value)
    changed = [name for name in OF_THE_SHEET if getattr(certificate, name) != before[name]]
    has_new_code = diagnosis is not None and _write(certificate, diagnosis.strip())
    if not changed and not has_new_code:
        return certificate
    _work_out_the_deadline(certificate)
    move(
        certificate,
        Verb.CORRECT,
        what="certificate.corrected",
        actor=agent,
        fields=[*(name.removesuffix("_id") for name in changed), "due_on", "late"],
    )
    return certificate


def _insist_on_sense(certificate: Certificate) -> None:
    entered = rules.Entered(
        cause=Cause(certificate.cause),
        sequel=Sequel(certificate.sequel),
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        issued_on=certificate.issued_on,
        has_child=bool(certificate.child_id or certificate.child_matricule),
        child_is_the_parent=certificate.child_id == certificate.person_id
        or certificate.child_matricule in {certificate.person.matricule} - {"", None},
    )
    if wrong := rules.why_not(entered):
        field, why = wrong
        raise Refused(why, field=field)
    if certificate.earlier_id is not None and not _is_an_earlier_one(certificate):
        raise Refused(WrongCorrection.OTHERS_CERTIFICATE, field="earlier")


def _is_an_earlier_one(certificate: Certificate) -> bool:
    others = Certificate.objects.filter(person=certificate.person_id).sent()
    return others.exclude(pk=certificate.pk).filter(pk=certificate.earlier_id).exists()


def _work_out_the_deadline(certificate: Certificate) -> None:
    """Another first day has another deadline; when it was sent does not change."""
    deadline = deadlines.for_cns(case_of(certificate))
    certificate.due_on = deadline.day
    certificate.late = deadline.is_late(civil_time.day_of(certificate.sent_at))


def _write(certificate: Certificate, code: str) -> bool:
    """The diagnosis in its own row, or none; whether anything is different now."""
    known = Diagnosis.objects.filter(certificate=certificate).first()
    if code == (known.code if known else ""):
        return False
    if known:
        known.delete()
    if code:
        Diagnosis.objects.create(certificate=certificate, code=code, entered_at=clock.now())
    return True
