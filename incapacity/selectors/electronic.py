"""Electronic certificates: of a person, those whose time has come, and what they continue."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cns_portal.kernel.spans import Days, joined
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.models import Certificate, ElectronicMessage, Sender
from incapacity.selectors import absences

if TYPE_CHECKING:
    from insured.models import InsuredPerson

DAY = timedelta(days=1)
BATCH = 200


def electronic_of(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """An electronic certificate of the person, passed on or not."""
    found = Certificate.objects.of(person).filter(channel="electronic", public_id=public_id)
    return found.select_related("earlier", "child", "procedure", "message__sender").first()


def due(now: datetime) -> Iterator[int]:
    """The keys of those whose time to be held back is over, the longest waiting first.

    One that fails is left behind and comes again in the next round: it holds up no other.
    """
    after: tuple[datetime, int] | None = None
    while True:
        found = Certificate.objects.filter(
            state=CertificateState.ARRIVED, passes_on_at__lte=now
        ).order_by("passes_on_at", "pk")
        if after is not None:
            # Two conditions, so that the index over the time serves.
            found = found.filter(passes_on_at__gte=after[0]).exclude(
                passes_on_at=after[0], pk__lte=after[1]
            )
        batch = list(found.values_list("passes_on_at", "pk")[:BATCH])
        yield from (pk for _at, pk in batch)
        if len(batch) < BATCH:
            return
        after = batch[-1]


def continued_by(
    person: InsuredPerson,
    *,
    cause: Cause,
    first_day: date,
    sender: Sender,
    message: UUID | None,
) -> Certificate | None:
    """The certificate which one that begins on `first_day` prolongs, or whose illness comes back.

    The one that the sender names by its own message, if it is this person's; else the last one for
    the same cause that ends on the day before. A message about somebody else is as good as none.
    """
    if message is not None:
        named = ElectronicMessage.objects.filter(
            sender=sender, message_id=message, certificate__person=person
        ).select_related("certificate")
        if found := named.first():
            return found.certificate
    earlier = Certificate.objects.of(person).exclude(state=CertificateState.DRAFT)
    return (
        earlier.exclude(state__in=[CertificateState.WITHDRAWN, CertificateState.REFUSED])
        .filter(cause=cause, last_day=first_day - DAY)
        .order_by("-issued_on", "-pk")
        .first()
    )


def sent_before(certificate: Certificate) -> Certificate | None:
    """One that the CNS already has for the same days, cause and child; one query."""
    others = Certificate.objects.of(certificate.person).counted().exclude(pk=certificate.pk)
    alike = others.filter(
        cause=certificate.cause,
        first_day=certificate.first_day,
        last_day=certificate.last_day,
    ).select_related("procedure", "child")
    child = _key_of_child(certificate)
    return next((one for one in alike if _key_of_child(one) == child), None)


def _key_of_child(certificate: Certificate) -> Hashable:
    """The same for a child that was chosen and for one whose number was typed."""
    number = certificate.child.matricule if certificate.child else certificate.child_matricule
    return absences.key_of_child(certificate.child_id, number)


def period_began(certificate: Certificate) -> date | None:
    """The first day of the period of incapacity that these days continue; one query.

    Of what the CNS has: an electronic certificate that lies here only continues nothing else.
    """
    own = Days(certificate.first_day, certificate.last_day)
    known = [one.days for one in absences.of(certificate.person)]
    return next(days.first for days in joined([*known, own]) if own.first in days)
