""" "Tell me when something earlier frees up": asking for it, and stopping."""

from django.db import transaction

from appointments.choices import OfferState, Status
from appointments.models import Appointment, EarlierOffer, EarlierWish
from appointments.rules import earlier as rules
from appointments.rules.states import OPEN
from appointments.selectors import earlier as selectors
from appointments.services.acting import By
from appointments.services.changing import OFFER_TASK, locked, note
from cns_portal import audit, clock, queue
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused


class _AskedAlready(Exception):
    """Another tab was faster."""


@transaction.atomic
def ask(appointment_id: int, *, by: By) -> EarlierWish:
    """The person wants to be told. Asking twice keeps the first place in the queue.

    Raises `Refused(NOT_OPEN)` when the appointment is over, cancelled or has begun.
    """
    # Before the appointment, as everybody: another tab may be ending the wish.
    case = Appointment.objects.filter(pk=appointment_id).values("procedure")
    EarlierWish.objects.select_for_update().filter(procedure__in=case, stopped_at=None).first()
    appointment = locked(appointment_id)
    if refusal := rules.why_not_wish(
        status=Status(appointment.status), starts_at=appointment.starts_at, now=clock.now()
    ):
        raise Refused(refusal)
    return wish_for(appointment, by=by)


def wish_for(appointment: Appointment, *, by: By) -> EarlierWish:
    """The wish itself, in the caller's transaction, which has locked the appointment's row."""
    try:
        with promise("earlier_wish_once_per_request", broken=_AskedAlready()):
            wish = EarlierWish.objects.create(
                procedure_id=appointment.procedure_id, created_at=clock.now()
            )
    except _AskedAlready:
        return EarlierWish.objects.get(procedure=appointment.procedure_id, stopped_at=None)
    note(appointment, by=by, what="appointment.earlier_wanted")
    queue.nudge(OFFER_TASK)
    return wish


@transaction.atomic
def stop(wish_id: int, *, by: By) -> None:
    """The person no longer wants to be told; what is being offered goes to the next one.

    Harmless when it was stopped before.
    """
    wish = _end(wish_id, OfferState.DECLINED, by=by)
    appointment = selectors.present_of(wish) if wish else None
    if appointment:
        appointment = locked(appointment.pk)
        # Whoever cancels at this moment has written the last line of the history.
        if appointment.status in OPEN:
            note(appointment, by=by, what="appointment.earlier_stopped")


@transaction.atomic
def end(wish_id: int, *, by: By) -> None:
    """The wish is over because its appointment is. Asks again whether that is so."""
    if selectors.wishes_that_are_over(now=clock.now()).filter(pk=wish_id).exists():
        _end(wish_id, OfferState.WITHDRAWN, by=by)


def _end(wish_id: int, state: OfferState, *, by: By) -> EarlierWish | None:
    wish = (
        EarlierWish.objects.select_for_update(of=("self",))
        .filter(pk=wish_id, stopped_at=None)
        .first()
    )
    if wish is None:
        return None
    wish.stopped_at = clock.now()
    wish.save(update_fields=["stopped_at"])
    audit.record(by.actor, "appointment.earlier_wish_ended", wish)
    for offer in EarlierOffer.objects.select_for_update(of=("self",)).filter(
        wish=wish, state=OfferState.OPEN
    ):
        close(offer, state, by=by)
    return wish


def close(offer: EarlierOffer, state: OfferState, *, by: By) -> None:
    """Write down what became of an open offer, locked by the caller, and give its time back.

    The next person is asked as soon as this is committed.
    """
    offer.state = state
    offer.closed_at = clock.now()
    offer.save(update_fields=["state", "closed_at"])
    audit.record(by.actor, f"appointment.earlier_offer_{state}", offer)
    if state == OfferState.ACCEPTED:
        return
    # Whoever wanted the time after the minutes were over may have written that down already.
    Appointment.objects.filter(pk=offer.held_id, status=Status.HELD).update(
        status=Status.EXPIRED, hold_expires_at=None
    )
    queue.nudge(OFFER_TASK)
