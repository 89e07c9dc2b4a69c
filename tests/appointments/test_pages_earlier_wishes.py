"""Asking to be told about earlier times: on its page, in lists, on the way to a booking."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments import tasks
from appointments.choices import Status
from appointments.models import EarlierOffer, EarlierWish, FreedTime
from appointments.services import cancelling, wishing
from tests.appointments.earlier import LINK, give_back, offer
from tests.appointments.earlier_doors import Door
from tests.appointments.linked import everything as all_rows
from tests.appointments.visitors import Visitor
from tests.factories import AppointmentFactory, InsuredPersonFactory, at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "offers", "in_step"),
]


@pytest.fixture
def later(monday):
    return monday + timedelta(days=14)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def mine(agency, later, person):
    """A person's appointment in three weeks."""
    return AppointmentFactory(agency=agency, person=person, starts_at=at(later, 9))


@pytest.fixture(params=["signed_in", "link"])
def door(request, person):
    return Door(request.param, person)


@pytest.fixture
def offered(agency, monday, mine):
    """An open offer of Monday, nine o'clock, kept until 10.30."""
    wishing.ask(mine.pk, by=LINK)
    give_back(agency, at(monday, 9))
    (made,) = offer()
    return made


def everything():
    return [
        *all_rows(),
        *(list(model.objects.values()) for model in (EarlierWish, EarlierOffer, FreedTime)),
    ]


# -- Asking and stopping --------------------------------------------------------------------------


def test_asking_and_stopping(door, mine):
    assertContains(door.see(mine, "detail"), "Tell me when something earlier frees up")
    assertContains(door.see(mine), "Tell me about earlier times")
    page = door.press(mine, "ask", follow=True)
    assertContains(page, "We tell you when something earlier frees up")
    assertContains(page, "Stop telling me")
    assert EarlierWish.objects.filter(procedure=mine.procedure, stopped_at=None).count() == 1
    assertContains(door.see(mine, "detail"), "You asked to be told")
    page = door.press(mine, "stop", follow=True)
    assertContains(page, "You are not told about earlier times any more")
    assertContains(page, "You keep your appointment on Monday 23 March 2026, 9:00")
    assert not EarlierWish.objects.filter(stopped_at=None).exists()


def test_asking_and_stopping_twice_is_harmless(door, mine):
    for _ in range(2):
        assert door.press(mine, "ask").status_code == 302
    for _ in range(2):
        assert door.press(mine, "stop").status_code == 302
    assert EarlierWish.objects.count() == 1


@pytest.mark.parametrize("status", ["cancelled", "completed", "missed", "refused"])
def test_nothing_can_be_asked_about_what_is_over(door, agency, later, person, status):
    gone = AppointmentFactory(
        agency=agency, person=person, starts_at=at(later, 9), status=Status(status)
    )
    assertNotContains(door.see(gone, "detail"), "something earlier")
    page = door.see(gone)
    assertContains(page, "no longer told about earlier times")
    assertNotContains(page, 'name="do"')
    assertContains(door.press(gone, "ask"), "This appointment is already over or cancelled.")
    assert not EarlierWish.objects.exists()


def test_a_wish_that_ended_with_the_appointment_says_so(door, mine):
    wishing.ask(mine.pk, by=LINK)
    cancelling.cancel(mine.pk, by=LINK)
    tasks.offer_earlier_times()
    assertContains(door.see(mine), "no longer told about earlier times")


def test_an_unknown_deed_changes_nothing(door, mine):
    before = everything()
    assert door.press(mine, "buy").status_code == 200
    assert everything() == before


def test_what_is_said_in_the_address_must_be_true(door, mine):
    page = door.client.get(door.address(mine) + "?said=asked")
    assertNotContains(page, "We tell you when")
    page = door.client.get(door.address(mine) + "?said=<b>")
    assertNotContains(page, "<b>")


# -- In lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["/en/espace/", "/en/espace/appointments/"])
def test_an_open_offer_is_on_top(person, mine, offered, where, stopped_clock):
    me = Door("signed_in", person).client
    words = "Monday 9 March 2026, 9:00 is kept for you alone until 10:30"
    assertContains(me.get(where), words)
    stopped_clock.advance(minutes=30)
    assertNotContains(me.get(where), words)


def test_without_an_offer_the_list_says_what_was_asked_for(person, mine):
    wishing.ask(mine.pk, by=LINK)
    page = Door("signed_in", person).client.get("/en/espace/appointments/")
    assertContains(page, "You asked to be told when something earlier frees up.")


def test_a_list_asks_as_much_for_one_as_for_many(
    person, agency, later, mine, django_assert_num_queries, django_assert_max_num_queries
):
    me = Door("signed_in", person).client
    wishing.ask(mine.pk, by=LINK)
    for where, most in (("/en/espace/", 24), ("/en/espace/appointments/", 12)):
        with django_assert_max_num_queries(most) as counted:
            me.get(where)
        more = [
            AppointmentFactory(agency=agency, person=person, starts_at=at(later, hour, 30))
            for hour in (9, 10)
        ]
        for one in more:
            wishing.ask(one.pk, by=LINK)
        with django_assert_num_queries(len(counted.captured_queries)):
            me.get(where)
        for one in more:
            cancelling.cancel(one.pk, by=LINK)


# -- On the way to an appointment -----------------------------------------------------------------


@pytest.fixture
def visitor(agency):
    return Visitor(agency).arrive("check")


def test_the_box_on_the_check_page_asks_to_be_told(visitor):
    assertContains(visitor.see("check"), "Tell me when something earlier frees up")
    assertNotContains(visitor.see("check"), "checked")
    visitor.answer("check", tell_earlier="on")
    wish = EarlierWish.objects.get()
    assert wish.procedure == visitor.sent().procedure


def test_without_the_tick_nobody_is_told(visitor):
    visitor.answer("check")
    assert not EarlierWish.objects.exists()


def test_the_tick_survives_a_refusal(visitor, monkeypatch):
    from appointments.choices import Refusal
    from appointments.services import requesting
    from cns_portal.kernel.refusal import Refused

    def busy(**words):
        raise Refused(Refusal.BUSY)

    with monkeypatch.context() as patched:
        patched.setattr(requesting, "send_request", busy)
        page = visitor.answer("check", tell_earlier="on")
    assertContains(page, "Many people are booking")
    assertContains(page, "checked")
    assertContains(visitor.see("check"), "checked")
    visitor.answer("check", tell_earlier="on")
    assert EarlierWish.objects.count() == 1


def test_sending_twice_asks_once(visitor):
    visitor.answer("check", tell_earlier="on")
    visitor.answer("check", tell_earlier="on")
    assert EarlierWish.objects.count() == 1
