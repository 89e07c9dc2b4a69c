"""The emailed links: GET shows, POST cancels, a forged one is not found."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Refusal, Status
from appointments.notices import links
from tests.appointments.linked import PERSON, STAFF, address, everything, fresh
from tests.factories import AgencyFactory, AppointmentFactory, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def appointment():
    return AppointmentFactory(
        agency=AgencyFactory(open=True),
        applicant=visitor(first_name="Vera", last_name="Visitor", matricule="1980011500121"),
    )


# -- looking ----------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, appointment, purpose, method):
    """Mail programs open every link before their owner does."""
    before = everything()
    for _ in range(2):
        assert getattr(client, method)(address(appointment, purpose)).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("end", ["appointment.ics", "video/"])
def test_the_other_linked_pages_change_nothing(client, end):
    appointment = AppointmentFactory(video=True)
    before = everything()
    assert client.get(address(appointment, end=end)).status_code == 200
    assert everything() == before


def test_the_page_says_what_is_needed_to_recognise_the_appointment(client, appointment):
    page = client.get(address(appointment))
    assertContains(page, "Wednesday 4 March 2026, 8:30")
    assertContains(page, appointment.agency.address)
    assertContains(page, appointment.procedure.reference)
    assertContains(page, "V. V.")


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
def test_the_page_tells_a_stranger_nothing_about_the_person(client, appointment, purpose):
    """An e-mail is forwarded, a mailbox is shared: no name, number, address or topic."""
    page = client.get(address(appointment, purpose))
    for secret in ("Vera", "Visitor", "1980", "@people.example", "621", "Information"):
        assertNotContains(page, secret)


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_the_page_speaks_the_language_of_the_booking(client, language):
    appointment = AppointmentFactory(language=language)
    page = client.get(address(appointment))
    assertContains(page, f'<html lang="{language}"')


@pytest.mark.parametrize(
    ("purpose", "end"), [(PERSON, ""), (STAFF, ""), (PERSON, "video/"), (PERSON, "appointment.ics")]
)
def test_a_token_is_kept_to_ourselves(client, purpose, end):
    appointment = AppointmentFactory(video=True)
    answers = [client.get(address(appointment, purpose, end))]
    if not end:
        answers.append(client.post(address(appointment, purpose), {"reason": "Illness"}))
    for answer in answers:
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Frame-Options"] == "DENY"
        policy = dict(
            rule.split(maxsplit=1) for rule in answer["Content-Security-Policy"].split("; ")
        )
        for name, sources in {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "frame-ancestors": "'none'",
            "base-uri": "'none'",
        }.items():
            assert policy[name] == sources


def test_no_address_on_the_page_hands_the_token_to_another_page(client, appointment):
    """A token in the address of the sign-in page would end in its log and its history."""
    token = links.token(appointment, PERSON)
    page = client.get(address(appointment)).content.decode()
    carriers = [
        part.split('"')[0] for part in page.split('href="')[1:] if token in part.split('"')[0]
    ]
    assert all(carrier.startswith(f"/a/{token}/") for carrier in carriers)


# -- forged tokens ----------------------------------------------------------------------------


def forgeries(appointment, other) -> dict[str, str]:
    mine, theirs = links.token(appointment, PERSON), links.token(other, PERSON)
    payload, _, signature = mine.rpartition(".")
    flipped = ("A" if payload[0] != "A" else "B") + payload[1:]
    return {
        "nothing": "x",
        "a public identifier": str(appointment.public_id),
        "a key": str(appointment.pk),
        "without a signature": payload,
        "truncated": mine[:-1],
        "longer": mine + "A",
        "another payload": f"{flipped}.{signature}",
        "somebody else's signature": f"{payload}.{theirs.rpartition('.')[2]}",
        "an empty signature": f"{payload}.",
        "of another purpose": f"{payload}.{links.token(appointment, STAFF).rpartition('.')[2]}x",
        "upper case": mine.upper(),
        "dots": "...",
        "not ASCII": "é" * 40,
        "a NUL": "%00",
        "long": "A" * 5000,
    }


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("end", ["", "video/", "appointment.ics"])
def test_whatever_we_did_not_sign_is_not_found(client, appointment, method, end):
    other = AppointmentFactory(video=True)
    before = everything()
    for name, token in forgeries(appointment, other).items():
        answer = getattr(client, method)(f"/a/{token}/{end}")
        expected = {404, 405} if method == "post" and end == "video/" else {404}
        assert answer.status_code in expected, name
    assert everything() == before


def test_a_kept_time_has_no_link(client):
    held = AppointmentFactory(held=True)
    assert client.get(address(held)).status_code == 404
    assert client.post(address(held)).status_code == 404


def test_a_persons_link_never_does_what_staff_may_do(client, appointment, stopped_clock):
    """Staff may cancel in the middle of an appointment; its person no longer can."""
    stopped_clock.moment = appointment.starts_at + timedelta(minutes=1)
    page = client.post(address(appointment), {"reason": "I am late"})
    assertContains(page, Refusal.ALREADY_STARTED.label)
    assert fresh(appointment).status == Status.CONFIRMED


def test_a_staff_link_does_not_open_the_persons_pages(client):
    appointment = AppointmentFactory(video=True)
    for end in ("video/", "appointment.ics"):
        assert client.get(address(appointment, STAFF, end)).status_code == 404
    page = client.get(address(appointment, STAFF))
    assertNotContains(page, links.token(appointment, PERSON))
