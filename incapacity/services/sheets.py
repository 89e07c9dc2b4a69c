"""Ticking off what was done with the sheets, and the reminder of the employer's one."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock, inbox
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateState
from incapacity.choices.sheets import Tick
from incapacity.models import Certificate
from incapacity.notices import certificates as notices
from incapacity.rules import sheets as rules
from incapacity.rules.deadlines import for_employer
from incapacity.selectors import sheets as selectors
from incapacity.selectors.deadlines import case_of
from incapacity.services import steps
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

logger = logging.getLogger(__name__)

COLUMNS = {
    Tick.TOLD: "employer_told_on",
    Tick.SHEET_2: "employer_given_on",
    Tick.SHEET_3: "own_sheet_kept_on",
}
STILL_WANTED = "incapacity.sheet_2_is_not_given"
"""Under this code the worker asks before it sends the reminder's e-mail."""


@transaction.atomic
def tick(certificate: Certificate, what: Tick, *, done: bool, actor: Account) -> Certificate:
    """Remember that it is done, today, or that it is not. Twice is as good as once.

    Neither the CNS nor the employer is told: it is a list for the person. Raises `Refused` for a
    certificate that was taken back.
    """
    certificate = steps.locked(certificate.pk)
    if refusal := rules.why_not_tick(CertificateState(certificate.state)):
        raise Refused(refusal)
    column = COLUMNS[what]
    if done == (getattr(certificate, column) is not None):
        return certificate
    setattr(certificate, column, clock.today() if done else None)
    certificate.save(update_fields=[column])
    audit.record(
        actor,
        "certificate.ticked",
        certificate,
        dossier=certificate.person.dossier,
        details={"what": str(what), "done": done},
    )
    return certificate


def remind_all() -> int:
    """Remind everybody whose deadline is near, one by one; how many were reminded.

    One that fails is left behind and holds up no other. Whoever was reminded is not again.
    """
    today, after, reminded = clock.today(), 0, 0
    while keys := selectors.perhaps_to_remind(today=today, after=after):
        for key in keys:
            try:
                reminded += remind(key)
            except Exception:
                logger.exception("The reminder about the certificate %s failed.", key)
        after = keys[-1]
    return reminded


@transaction.atomic
def remind(certificate_id: int) -> bool:
    """Remind of the employer's sheet, where the rule says so now; whether it was done."""
    certificate = steps.locked(certificate_id)
    today = clock.today()
    due = for_employer(case_of(certificate)).day
    if not _is_to_be_reminded(certificate, due=due, today=today):
        return False
    certificate.nudged_at = clock.now()
    certificate.save(update_fields=["nudged_at"])
    audit.record(
        audit.SYSTEM, "certificate.reminded", certificate, dossier=certificate.person.dossier
    )
    tell(
        certificate.person,
        lambda: notices.nudge(certificate, until=due),
        once=f"certificate:{certificate.pk}:nudge",
        reference=certificate.procedure.reference,
        still_wanted=inbox.StillWanted(
            check=STILL_WANTED, payload={"certificate": str(certificate.public_id)}
        ),
    )
    return True


def is_still_wanted(payload: dict) -> bool:
    """Whether the reminder is worth an e-mail: the sheet is not ticked off, the certificate counts.

    Asked by the worker before it sends.
    """
    rows = Certificate.objects.counted().filter(public_id=payload["certificate"])
    return rows.filter(employer_given_on__isnull=True).exists()


def _is_to_be_reminded(certificate: Certificate, *, due: date | None, today: date) -> bool:
    def asked(*, has_employer: bool) -> bool:
        return rules.is_to_be_reminded(
            state=CertificateState(certificate.state),
            due=due,
            sent_on=day_of(certificate.sent_at),
            is_given=certificate.employer_given_on is not None,
            was_reminded=certificate.nudged_at is not None,
            has_employer=has_employer,
            today=today,
        )

    # Most of those looked at are far from their deadline: only the others cost a query.
    return asked(has_employer=True) and asked(
        has_employer=selectors.has_employer(certificate.person, on=certificate.first_day)
    )
