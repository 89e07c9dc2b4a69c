"""Devices at an agency, signed in, for the tests of terminal and display."""

from django.test import Client

from appointments.choices import DeviceKind
from appointments.services import devices
from appointments.services.acting import SYSTEM
from tests.factories import DeviceFactory


def address(agency, end: str = "") -> str:
    return f"/terminal/{agency.slug}/{end}"


def new_device(agency, kind=DeviceKind.TERMINAL, **columns):
    """A device and its token."""
    device = DeviceFactory.build(agency=agency, kind=kind, **columns)
    return device, devices.set_up(device, by=SYSTEM)


class AtTheDevice:
    """A browser in which the device has been signed in."""

    def __init__(self, agency, kind=DeviceKind.TERMINAL, **columns) -> None:
        self.agency, self.client = agency, Client()
        self.device, self.token = new_device(agency, kind, **columns)
        self.page = address(agency, "display/" if kind == DeviceKind.DISPLAY else "")
        answer = self.client.post(self.page, {"token": self.token})
        assert answer.status_code == 302, answer.content
        assert answer["Location"] == self.page

    def show(self, code: str, **more):
        """What the terminal answers to a code."""
        return self.client.post(self.page, {"code": code, **more})

    def answers(self, code: str, **more) -> str:
        """The same in one word."""
        return self.show(code, **more).context["screen"].answer.value
