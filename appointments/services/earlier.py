"""Offering what became free: to one person at a time, in the order in which they asked.

Everybody locks in the same order: the agency's day, the freed time, the wish, the offer, the
appointments. Each step is a transaction of its own, so that a worker that ends in the middle
leaves nothing half done; the next one finds what is left.
"""

import logging
import secrets
import time
from typing import Any

from django.db import OperationalError, transaction

from appointments.choices import OfferState, Refusal, Status
from appointments.models import Appointment, EarlierOffer, EarlierWish, FreedTime
from appointments.notices import texts
from appointments.rules import earlier as rules
from appointments.rules.free_times import Offer
from appointments.selectors import earlier as selectors
from appointments.selectors import offers
from appointments.services import wishing
from appointments.services.acting import SYSTEM
from appointments.services.allocation import allocate, lock_days
from appointments.services.changing import locked, note
from appointments.services.telling import tell_person
from cns_portal import clock, inbox
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

logger = logging.getLogger(__name__)

STILL_OPEN = "appointments.earlier_offer"
"""Under this code the inbox asks, just before sending, whether the offer can still be taken."""


def offer_freed_times(*, seconds: float = 40.0) -> bool:
    """Ask the next person about each time that became free. True when some had to be left."""
    until = time.monotonic() + seconds
    close_what_is_over()
    now = clock.now()
    FreedTime.objects.filter(closed_at=None, starts_at__lte=now).update(closed_at=now)
    waiting = selectors.to_offer(now=now)
    askers = selectors.askers(waiting)
    for freed in waiting:
        if time.monotonic() >= until:
            return True
        rule = selectors.as_rule(freed)
        if rules.whom_next(rule, askers, now=now):
            _carefully(offer_next, freed.pk)
        elif not rules.is_worth_keeping(rule, askers, now=now):
            _carefully(_close_if_nobody, freed.pk)
    return False


def close_what_is_over() -> int:
    """End the offers and wishes whose time is over; how many offers and wishes there were."""
    now, closed = clock.now(), 0
    for pk in selectors.offers_that_are_over(now=now).values_list("pk", flat=True):
        closed += _carefully(_close_offer, pk, OfferState.EXPIRED)
    for pk in selectors.wishes_that_are_over(now=now).values_list("pk", flat=True):
        _carefully(wishing.end, pk, by=SYSTEM)
        closed += 1
    for pk in selectors.offers_without_use().values_list("pk", flat=True):
        closed += _carefully(_close_offer, pk, OfferState.WITHDRAWN)
    return closed


def offer_next(freed_id: int) -> EarlierOffer | None:
    """Keep the freed time for whoever is next, and tell them; None when nobody can be asked now.

    The time stays open while somebody may be asked later, and is closed when nobody is left.
    """
    with transaction.atomic():
        known = FreedTime.objects.get(pk=freed_id)
        lock_days([(known.agency_id, known.starts_at)])
        freed = _still_to_offer(freed_id)
        if freed is None:
            return None
        rule, now = selectors.as_rule(freed), clock.now()
        askers = selectors.askers([freed])
        unfit: set[str] = set()
        is_in_hands = False
        while asker := rules.whom_next(rule, askers, now=now, unfit_topics=unfit):
            try:
                if offer := _offer(freed, asker.wish):
                    return offer
            except Refused as refused:
                unfit.add(asker.topic)
                is_in_hands |= _may_come_back(freed, asker.topic, refused)
            else:
                askers = [one for one in askers if one.wish != asker.wish]
        if not is_in_hands and not rules.is_worth_keeping(
            rule, askers, now=now, unfit_topics=unfit
        ):
            _close(freed)
        return None


def _still_to_offer(freed_id: int) -> FreedTime | None:
    """The freed time, locked, if nobody is being asked about it."""
    freed = (
        FreedTime.objects.select_for_update(of=("self",))
        .filter(pk=freed_id, closed_at=None)
        .first()
    )
    if freed is None or freed.offers.filter(state=OfferState.OPEN).exists():
        return None
    return freed


