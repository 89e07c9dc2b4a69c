"""The emailed links: GET shows, POST cancels, a forged one is not found."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.notices import links
from appointments.services import agents
from appointments.services.acting import By
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import ProcedureEvent
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

PERSON, STAFF = links.Purpose.PERSON, links.Purpose.STAFF


@pytest.fixture
def appointment():
    return AppointmentFactory(
        agency=AgencyFactory(open=True),
        applicant=visitor(first_name="Vera", last_name="Visitor", matricule="1980011500121"),
    )


def address(appointment, purpose=PERSON, end="") -> str:
    return f"/a/{links.token(appointment, purpose)}/{end}"


def fresh(appointment) -> Appointment:
    return Appointment.objects.get(pk=appointment.pk)


def everything() -> list:
    """All that a page could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Appointment, AuditEntry, ProcedureEvent, Email)
    ]


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


# -- cancelling by the person -----------------------------------------------------------------


def test_the_person_cancels_and_the_time_is_free_again(client, appointment, offers):
    page = client.post(address(appointment))
    assertContains(page, "Thank you for giving the time back")
    assert fresh(appointment).status == Status.CANCELLED
    slots = client.get(
        "/appointments/slots.json",
        {"topic": "information", "channel": "on_site", "from": "2026-03-04"},
    ).json()["slots"]
    assert "2026-03-04T08:30:00+01:00" in [slot["starts_at"] for slot in slots]


def test_cancelling_twice_is_friendly_and_tells_nobody_twice(client, appointment):
    client.post(address(appointment))
    told = Email.objects.count()
    before = everything()
    for page in (client.post(address(appointment)), client.get(address(appointment))):
        assertContains(page, "This appointment is cancelled")
        assertNotContains(page, "There is a problem")
        assertNotContains(page, "Not cancelled")
        assertNotContains(page, '<button type="submit" class="button button--danger">')
    assert Email.objects.count() == told
    assert everything() == before


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
def test_the_form_works_as_browsers_send_it(appointment, purpose):
    """A page without a referrer sends its forms with `Origin: null`, and perhaps no cookies."""
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = strict.post(address(appointment, purpose), {"reason": "Illness"})
    assertContains(page, "This appointment is cancelled")


@pytest.mark.parametrize("purpose", [PERSON, STAFF])
def test_a_linked_page_has_no_form_that_could_not_be_sent(client, appointment, purpose):
    """Changing the theme or signing out needs an origin, which these pages do not give."""
    page = client.get(address(appointment, purpose)).content.decode()
    assert page.count("<form") == 1
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize("state", ["completed", "missed", "refused"])
def test_what_is_over_cannot_be_cancelled(client, state):
    appointment = AppointmentFactory(past=state != "refused", **{state: True})
    assertNotContains(client.get(address(appointment)), "button--danger")
    page = client.post(address(appointment))
    assert page.status_code == 200
    assert fresh(appointment).status == state


def test_a_request_that_is_not_decided_can_be_cancelled(client):
    appointment = AppointmentFactory(requested=True)
    client.post(address(appointment))
    assert fresh(appointment).status == Status.CANCELLED


# -- cancelling by staff ----------------------------------------------------------------------


def test_staff_cancel_with_a_reason_that_the_person_reads(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "The agent is ill."})
    assertContains(page, "This appointment is cancelled")
    assert fresh(appointment).status == Status.CANCELLED
    mail = Email.objects.get(recipient__endswith="@people.example")
    assert "The agent is ill." in mail.text_body
    assert "Other times that are free now" in mail.text_body
    assert "/en/appointments/new/" in mail.text_body


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_staff_must_give_a_reason(client, appointment, reason):
    page = client.post(address(appointment, STAFF), {"reason": reason})
    assertContains(page, Refusal.REASON_MISSING.label)
    assert fresh(appointment).status == Status.CONFIRMED


def test_a_reason_that_is_too_long_is_kept_and_named(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "because " * 100})
    assertContains(page, "because because")
    assertContains(page, "at most 500 characters")
    assert fresh(appointment).status == Status.CONFIRMED


def test_a_reason_with_a_nul_gets_a_sentence(client, appointment):
    page = client.post(address(appointment, STAFF), {"reason": "ill\0ness"})
    assertContains(page, "Null characters are not allowed.")
    assert fresh(appointment).status == Status.CONFIRMED


def test_staff_cancelling_twice_is_friendly(client, appointment):
    client.post(address(appointment, STAFF), {"reason": "Illness"})
    told = Email.objects.count()
    page = client.post(address(appointment, STAFF), {"reason": "Illness, again"})
    assertContains(page, "This appointment is cancelled")
    assertNotContains(page, "Not cancelled")
    assert Email.objects.count() == told


def test_what_staff_typed_is_kept_when_it_cannot_be_done(client):
    appointment = AppointmentFactory(completed=True)
    page = client.post(address(appointment, STAFF), {"reason": "The agent is ill."})
    assertContains(page, Refusal.NOT_OPEN.label)
    assert fresh(appointment).status == Status.COMPLETED


def test_the_staff_link_ends_with_the_appointment(client, appointment, stopped_clock):
    stopped_clock.moment = appointment.ends_at - timedelta(seconds=1)
    assert client.get(address(appointment, STAFF)).status_code == 200
    stopped_clock.moment = appointment.ends_at
    assert client.get(address(appointment, STAFF)).status_code == 404
    assert client.post(address(appointment, STAFF), {"reason": "Late"}).status_code == 404
    assert fresh(appointment).status == Status.CONFIRMED


# -- a moved appointment ----------------------------------------------------------------------


@pytest.fixture
def move(appointment):
    def to(agency, starts_at):
        return agents.move(
            appointment.pk,
            agency_ids=[agency.pk],
            starts_at=starts_at,
            by=By.agent(AccountFactory(agent=True)),
        )

    return to


def test_the_old_link_shows_the_new_time_and_cancels_it(client, appointment, move):
    new = move(appointment.agency, appointment.starts_at + timedelta(days=1))
    newest = agents.move(
        new.pk,
        agency_ids=[appointment.agency.pk],
        starts_at=appointment.starts_at + timedelta(days=2),
        by=By.agent(AccountFactory(agent=True)),
    )
    page = client.get(address(appointment))
    assertContains(page, "Friday 6 March 2026, 8:30")
    assertNotContains(page, "Wednesday 4 March")
    client.post(address(appointment))
    assert fresh(newest).status == Status.CANCELLED


def test_the_old_calendar_file_shows_the_new_time(client, appointment, move):
    move(appointment.agency, appointment.starts_at + timedelta(days=1))
    calendar = client.get(address(appointment, end="appointment.ics"))
    assert b"20260305T083000" in calendar.content
    assert b"SEQUENCE:1" in calendar.content


def test_the_old_agencys_staff_cannot_cancel_at_the_new_agency(client, appointment, move):
    """The link was sent to one agency; the appointment is now another agency's."""
    elsewhere = AgencyFactory(open=True)
    new = move(elsewhere, appointment.starts_at + timedelta(days=1))
    assert client.get(address(appointment, STAFF)).status_code == 404
    assert client.post(address(appointment, STAFF), {"reason": "Mine"}).status_code == 404
    assert fresh(new).status == Status.CONFIRMED
    assert client.get(address(new, STAFF)).status_code == 200
