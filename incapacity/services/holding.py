"""Holding a certificate with everybody in it while an agent changes what it says or decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal
from incapacity.models import Certificate
from incapacity.services.steps import locked
from insured.services import holding, seen

if TYPE_CHECKING:
    from collections.abc import Iterable


def held(certificate_id: int, *, also: Iterable[int | None] = ()) -> Certificate:
    """The person and the child first, then the certificate.

    What counts of it depends on the other certificates of the same people. `also`: the keys of
    whom it is about to name. Raises `Refused` when it names another child by now, who is not held.
    """
    people = _people_in(certificate_id)
    holding.hold({*people, *also})
    certificate = locked(certificate_id)
    if not _people_in(certificate_id) <= people:
        raise Refused(CertificateRefusal.CHANGED)
    return certificate


def insist_on_seen(certificate: Certificate, mark: str) -> None:
    """Raise `Refused` when it has changed since the page was shown (`insured.services.seen`)."""
    seen.insist_on_seen(certificate, mark, changed=CertificateRefusal.CHANGED)


def _people_in(certificate_id: int) -> set[int]:
    row = Certificate.objects.values_list("person", "child").get(pk=certificate_id)
    return {key for key in row if key is not None}
