"""What a person answers when an earlier time is offered."""

from django.db import OperationalError, transaction

from appointments.choices import OfferState, Refusal
from appointments.models import Appointment, EarlierOffer, FreedTime
from appointments.selectors import earlier as selectors
from appointments.services import wishing
from appointments.services.acting import By
from appointments.services.allocation import lock_days
from appointments.services.moving import move_into
from cns_portal import clock
from cns_portal.kernel.refusal import Refused


def accept(offer_id: int, *, by: By) -> Appointment:
    """Take the offered time instead of the later one, in one transaction.

    Accepting twice (a double click) gives the same appointment. Raises `Refused(OFFER_OVER)` when
    the time is no longer kept, or with the reason why the appointment cannot be moved.
    """
    try:
        with transaction.atomic():
            return _accept(offer_id, by)
    except OperationalError as error:
        raise Refused(Refusal.BUSY) from error


def _accept(offer_id: int, by: By) -> Appointment:
    known = EarlierOffer.objects.select_related("held", "wish").get(pk=offer_id)
    present = selectors.present_of(known.wish)
    if known.held is None or present is None:
        raise Refused(Refusal.OFFER_OVER)
    lock_days(
        [(present.agency_id, present.starts_at), (known.held.agency_id, known.held.starts_at)]
    )
    offer = _locked(offer_id)
    if offer.state == OfferState.ACCEPTED:
        return Appointment.objects.get(pk=offer.held_id)
    # Somebody may have moved or cancelled the appointment before the locks were had.
    present = selectors.present_of(offer.wish)
    if offer.state != OfferState.OPEN or present is None or present.pk == offer.held_id:
        raise Refused(Refusal.OFFER_OVER)
    if offer.starts_at >= present.starts_at:
        raise Refused(Refusal.NOT_EARLIER)
    moved = move_into(present.pk, offer.held_id, by=by)
    wishing.close(offer, OfferState.ACCEPTED, by=by)
    FreedTime.objects.filter(pk=offer.freed_time_id).update(closed_at=clock.now())
    return moved


@transaction.atomic
def decline(offer_id: int, *, by: By) -> None:
    """Keep the later time; the earlier one is offered to the next person.

    Harmless when the offer is over already. Raises `Refused(OFFER_OVER)` when it was accepted.
    """
    offer = _locked(offer_id)
    if offer.state == OfferState.ACCEPTED:
        raise Refused(Refusal.OFFER_OVER)
    if offer.state == OfferState.OPEN:
        wishing.close(offer, OfferState.DECLINED, by=by)


def _locked(offer_id: int) -> EarlierOffer:
    return (
        EarlierOffer.objects.select_related("wish").select_for_update(of=("self",)).get(pk=offer_id)
    )
