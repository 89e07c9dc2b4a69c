"""Addresses that were entered, confirmed and given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from insured.models import EmailChange
from insured.privacy import belonging
from insured.privacy.keeping import PUBLIC_TASK, Deleted
from insured.rules.contact import OLD_ADDRESS_WARNED

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


class EmailChanges(Deleted):
    """Changes of e-mail addresses, with the address before."""

    code = "insured.email_changes"
    label = _("Changes of your e-mail address")
    what = _("The address that you entered, the one you had before, and when you confirmed it.")
    why = _(
        "To be sure that an address is yours, and to warn the former one if somebody else changes "
        "your bank account."
    )
    legal_basis = PUBLIC_TASK
    keep_for = _("30 days.")
    tables = (EmailChange,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.address_rows(dossier)

    def over(self, now: datetime) -> QuerySet[EmailChange]:
        """Counted from the confirmation, or from the day it was asked for."""
        past = now - OLD_ADDRESS_WARNED
        return EmailChange.objects.filter(asked_at__lt=past).exclude(confirmed_at__gte=past)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[EmailChange]:
        """All of them; with the address there is nobody left to warn."""
        return EmailChange.objects.filter(person__dossier=dossier)
