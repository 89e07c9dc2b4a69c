"""The two ways to the pages of one's own appointment: signed in, and by the link."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from appointments.choices import Status
from appointments.forms.choosing import Slot
from appointments.models import Appointment
from tests.appointments.linked import address
from tests.factories import AppointmentFactory, InsuredPersonFactory, visitor


class Door:
    """An appointment and the browser of the person it belongs to."""

    def __init__(self, kind: str, agency, **columns) -> None:
        self.kind, self.client = kind, Client()
        if kind == "signed in":
            self.person = InsuredPersonFactory(signs_in=True)
            columns = {"person": self.person, **columns}
        else:
            columns = {"applicant": visitor(first_name="Vera", last_name="Visitor"), **columns}
        self.appointment = AppointmentFactory(agency=agency, **columns)
        self.sign_in()

    def sign_in(self) -> None:
        """Again, when the stopped clock has gone further than a session lasts."""
        if self.kind == "signed in":
            self.client.force_login(self.person.account)

    def url(self, name: str = "move") -> str:
        if self.kind == "by link":
            return address(self.appointment, end="" if name == "detail" else f"{name}/")
        return reverse(f"appointments:{name}", args=[self.appointment.public_id])

    def see(self, name: str = "move", /, **query) -> HttpResponse:
        return self.client.get(self.url(name), query)

    @property
    def present(self) -> Appointment:
        """The appointment of the case as it is now."""
        return Appointment.objects.exclude(status=Status.MOVED).get(
            procedure=self.appointment.procedure
        )


def move(door, agency, starts_at, *, instead_of=None, **more):
    """Send the check page; `instead_of` is the appointment that it showed."""
    sent = {
        "slot": slot_of(agency, starts_at),
        "instead_of": (instead_of or door.appointment).public_id,
    }
    return door.client.post(door.url(), sent, **more)


def slot_of(agency, starts_at) -> str:
    return str(Slot(agency.slug if agency else "", starts_at))
