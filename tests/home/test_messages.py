"""My messages and their files."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db

LIST = "/en/espace/messages/"


def address_of(message):
    return reverse("home:message", args=[message.public_id])


def file_of(message, position=1):
    return reverse("home:attachment", args=[message.public_id, position])


def test_the_list_shows_what_is_new(me, post):
    post(title="First")
    page = me.get(LIST)
    assertContains(page, "First")
    assertContains(page, "1 message is new.")


def test_opening_a_message_takes_the_mark_away(me, post):
    message = post()
    assertContains(me.get(address_of(message)), "Moien")
    message.refresh_from_db()
    assert message.read_at is not None
    assertContains(me.get(LIST), "You have read everything.")


@pytest.mark.parametrize("ahead", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_a_browser_that_fetches_ahead_reads_nothing(me, post, ahead):
    message = post()
    assert me.get(address_of(message), headers=ahead).status_code == 200
    message.refresh_from_db()
    assert message.read_at is None


def test_asking_for_the_headers_alone_reads_nothing(me, post):
    message = post()
    me.head(address_of(message))
    message.refresh_from_db()
    assert message.read_at is None


def test_an_address_in_a_message_becomes_a_link_and_markup_does_not(me, post):
    page = me.get(address_of(post(body="<b>Moien</b>\n\nhttp://testserver/a/token/")))
    assertContains(page, 'href="http://testserver/a/token/"')
    assertNotContains(page, "<b>Moien</b>")


def test_a_file_is_downloaded_and_kept_by_nobody(me, post):
    answer = me.get(file_of(post()))
    assert answer.content == b"%PDF-1.7 trial"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="confirmation.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_calendar_file_keeps_its_type(me, post):
    answer = me.get(file_of(post(), 2))
    assert answer["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"


def test_a_stranger_finds_neither_the_message_nor_its_files(stranger, post):
    message = post()
    assert stranger.get(address_of(message)).status_code == 404
    assert stranger.get(file_of(message)).status_code == 404
    message.refresh_from_db()
    assert message.read_at is None


def test_a_visitor_is_sent_to_sign_in(client, post):
    message = post()
    assert client.get(address_of(message)).status_code == 302
    assert client.get(file_of(message)).status_code == 302


def test_a_message_that_is_not_delivered_yet_does_not_exist(me, post):
    message = post(delivered=False)
    assert me.get(address_of(message)).status_code == 404
    assert me.get(file_of(message)).status_code == 404


def test_what_does_not_exist_is_not_found(me, post):
    assert me.get(reverse("home:message", args=[uuid.uuid4()])).status_code == 404
    assert me.get(file_of(post(), 3)).status_code == 404


def test_the_list_costs_the_same_with_one_message_and_with_twenty(
    me, post, django_assert_num_queries, django_assert_max_num_queries
):
    post()
    with django_assert_max_num_queries(10) as counted:
        me.get(LIST)
    for _ in range(19):
        post()
    with django_assert_num_queries(len(counted.captured_queries)):
        assertContains(me.get(LIST), 'class="line line--new"', count=20)


def test_older_messages_are_on_the_next_page(me, post):
    for number in range(21):
        post(title=f"Number {number}")
    assertNotContains(me.get(LIST), "Number 0")
    assertContains(me.get(LIST, {"page": 2}), "Number 0")
