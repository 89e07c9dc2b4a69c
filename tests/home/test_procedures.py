"""My procedures: every case with its parts as tabs."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from appointments.services.acting import By
from appointments.services.cancelling import cancel
from cns_portal import audit, procedures
from cns_portal.procedures.choices import ActorKind
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db

LIST = "/en/espace/procedures/"
TABS = ["overview", "messages", "appointments", "documents", "history"]


@pytest.fixture
def appointment(person):
    return AppointmentFactory(person=person)


@pytest.fixture
def address(appointment):
    return reverse("home:procedure", args=[appointment.procedure.reference])


def test_the_list_shows_reference_and_state(me, appointment):
    page = me.get(LIST)
    assertContains(page, appointment.procedure.reference)
    assertContains(page, "Confirmed")


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_has_an_address(me, address, tab):
    page = me.get(address, {"tab": tab})
    assert page.status_code == 200
    assertContains(page, f'href="{address}?tab={tab}" aria-current="page"')


def test_an_unknown_tab_is_the_first_one(me, address):
    page = me.get(address, {"tab": "nonsense"})
    assertContains(page, f'href="{address}?tab=overview" aria-current="page"')


@pytest.mark.parametrize("tab", TABS)
def test_a_stranger_finds_no_tab_of_it(stranger, address, tab):
    assert stranger.get(address, {"tab": tab}).status_code == 404


def test_a_reference_nobody_has_is_not_found(me):
    assert me.get(reverse("home:procedure", args=["2222-2222"])).status_code == 404


def test_the_message_tab_holds_the_messages_about_the_case_only(me, address, appointment, post):
    post(reference=appointment.procedure.reference, title="About this")
    post(reference="2345-2345", title="About that")
    page = me.get(address, {"tab": "messages"})
    assertContains(page, "About this")
    assertNotContains(page, "About that")
    assertContains(page, "confirmation.pdf")


def test_new_messages_are_counted_on_the_tab(me, address, appointment, post):
    post(reference=appointment.procedure.reference)
    assertContains(me.get(address), '<span class="count">1</span>')


def test_the_documents_tab_holds_what_came_with_the_messages(me, address, appointment, post):
    message = post(reference=appointment.procedure.reference)
    page = me.get(address, {"tab": "documents"})
    assertContains(page, reverse("home:attachment", args=[message.public_id, 1]))


def test_the_appointments_tab_lets_one_cancel(me, address, appointment):
    page = me.get(address, {"tab": "appointments"})
    assertContains(page, reverse("appointments:cancel", args=[appointment.public_id]))
    assertContains(page, "Cancel this appointment")


def test_the_history_says_what_happened_and_who_did_it(me, address, appointment, person):
    cancel(appointment.pk, by=By.person(person.account))
    page = me.get(address, {"tab": "history"})
    assertContains(page, "Request sent")
    assertContains(page, "Appointment cancelled")
    assertContains(page, "You")


def test_what_agents_note_among_themselves_is_not_shown(me, address, appointment):
    procedures.add_event(
        appointment.procedure,
        what="appointment.note",
        phase=appointment.procedure.phase,
        state=appointment.status,
        actor=audit.SYSTEM,
        actor_kind=ActorKind.SYSTEM,
        reason="Not for the person",
        public=False,
    )
    assertNotContains(me.get(address, {"tab": "history"}), "Not for the person")


def test_the_list_costs_the_same_with_one_case_and_with_twenty(
    me, person, django_assert_num_queries, django_assert_max_num_queries
):
    first = AppointmentFactory(person=person)
    with django_assert_max_num_queries(10) as counted:
        me.get(LIST)
    for _ in range(19):
        AppointmentFactory(person=person, agency=first.agency)
    with django_assert_num_queries(len(counted.captured_queries)):
        assertContains(me.get(LIST), 'class="line__tag"', count=20)


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_costs_the_same_however_much_there_is_in_it(
    me, address, appointment, post, tab, django_assert_max_num_queries
):
    for _ in range(10):
        post(reference=appointment.procedure.reference)
    with django_assert_max_num_queries(14):
        me.get(address, {"tab": tab})
