"""The two doors to what is asked and offered about something earlier."""

from django.test import Client
from django.urls import reverse

from tests.appointments.linked import address as linked


class Door:
    """One of the two ways to the same page."""

    def __init__(self, kind, person):
        self.kind, self.client = kind, Client()
        if kind == "signed_in":
            self.client.force_login(person.account)

    def address(self, appointment, page="earlier"):
        if self.kind == "signed_in":
            return reverse(f"appointments:{page}", args=[appointment.public_id])
        return linked(appointment, end="" if page == "detail" else f"{page}/")

    def see(self, appointment, page="earlier"):
        return self.client.get(self.address(appointment, page))

    def press(self, appointment, do, offered=None, **options):
        said = {"do": do} | ({"offer": offered.pk} if offered else {})
        return self.client.post(self.address(appointment), said, **options)
