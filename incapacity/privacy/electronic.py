"""Electronic certificates: held back, and how they came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.keeping import Category, Measure, Persons, Recipient
from cns_portal.kernel import civil_time
from incapacity.choices.certificates import CertificateState
from incapacity.models import Certificate, ElectronicMessage
from incapacity.privacy import belonging
from incapacity.privacy.certificates import OfCertificates
from insured.privacy.keeping import LEGAL_DUTY, PUBLIC_TASK, Kept

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_HELD_BACK = timedelta(days=365)


class KeptBack(OfCertificates):
    """Electronic certificates that the person did not pass on."""

    code = "incapacity.kept_back"
    label = _("Electronic certificates that you did not pass on")
    what = _("What your doctor sent to your space, the diagnosis included.")
    why = _("So that you can still pass it on.")
    legal_basis = PUBLIC_TASK
    keep_for = _("One year after its last day and after you last changed something.")
    recipients = (Recipient.PERSON,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.held_back_rows(dossier)

    def over(self, now: datetime) -> QuerySet[Certificate]:
        """One that still waits to be passed on by itself stays, however long that takes."""
        past = now - KEEP_HELD_BACK
        return Certificate.objects.filter(
            state=CertificateState.KEPT, changed_at__lt=past, last_day__lt=civil_time.day_of(past)
        )

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[Certificate]:
        """All of them: the CNS never saw them."""
        return Certificate.objects.filter(state=CertificateState.KEPT, person__dossier=dossier)


class ElectronicMessages(Kept):
    """That a message arrived, from whom, and a digest of it: the message itself is not kept."""

    code = "incapacity.electronic_messages"
    label = _("How electronic certificates arrived")
    what = _("Which system sent the certificate, when, and a digest of the message.")
    why = _("So that a message that is sent again does nothing twice.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as the certificate that it brought.")
    tables = (ElectronicMessage,)
    persons = (Persons.INSURED, Persons.PROFESSIONALS)
    categories = (Category.USE,)
    recipients = (Recipient.NOBODY,)
    measures = (Measure.ROLES, Measure.DIGESTS)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.message_rows(dossier)
