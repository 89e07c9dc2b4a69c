"""My appointments: who sees what, giving one up, the way into a video call."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Status
from appointments.notices import links
from appointments.presenters.card import TONES, AppointmentCard
from appointments.presenters.waiting_room import WaitingRoom
from appointments.rules.states import OVERRUN, PRESENT
from cns_portal import clock, inbox
from cns_portal.inbox.choices import MessageStatus
from cns_portal.inbox.models import Message
from cns_portal.kernel import codes
from cns_portal.procedures import history
from tests.factories import AgencyFactory, AppointmentFactory, InsuredPersonFactory, working_day
from tests.factories import at as clock_shows

pytestmark = pytest.mark.django_db

LIST = "/en/espace/appointments/"


def address(name, appointment):
    return reverse(f"appointments:{name}", args=[appointment.public_id])


def browser_of(person):
    client = Client()
    client.force_login(person.account)
    return client


def at(monkeypatch, moment):
    monkeypatch.setattr("cns_portal.clock.now", lambda: moment)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def me(person):
    return browser_of(person)


@pytest.fixture
def stranger():
    return browser_of(InsuredPersonFactory(signs_in=True))


@pytest.fixture
def on_site(person):
    return AppointmentFactory(person=person)


@pytest.fixture
def video(person):
    return AppointmentFactory(person=person, video=True, starts_at=hour(10))


def hour(days):
    """Ten o'clock, that many working days from now: nobody can be in two places at a time."""
    return clock_shows(working_day(after=clock.today(), count=days), 10)


# -- who sees what ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["detail", "cancel", "waiting_room"])
def test_a_stranger_gets_404_everywhere(stranger, video, name):
    assert stranger.get(address(name, video)).status_code == 404


def test_a_stranger_cancels_nothing(stranger, on_site):
    assert stranger.post(address("cancel", on_site)).status_code == 404
    on_site.refresh_from_db()
    assert on_site.status == Status.CONFIRMED


@pytest.mark.parametrize("name", ["detail", "cancel", "waiting_room"])
def test_a_visitor_is_sent_to_sign_in(client, video, name):
    target = address(name, video)
    assertRedirects(
        client.get(target), f"/accounts/login/?next={target}", fetch_redirect_response=False
    )


def test_a_visitor_cancels_nothing(client, on_site):
    assert client.post(address("cancel", on_site)).status_code == 302
    on_site.refresh_from_db()
    assert on_site.status == Status.CONFIRMED


@pytest.mark.parametrize("name", ["detail", "cancel", "waiting_room"])
def test_what_does_not_exist_is_not_found(me, name):
    assert me.get(reverse(f"appointments:{name}", args=[uuid.uuid4()])).status_code == 404


def test_an_appointment_booked_without_signing_in_is_in_nobodys_list(me):
    visited = AppointmentFactory()
    assertNotContains(me.get(LIST), visited.agency.name)
    assert me.get(address("detail", visited)).status_code == 404


# -- the list ---------------------------------------------------------------------------------


def test_the_list_parts_what_is_to_come_from_what_is_over(me, person, on_site):
    AppointmentFactory(person=person, past=True, completed=True)
    AppointmentFactory(person=person, cancelled=True)
    page = me.get(LIST)
    assert [card.appointment.pk for card in page.context["upcoming"]] == [on_site.pk]
    assert len(page.context["past"]) == 2


def test_the_list_costs_the_same_with_one_appointment_and_with_twenty(
    me, person, django_assert_num_queries, django_assert_max_num_queries
):
    AppointmentFactory(person=person)
    AppointmentFactory(person=person, cancelled=True, starts_at=hour(2))
    with django_assert_max_num_queries(10) as counted:
        me.get(LIST)
    agency = AgencyFactory(open=True)
    for number in range(20):
        AppointmentFactory(person=person, agency=agency, starts_at=hour(number + 3))
    with django_assert_num_queries(len(counted.captured_queries)):
        page = me.get(LIST)
    assert len(page.context["upcoming"]) == 21


