"""Stories about something earlier: people who wait, and a time that somebody gives back."""

from appointments import tasks
from appointments.models import EarlierOffer
from appointments.services import cancelling, wishing
from appointments.services.acting import By
from tests.factories import AppointmentFactory

LINK = By.link()


def waiting(agency, starts_at, **columns):
    """Somebody with a later appointment who asked to be told."""
    appointment = AppointmentFactory(agency=agency, starts_at=starts_at, **columns)
    wishing.ask(appointment.pk, by=LINK)
    return appointment


def give_back(agency, starts_at, **columns):
    """Somebody books that time and gives it back."""
    appointment = AppointmentFactory(agency=agency, starts_at=starts_at, **columns)
    cancelling.cancel(appointment.pk, by=LINK)
    return appointment


def offer():
    """The worker looks; the offers that are open afterwards, the oldest first."""
    tasks.offer_earlier_times()
    return list(
        EarlierOffer.objects.filter(state="open")
        .select_related("wish", "held", "freed_time")
        .order_by("pk")
    )


def states():
    """What became of all offers, in their order."""
    return list(EarlierOffer.objects.order_by("pk").values_list("state", flat=True))
