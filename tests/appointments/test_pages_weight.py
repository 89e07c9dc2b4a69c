"""How heavy the pages of the booking are: everything a browser loads for one of them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.appointments.visitors import STEPS, Visitor, address
from tests.factories import AgencyFactory, AppointmentFactory, InsuredPersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

MOST_BYTES = 100_000
LOADED = re.compile(r'<(?:script[^>]+src|link rel="stylesheet" href)="([^"]+)"')
IMPORTED = re.compile(r'(?:@import|import)[^;"\']*["\']([^"\']+)["\']')


def loaded_by(html: str) -> dict[str, int]:
    """The stylesheets and scripts that the page names, with their sizes in bytes."""
    sizes = {}
    for url in LOADED.findall(html):
        assert url.startswith(settings.STATIC_URL), f"{url} is not our own"
        file = Path(finders.find(url.removeprefix(settings.STATIC_URL)))
        assert not IMPORTED.search(file.read_text()), f"{url} loads more than it says"
        sizes[url] = file.stat().st_size
    return sizes


def weighs_little(page) -> None:
    html = page.content.decode()
    sizes = loaded_by(html)
    assert any(url.endswith("portal.css") for url in sizes)
    total = len(page.content) + sum(sizes.values())
    assert total < MOST_BYTES, f"{total} bytes: HTML {len(page.content)}, {sizes}"


@pytest.mark.parametrize("step", STEPS)
def test_each_page_of_the_booking_weighs_less_than_100_kb(step):
    for number in range(16):
        agency = AgencyFactory(open=True, desks=1, name=f"Agency of a long name {number}")
    visitor = Visitor(None).arrive("time")
    visitor.agency = agency
    if step not in STEPS[: STEPS.index("time") + 1]:
        visitor.answer("time")
        visitor.answer("details", for_whom="another")
        if step == "check":
            visitor.answer("person")
    weighs_little(visitor.see(step, days="60", all="1"))
    weighs_little(visitor.answer(step, data={}) if step != "check" else visitor.see(step))


def test_the_answer_and_the_linked_pages_weigh_less_than_100_kb(client):
    visitor = Visitor(AgencyFactory(open=True))
    appointment = visitor.send()
    weighs_little(visitor.client.get(f"/en/appointments/sent/{appointment.public_id}/"))


def test_the_pages_of_a_signed_in_person_weigh_less_than_100_kb():
    person = InsuredPersonFactory(signs_in=True)
    appointment = AppointmentFactory(person=person, video=True)
    client = Client()
    client.force_login(person.account)
    for path in (
        "/en/espace/appointments/",
        f"/en/espace/appointments/{appointment.public_id}/",
        f"/en/espace/appointments/{appointment.public_id}/cancel/",
        f"/en/espace/appointments/{appointment.public_id}/waiting-room/",
        address("new"),
    ):
        weighs_little(client.get(path))