def test_on_site_the_words_cancel_and_for_a_video_call_the_bin(me, on_site, video):
    page = me.get(LIST)
    assertContains(page, "<span>Cancel this appointment")
    assertContains(page, "#bin", count=1)


def test_every_state_has_a_tone():
    assert set(TONES) == set(Status)


# -- one appointment --------------------------------------------------------------------------


def test_the_page_shows_code_place_and_what_to_bring(me, on_site):
    page = me.get(address("detail", on_site))
    assertContains(page, codes.grouped(on_site.check_in_code))
    assertContains(page, "QR code for the terminal at the entrance")
    assertContains(page, on_site.agency.address)
    assertContains(page, "A valid identity document.")


def test_a_video_call_has_nothing_to_scan(me, video):
    page = me.get(address("detail", video))
    assertNotContains(page, video.check_in_code)
    assertNotContains(page, codes.grouped(video.check_in_code))
    assertContains(page, "Go to the waiting room")


@pytest.mark.parametrize("state", ["requested", "cancelled", "refused", "completed", "missed"])
def test_only_what_is_agreed_and_to_come_has_a_code(me, person, state):
    past = state in {"completed", "missed"}
    appointment = AppointmentFactory(person=person, past=past, **{state: True})
    page = me.get(address("detail", appointment))
    assertNotContains(page, codes.grouped(appointment.check_in_code))


def test_the_papers_of_the_confirmation_are_at_hand(me, person, on_site):
    message = inbox.post_message(
        dossier=person.dossier,
        reference=on_site.procedure.reference,
        title="Confirmed",
        body="Moien",
        language="en",
        idempotency_key="trial",
        attachments=[
            inbox.AttachmentDraft(
                filename="confirmation.pdf", content_type="application/pdf", content=b"%PDF"
            )
        ],
    )
    file = reverse("home:attachment", args=[message.public_id, 1])
    assertNotContains(me.get(address("detail", on_site)), file)
    Message.objects.filter(pk=message.pk).update(
        status=MessageStatus.DELIVERED, delivered_at=clock.now()
    )
    assertContains(me.get(address("detail", on_site)), file)


def test_what_has_passed_unnoted_is_over(person, monkeypatch, on_site):
    card = AppointmentCard(on_site, on_site.ends_at)
    assert (card.status_label, card.tone, card.is_open) == ("Over", "neutral", False)


@pytest.mark.parametrize("status", sorted(PRESENT))
def test_who_is_there_past_the_end_is_not_over_until_it_was_forgotten(me, person, status):
    late = AppointmentFactory(
        person=person, status=status, starts_at=clock.now() - timedelta(hours=2)
    )
    card = AppointmentCard(late, clock.now())
    assert (card.status_label, card.is_open) == (status.label, True)
    assert [shown.appointment for shown in me.get(LIST).context["upcoming"]] == [late]
    card = AppointmentCard(late, late.ends_at + OVERRUN)
    assert (card.status_label, card.is_open) == ("Over", False)


# -- giving it up -----------------------------------------------------------------------------


def test_asking_cancels_nothing(me, on_site):
    page = me.get(address("cancel", on_site))
    assertContains(page, "Do you want to cancel this appointment?")
    me.head(address("cancel", on_site))
    on_site.refresh_from_db()
    assert on_site.status == Status.CONFIRMED


@pytest.mark.parametrize("channel", ["on_site", "video"])
def test_cancelling_frees_the_time_and_tells_the_person(me, person, request, channel):
    appointment = request.getfixturevalue(channel)
    page = me.post(address("cancel", appointment), follow=True)
    assertContains(page, "Your appointment is cancelled.")
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED
    assert appointment.revision == 1
    last = history(appointment.procedure).last()
    assert (last.what, last.actor) == ("appointment.cancelled", person.account)
    assert Message.objects.of(person.dossier).about(appointment.procedure.reference).exists()
    AppointmentFactory(desk=appointment.desk, starts_at=appointment.starts_at)


