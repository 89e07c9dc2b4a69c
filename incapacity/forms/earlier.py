"""The certificates of which a person can choose the one that goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from incapacity.presenters.causes import between, cause_name

if TYPE_CHECKING:
    from incapacity.models import Certificate


def choices_of(certificates: Iterable[Certificate]) -> list[tuple[str, str]]:
    """Each by what it was for, its days and its reference; nothing chosen comes first."""
    return [("", gettext("Choose")), *((str(one.public_id), _named(one)) for one in certificates)]


def _named(certificate: Certificate) -> str:
    return gettext("{what}, {days} ({reference})").format(
        what=cause_name(certificate.cause),
        days=between(certificate.first_day, certificate.last_day),
        reference=certificate.procedure.reference,
    )
