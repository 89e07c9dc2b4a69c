"""The pages that everybody may see."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db


def test_the_front_page_needs_no_sign_in_and_says_what_it_is(client):
    page = client.get("/en/")
    assertContains(page, "Hello, how can the CNS assist you?")
    assertContains(page, "not the official site of the CNS")
    assertContains(page, "(+352) 27 57 1")


def test_the_front_page_leads_into_a_booking_with_the_topic_chosen(client):
    assertContains(client.get("/en/"), 'href="/en/appointments/new/?topic=reimbursement"')


def test_the_front_page_asks_the_same_few_questions_whatever_there_is(
    client, django_assert_num_queries
):
    with django_assert_num_queries(5):  # the last change; situations, news, questions, conditions
        client.get("/en/")
    with django_assert_num_queries(1):  # has something changed?
        client.get("/en/")


def test_the_front_page_invites_a_visitor_to_sign_in_and_a_person_to_their_space(client, me):
    assertContains(client.get("/en/"), "Sign in")
    assertContains(me.get("/en/"), reverse("home:space"))


@pytest.mark.parametrize("name", ["accessibility", "privacy", "legal"])
def test_the_pages_about_the_portal_are_public(client, name):
    assert client.get(reverse(f"home:{name}")).status_code == 200


def test_data_protection_lists_what_the_rooms_declare(client):
    assertContains(client.get(reverse("home:privacy")), "Copies of identity cards")


def test_the_front_page_has_no_inline_script_or_style(client):
    page = client.get("/en/")
    assertNotContains(page, "style=")
    assertNotContains(page, "<script>")
    assertNotContains(page, "onclick")