def test_cancelling_twice_is_friendly_and_changes_nothing_more(me, on_site):
    me.post(address("cancel", on_site))
    page = me.post(address("cancel", on_site), follow=True)
    assertContains(page, "This appointment was already cancelled.")
    on_site.refresh_from_db()
    assert on_site.revision == 1
    assertContains(me.get(address("cancel", on_site)), "It is already cancelled.")


def test_what_has_begun_is_not_cancelled_and_the_page_says_why(me, on_site, monkeypatch):
    at(monkeypatch, on_site.starts_at)
    assertContains(me.get(address("cancel", on_site)), "It has already begun.")
    page = me.post(address("cancel", on_site), follow=True)
    assertContains(page, "can no longer be changed online")
    on_site.refresh_from_db()
    assert on_site.status == Status.CONFIRMED


def test_a_forged_request_cancels_nothing(person, on_site):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person.account)
    assert careful.post(address("cancel", on_site)).status_code == 403
    on_site.refresh_from_db()
    assert on_site.status == Status.CONFIRMED


# -- the waiting room -------------------------------------------------------------------------

QUARTER = timedelta(minutes=15)
A_MOMENT = timedelta(seconds=1)


def test_the_room_opens_a_quarter_of_an_hour_before_and_closes_at_the_end(video):
    opens_at = video.starts_at - QUARTER
    assert not WaitingRoom(video, opens_at - A_MOMENT).is_open
    assert WaitingRoom(video, opens_at).is_open
    assert WaitingRoom(video, video.ends_at - A_MOMENT).is_open
    assert not WaitingRoom(video, video.ends_at).is_open


def test_before_that_the_page_says_when_and_leads_nowhere(me, video, monkeypatch):
    at(monkeypatch, video.starts_at - QUARTER - A_MOMENT)
    page = me.get(address("waiting_room", video))
    assertContains(page, "The waiting room opens today at")
    assertContains(page, "a camera")
    assertNotContains(page, "I am ready")


def test_then_one_can_go_in(me, video, monkeypatch):
    at(monkeypatch, video.starts_at - QUARTER)
    assertContains(me.get(address("waiting_room", video)), "I am ready")
    assertContains(me.get(LIST), address("waiting_room", video))


def test_the_list_enables_the_button_only_then(me, video, monkeypatch):
    button = '<a class="button" href="{}">'.format(address("waiting_room", video))
    assertNotContains(me.get(LIST), button)
    at(monkeypatch, video.starts_at - QUARTER)
    assertContains(me.get(LIST), button)


def test_without_a_number_only_the_telephone_of_the_cns_is_offered(me, video, monkeypatch):
    at(monkeypatch, video.starts_at - QUARTER)
    page = me.get(address("waiting_room", video))
    assertContains(page, '<strong class="number">000</strong>')
    assertNotContains(page, "621 000 000")
    video.participants.update(phone="")
    page = me.get(address("waiting_room", video))
    assertNotContains(page, "can call the number you gave")
    assertContains(page, "(+352) 27 57 1")


def test_an_agency_visit_has_no_waiting_room(me, on_site):
    assert me.get(address("waiting_room", on_site)).status_code == 404


def test_a_cancelled_call_has_no_room_to_go_to(me, video, monkeypatch):
    me.post(address("cancel", video))
    at(monkeypatch, video.starts_at)
    page = me.get(address("waiting_room", video))
    assertContains(page, "There will be no video call.")
    assertNotContains(page, "I am ready")


def test_the_emailed_link_leads_into_the_waiting_room_too(client, video, monkeypatch):
    linked = reverse("appointment_links:video", args=[links.token(video, links.Purpose.PERSON)])
    assertContains(client.get(linked), "The waiting room opens")
    at(monkeypatch, video.starts_at - QUARTER)
    assertContains(client.get(linked), "I am ready")