def _offer(freed: FreedTime, wish_id: int) -> EarlierOffer | None:
    """Offer the time to this one; None when their matter has changed since they were found.

    Raises `Refused` with the rule's reason when the time cannot be had for their topic.
    """
    wish = EarlierWish.objects.select_for_update(of=("self",)).get(pk=wish_id)
    present = selectors.present_of(wish)
    if present is None:
        return None
    appointment = locked(present.pk)
    now = clock.now()
    again = selectors.askers([freed], wish=wish_id)
    if not rules.whom_next(selectors.as_rule(freed), again, now=now):
        return None
    offer = offers.offer_for(appointment.topic, appointment.channel)
    if _is_elsewhere(appointment, freed, offer):
        return None
    until = rules.kept_until(
        now=now, minutes=offers.policy().earlier_offer_minutes, starts_at=freed.starts_at
    )
    held = allocate(
        offer=offer,
        agency_ids=[freed.agency_id],
        starts_at=freed.starts_at,
        now=now,
        status=Status.HELD,
        # Nobody can know it, so nobody can extend or send what is kept for somebody else.
        hold_key=f"earlier-{secrets.token_hex(16)}",
        hold_expires_at=until,
        language=appointment.language,
    )
    made = EarlierOffer.objects.create(
        wish=wish,
        freed_time=freed,
        held=held,
        starts_at=freed.starts_at,
        day=civil_time.day_of(now),
        offered_at=now,
        expires_at=until,
    )
    note(appointment, by=SYSTEM, what="appointment.earlier_offered")
    tell_person(
        appointment,
        texts.earlier_offered,
        once=f"appointment:{appointment.pk}:earlier:{made.pk}",
        still_wanted=inbox.StillWanted(check=STILL_OPEN, payload={"offer": made.pk}),
        offered=made,
    )
    return made


def is_still_open(payload: dict[str, Any]) -> bool:
    """The inbox's question before it sends: answered or over meanwhile, it is not."""
    return selectors.open_offers(now=clock.now()).filter(pk=payload["offer"]).exists()


def _is_elsewhere(appointment: Appointment, freed: FreedTime, offer: Offer) -> bool:
    """Whether the person has another appointment at the freed time."""
    return (
        Appointment.objects.open()
        .filter(person_key=appointment.person_key)
        .exclude(pk=appointment.pk)
        .overlapping(freed.starts_at, freed.starts_at + offer.slot)
        .exists()
    )


def _may_come_back(freed: FreedTime, topic: str, refused: Refused) -> bool:
    """Whether the time is only in the hands of a visitor who may not finish."""
    if refused.reason != Refusal.TAKEN:
        return False
    occupied = offers.offer_for(topic, freed.channel).occupied
    return selectors.is_kept_for_a_moment(freed, ends_at=freed.starts_at + occupied)


@transaction.atomic
def _close_if_nobody(freed_id: int) -> None:
    freed = _still_to_offer(freed_id)
    if freed and not rules.is_worth_keeping(
        selectors.as_rule(freed), selectors.askers([freed]), now=clock.now()
    ):
        _close(freed)


def _close(freed: FreedTime) -> None:
    freed.closed_at = clock.now()
    freed.save(update_fields=["closed_at"])


@transaction.atomic
def _close_offer(offer_id: int, state: OfferState) -> bool:
    """Close an offer that nobody has answered in the meantime; asks again why."""
    offer = (
        EarlierOffer.objects.select_for_update(of=("self",))
        .filter(pk=offer_id, state=OfferState.OPEN)
        .first()
    )
    if offer is None:
        return False
    reasons = {
        OfferState.EXPIRED: selectors.offers_that_are_over(now=clock.now()),
        OfferState.WITHDRAWN: selectors.offers_without_use(),
    }
    if not reasons[state].filter(pk=offer_id).exists():
        return False
    wishing.close(offer, state, by=SYSTEM)
    return True


def _carefully(verb, *args, **words) -> bool:
    """Whether it did something. One that breaks does not hold up the others."""
    try:
        return bool(verb(*args, **words))
    except OperationalError:  # somebody holds the lock for long: the next beat tries again
        logger.info("%s had to wait too long.", verb.__name__)
    except Exception:
        logger.exception("%s could not be done for %s.", verb.__name__, args)
    return False
