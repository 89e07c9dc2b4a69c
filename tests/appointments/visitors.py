"""Somebody on the way to an appointment, page by page through Django's test client."""

import re
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pytest_django.asserts import assertContains

from appointments.choices import Status
from appointments.forms.choosing import Slot
from appointments.models import Agency, Appointment
from cns_portal import clock
from insured.models import InsuredPerson
from tests.documents.samples import JPEG
from tests.factories import at, working_day

STEPS = ("new", "topic", "channel", "agency", "time", "details", "person", "check")

DETAILS = {
    "for_whom": "myself",
    "first_name": "Vera",
    "last_name": "Visitor",
    "matricule": "",
    "birth_date": "15/01/1980",
    "birth_place": "Differdange",
    "insured_with_cns": "yes",
    "email": "vera@people.example",
    "phone": "621 123 456",
    "street": "1, rue de la Démonstration",
    "postcode": "L-1000",
    "locality": "Luxembourg",
    "country": "LU",
    "question": "Which form do I need?",
}
SIGNED_IN_DETAILS = {
    "for_whom": "myself",
    "email": "claire@people.example",
    "phone": "",
    "question": "",
}
PERSON = {
    "first_name": "Paul",
    "last_name": "Parent",
    "matricule": "",
    "birth_date": "2/3/1950",
    "birth_place": "Wiltz",
}


def address(step: str) -> str:
    """Where the question is asked; "new" asks the first one."""
    return "/en/appointments/new/" if step == "new" else f"/en/appointments/new/{step}/"


def photo(content: bytes = JPEG, name: str = "card.jpg", kind: str = "image/jpeg"):
    """A file as a browser would send it."""
    return SimpleUploadedFile(name, content, content_type=kind)


class Visitor:
    """Answers the questions; `topic`, `channel` and `agency` say how."""

    def __init__(
        self,
        agency: Agency | None,
        *,
        client: Client | None = None,
        topic: str = "information",
        channel: str = "on_site",
        starts_at=None,
    ) -> None:
        self.client = client or Client()
        self.agency, self.topic, self.channel = agency, topic, channel
        self.starts_at = starts_at or at(working_day(after=clock.today(), count=2), 9, 30)

    @property
    def slot(self) -> str:
        """The chosen time as the page writes it."""
        place = self.agency.slug if self.agency and self.channel != "video" else ""
        return str(Slot(place, self.starts_at))

    def see(self, step: str, **query: str) -> HttpResponse:
        return self.client.get(address(step), query)

    def answer(self, step: str, data: dict | None = None, *, follow: bool = False, **changed):
        """Send a page, its usual answers replaced by `changed` or, as a whole, by `data`."""
        usual = {
            "new": {"way": "without", "consent": "on"},
            "topic": {"topic": self.topic},
            "channel": {"channel": self.channel},
            "agency": {"agency": self.agency.slug if self.agency else "any"},
            "time": {"slot": self.slot},
            "details": self.details,
            "person": PERSON,
            "check": {},
        }[step]
        sent = {**usual, **changed} if data is None else data
        return self.client.post(address(step), sent, follow=follow)

    @property
    def signs_in(self) -> bool:
        """Whether this visitor's account belongs to an insured person."""
        account = self.client.session.get("_auth_user_id")
        return bool(account) and InsuredPerson.objects.filter(account=account).exists()

    @property
    def details(self) -> dict:
        """What is typed on the page of details."""
        if self.signs_in:
            return SIGNED_IN_DETAILS
        return {**DETAILS, "identity_copy": photo()}

    def arrive(self, step: str) -> "Visitor":
        """Answer everything before `step`."""
        for earlier in STEPS[: STEPS.index(step)]:
            if earlier == "person" or (earlier == "agency" and self.channel == "video"):
                continue
            response = self.answer(earlier)
            assert response.status_code == 302, f"the page {earlier} was not accepted"
        return self

    def send(self) -> Appointment:
        """The whole way; the request that was sent."""
        self.arrive("check")
        response = self.answer("check")
        assert "/appointments/sent/" in response["Location"], response["Location"]
        return self.sent()

    def sent(self) -> Appointment:
        """What this visitor has sent last."""
        return Appointment.objects.get(public_id=self.client.session["sent_appointments"][0])

    @property
    def draft(self) -> dict:
        """The answers that the session keeps."""
        return self.client.session.get("booking", {})

    def held(self) -> Appointment:
        """The time that is kept for this visitor."""
        return Appointment.objects.get(hold_key=self.draft["hold_key"], status="held")


def later(**duration: int):
    """So long after now."""
    return clock.now() + timedelta(**duration)


def slot(moment: datetime, slug: str = "wiltz") -> str:
    """A start at an agency as the list writes it."""
    return f"{slug}@{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def checked(page) -> list[str]:
    """The values of the chips that are chosen."""
    html = page.content.decode()
    chips = re.findall(r'<input type="radio" name="slot" ([^>]*)>', html)
    return [re.search('value="([^"]*)"', chip)[1] for chip in chips if " checked" in chip]


def refused(visitor, value: str):
    """The answer to a time that cannot be had: the page again, nothing kept."""
    kept_before = Appointment.objects.filter(status=Status.HELD).count()
    page = visitor.answer("time", slot=value)
    assertContains(page, "There is a problem")
    assert Appointment.objects.filter(status=Status.HELD).count() == kept_before
    return page
