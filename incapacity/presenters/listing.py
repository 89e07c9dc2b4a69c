"""A certificate as one entry of the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incapacity.choices.certificates import CertificateState, Sequel
from incapacity.presenters.causes import TONES, between, cause_name

if TYPE_CHECKING:
    from incapacity.models import Certificate


@dataclass(frozen=True)
class CertificateRow:
    """What for, which days, how far it has come."""

    certificate: Certificate

    @property
    def title(self) -> str:
        """The cause and the days, as far as they are entered."""
        row = self.certificate
        days = [day for day in (row.first_day, row.last_day) if day]
        when = between(*days) if len(days) == 2 and days[0] <= days[1] else _days_so_far(row)
        parts = [cause_name(row.cause), when]
        return ", ".join(part for part in parts if part) or _("A certificate without any entries")

    @property
    def facts(self) -> str:
        """Whether it follows another one, and who drew it up."""
        row = self.certificate
        parts = [
            str(Sequel(row.sequel).label) if row.sequel != Sequel.INITIAL else "",
            row.doctor_name,
            _("Late") if row.late else "",
        ]
        return " · ".join(part for part in parts if part)

    @property
    def reference(self) -> str:
        return self.certificate.procedure.reference

    @property
    def label(self) -> str:
        return str(CertificateState(self.certificate.state).label)

    @property
    def tone(self) -> str:
        return TONES[CertificateState(self.certificate.state)]


def rows(certificates: Iterable[Certificate]) -> list[CertificateRow]:
    return [CertificateRow(certificate) for certificate in certificates]


def _days_so_far(row: Certificate) -> str:
    """What a draft says about its days, also when it makes no sense yet."""
    if row.first_day:
        return _("from {day} on").format(day=date_format(row.first_day, "DATE_FORMAT"))
    if row.last_day:
        return _("until {day}").format(day=date_format(row.last_day, "DATE_FORMAT"))
    return ""
