"""The pages about earlier times: behind both doors, for strangers, and when it is too late."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments import tasks
from appointments.choices import Status
from appointments.models import Appointment, EarlierOffer, EarlierWish, FreedTime
from appointments.notices import links
from appointments.services import answering, cancelling, moving, wishing
from tests.appointments.earlier import LINK, give_back, offer, states
from tests.appointments.earlier_doors import Door
from tests.appointments.linked import address as linked
from tests.appointments.linked import everything as all_rows
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


# -- The offer ------------------------------------------------------------------------------------


def test_the_offer_shows_both_times_and_until_when(door, mine, offered):
    page = door.see(mine)
    for words in (
        "An earlier time is free",
        "kept for you alone until 10:30.",
        "Monday 9 March 2026, 9:00",
        "Monday 23 March 2026, 9:00",
        "Take this time",
        "Keep my time",
        "Stop telling me",
    ):
        assertContains(page, words)
    assertContains(door.see(mine, "detail"), "Monday 9 March 2026, 9:00 is kept for you alone")


def test_looking_changes_nothing(door, mine, offered):
    before = everything()
    for method in (door.client.get, door.client.head):
        for page in ("earlier", "detail"):
            assert method(door.address(mine, page)).status_code == 200
    assert everything() == before


def test_taking_it(door, mine, offered):
    answer = door.press(mine, "take", offered)
    offered.refresh_from_db()
    new = Appointment.objects.get(pk=offered.held_id)
    assertRedirects(answer, door.address(new, "detail") + "?moved=yes")
    assert (new.status, new.procedure) == (Status.CONFIRMED, mine.procedure)
    assert offered.state == "accepted"
    page = door.client.get(answer["Location"])
    assertContains(page, "Your appointment has been moved")
    assertNotContains(page, "is kept for you alone")


def test_taking_it_twice(door, mine, offered):
    door.press(mine, "take", offered)
    again = door.press(mine, "take", offered, follow=True)
    assertContains(again, "Monday 9 March 2026")
    assert Appointment.objects.filter(status=Status.MOVED).count() == 1


def test_keeping_the_time(door, mine, offered):
    page = door.press(mine, "keep", offered, follow=True)
    assertContains(page, "You keep your time")
    assertContains(page, "Stop telling me")
    assert states() == ["declined"]
    mine.refresh_from_db()
    assert mine.status == Status.CONFIRMED
    assertContains(door.press(mine, "keep", offered, follow=True), "You keep your time")


def test_stopping_at_the_offer(door, mine, offered):
    page = door.press(mine, "stop", offered, follow=True)
    assertContains(page, "You are not told about earlier times any more")
    assert states() == ["declined"]


def test_an_offer_that_is_over_says_so_kindly(door, mine, offered, stopped_clock):
    stopped_clock.advance(minutes=30)
    for _ in ("before the worker looked", "afterwards"):
        page = door.see(mine)
        assertContains(page, "This offer is over")
        assertContains(page, "Monday 9 March 2026, 9:00 was kept for you until 10:30")
        assertContains(page, "you keep your appointment on Monday 23 March 2026, 9:00")
        assertNotContains(page, "Take this time")
        tasks.release_expired_holds()


def test_taking_it_too_late_says_so_and_keeps_the_appointment(door, mine, offered, stopped_clock):
    stopped_clock.advance(minutes=31)
    page = door.press(mine, "take", offered)
    assert page.status_code == 200
    assertContains(page, "This offer is over: the time was no longer kept for you.")
    assertContains(page, "you keep your appointment on Monday 23 March 2026, 9:00")
    mine.refresh_from_db()
    assert mine.status == Status.CONFIRMED


def test_declining_what_was_accepted_in_another_tab(door, mine, offered):
    answering.accept(offered.pk, by=LINK)
    page = door.press(mine, "keep", offered)
    assertContains(page, "This offer is over")
    assertContains(page, "Monday 9 March 2026, 9:00")


def test_moved_meanwhile_the_offer_is_no_longer_earlier(door, agency, mine, offered, monday):
    new = moving.move_own(
        mine.pk, agency_ids=[agency.pk], starts_at=at(monday - timedelta(days=3), 9), by=LINK
    )
    assertNotContains(door.see(mine), "Take this time")
    assertContains(door.press(mine, "take", offered), "not earlier than the one you have")
    tasks.offer_earlier_times()
    page = door.see(new)
    assertContains(page, "no longer earlier than yours")
    assertContains(page, "Stop telling me")


def test_cancelled_meanwhile(door, mine, offered):
    cancelling.cancel(mine.pk, by=LINK)
    assertNotContains(door.see(mine), "Take this time")
    assertContains(door.press(mine, "take", offered), "This offer is over")
    tasks.offer_earlier_times()
    assertContains(door.see(mine), "no longer told about earlier times")


def test_an_old_link_leads_to_the_present_time(door, agency, mine, offered, later):
    moving.move_own(mine.pk, agency_ids=[agency.pk], starts_at=at(later, 10), by=LINK)
    page = door.see(mine)
    assertContains(page, "Monday 23 March 2026, 10:00")
    assertContains(page, "Take this time")


def test_kept_beyond_midnight_says_the_day(person, mine, offered, stopped_clock, later):
    door = Door("link", person)  # no session lasts that long
    stopped_clock.moment = at(later - timedelta(days=10), 23, 45)
    EarlierOffer.objects.filter(pk=offered.pk).update(
        starts_at=at(later - timedelta(days=3), 9),
        expires_at=stopped_clock.moment + timedelta(minutes=30),
    )
    assertContains(door.see(mine), "until 0:15 on Saturday 14 March 2026")


# -- Strangers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999", "-1", "²"])
def test_an_offer_that_is_not_there(door, mine, offered, number):
    answer = door.client.post(door.address(mine), {"do": "take", "offer": number})
    assert answer.status_code == 200
    assert states() == ["open"]


def test_somebody_elses_offer(door, agency, person, offered, later):
    """One's own page, with the number of another person's offer."""
    own = AppointmentFactory(agency=agency, person=person, starts_at=at(later, 11))
    for do in ("take", "keep"):
        assertNotContains(door.press(own, do, offered), "Take this time")
    assert states() == ["open"]


def test_strangers_find_nothing(mine, offered):
    stranger = Door("signed_in", InsuredPersonFactory(signs_in=True))
    before = everything()
    assert stranger.see(mine).status_code == 404
    for do in ("ask", "stop", "take", "keep"):
        assert stranger.press(mine, do, offered).status_code == 404
    staff = linked(mine, links.Purpose.STAFF, "earlier/")
    forged = linked(mine)[:-3] + "xx/earlier/"
    for where in (staff, forged):
        assert Client().get(where).status_code == 404
        assert Client().post(where, {"do": "take", "offer": offered.pk}).status_code == 404
    assert everything() == before


def test_the_link_stays_with_its_owner(mine, offered):
    page = Client().get(linked(mine, end="earlier/"))
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    assertNotContains(page, "Information")


def test_the_link_speaks_the_persons_language(agency, later):
    appointment = AppointmentFactory(agency=agency, starts_at=at(later, 9), language="fr")
    assertContains(Client().get(linked(appointment, end="earlier/")), '<html lang="fr"')
