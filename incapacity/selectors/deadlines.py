"""What the deadlines of a certificate in the table depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incapacity.choices.certificates import Cause, Sequel
from incapacity.rules.deadlines import Case

if TYPE_CHECKING:
    from incapacity.models import Certificate


def case_of(certificate: Certificate) -> Case:
    """The facts for `rules.deadlines`; asks for the earlier certificate, if it is not there yet.

    Only of a certificate with a cause and a first day: every one that is not a draft has them.
    """
    earlier = certificate.earlier
    return Case(
        first_day=certificate.first_day,
        last_day=certificate.last_day,
        cause=Cause(certificate.cause),
        sequel=Sequel(certificate.sequel),
        in_hospital=certificate.in_hospital,
        earlier_last_day=earlier.last_day if earlier else None,
    )
