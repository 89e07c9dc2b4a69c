"""My space shows a bit of every room, and only of one's own."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.factories import AccountFactory, AppointmentFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db

SPACE = "/en/espace/"
PRIVATE = ["home:space", "home:messages", "home:procedures", "appointments:list"]


@pytest.mark.parametrize("name", PRIVATE)
def test_a_visitor_is_sent_to_sign_in_and_comes_back(client, name):
    address = reverse(name)
    assertRedirects(
        client.get(address), f"/accounts/login/?next={address}", fetch_redirect_response=False
    )


@pytest.mark.parametrize("name", PRIVATE)
def test_an_agent_without_a_file_reads_why_there_is_nothing_to_see(client, name):
    client.force_login(AccountFactory(agent=True))
    assertContains(client.get(reverse(name)), "belongs to no insured person", status_code=403)


@pytest.mark.parametrize("name", PRIVATE)
def test_an_empty_file_says_so_on_every_page(me, name):
    page = me.get(reverse(name))
    assert page.status_code == 200
    assertContains(page, "Book an appointment")


def test_the_next_appointment_comes_first_with_place_and_actions(me, person):
    appointment = AppointmentFactory(person=person)
    page = me.get(SPACE)
    assertContains(page, appointment.agency.name)
    assertContains(page, "Cancel this appointment")
    assertContains(page, reverse("appointments:detail", args=[appointment.public_id]))


def test_new_messages_are_counted(me, post):
    post()
    post()
    assertContains(me.get(SPACE), "You have 2 new messages")


def test_a_message_that_is_not_delivered_yet_does_not_show(me, post):
    post(delivered=False, title="Not yet")
    page = me.get(SPACE)
    assertNotContains(page, "Not yet")
    assertContains(page, "No messages yet")


def test_what_belongs_to_others_does_not_show(me, post):
    other = InsuredPersonFactory()
    appointment = AppointmentFactory(person=other)
    post(dossier=other.dossier, title="Somebody else’s")
    page = me.get(SPACE)
    assertNotContains(page, "Somebody else’s")
    assertNotContains(page, appointment.procedure.reference)


def test_the_space_costs_the_same_with_one_of_each_and_with_many(
    me, person, post, django_assert_num_queries, django_assert_max_num_queries
):
    first = AppointmentFactory(person=person)
    post()
    with django_assert_max_num_queries(24) as counted:
        me.get(SPACE)
    for _ in range(7):
        AppointmentFactory(person=person, agency=first.agency)
        post()
    with django_assert_num_queries(len(counted.captured_queries)):
        me.get(SPACE)


def test_pages_of_a_file_are_kept_by_no_cache(me):
    assert me.get(SPACE)["Cache-Control"] == "private, no-store"
