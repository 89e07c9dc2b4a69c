"""Why a time can or could not be booked: as it is today, and as it was when it was agreed."""

import json
from datetime import date, time, timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments.models import Agency, Appointment, Desk, TopicOffer
from appointments.services import agents, deciding, moving
from appointments.services.acting import By
from tests.appointments.agents import LIST, page, window_of
from tests.appointments.stories import confirmed, requested
from tests.factories import (
    AccountFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    SpecialOpeningFactory,
    at,
    open_weekly,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offers")]


@pytest.fixture
def clara(agency):
    return By.agent(AccountFactory(agent=True, agencies=[agency]))


# -- what is written down when a time is agreed --------------------------------------------------


@pytest.mark.usefixtures("stopped_clock", "in_step")
class TestBasis:
    def test_what_the_rules_saw_when_the_worker_confirmed(self, agency, monday, stopped_clock):
        ClosureFactory(agency=agency, day=monday, from_time=time(15), until_time=time(17))
        agency.opening_hours.filter(opens_at=time(13)).update(desks=1)
        requested(agency, at(monday, 9))
        asked_at = stopped_clock.moment
        stopped_clock.advance(minutes=3)
        row = Appointment.objects.get()
        deciding.check_request(row.pk)
        row.refresh_from_db()
        version = row.basis.pop("version")
        assert version > 0
        assert row.basis == {
            "day": "2026-03-09",
            "windows": [["08:30", "11:30", None], ["13:00", "15:00", 1]],
            "holiday": False,
            "closures": [["15:00", "17:00", "Staff training"]],
            "desks": 1,
            "desk": 1,
            "slot": 15,
            "buffer": 0,
            "notice": 120,
            "horizon": 60,
            "asked_at": asked_at.isoformat(timespec="seconds"),
            "at": stopped_clock.moment.isoformat(timespec="seconds"),
            "by": "system",
            "refusal": "",
        }
        assert len(json.dumps(row.basis)) < 1000

    def test_an_agents_waiver_is_written_down(self, agency, clara, stopped_clock):
        stopped_clock.moment = at(date(2026, 3, 9), 9)
        row = agents.book_for(
            topic="information",
            channel="on_site",
            agency_ids=[agency.pk],
            starts_at=at(date(2026, 3, 9), 9, 30),
            applicant=visitor(),
            language="en",
            by=clara,
        )
        assert (row.basis["refusal"], row.basis["by"]) == ("too_soon", "agent")

    def test_an_agent_who_accepts_against_the_hours_waives_them(self, agency, monday, clara):
        row = AppointmentFactory(agency=agency, starts_at=at(monday, 9), left_to_agent=True)
        ClosureFactory(agency=agency, day=monday)
        accepted = deciding.accept(row.pk, by=clara)
        assert (accepted.basis["refusal"], accepted.basis["by"]) == ("closure", "agent")

    @pytest.mark.parametrize("own", [True, False])
    def test_a_move_is_agreed_anew(self, agency, monday, clara, own):
        old = confirmed(agency, at(monday, 9))
        agency.opening_hours.update(desks=1)
        move, by = (moving.move_own, By.visitor()) if own else (moving.move, clara)
        new = move(old.pk, agency_ids=[agency.pk], starts_at=at(monday, 10), by=by)
        assert new.basis["windows"][0] == ["08:30", "11:30", 1]
        assert new.basis["refusal"] == ""
        old.refresh_from_db()
        assert old.basis["windows"][0] == ["08:30", "11:30", None]

    def test_what_is_refused_leaves_no_basis(self, agency, monday):
        row = requested(agency, at(monday, 9))
        ClosureFactory(agency=agency, day=monday)
        deciding.check_request(row.pk)
        row.refresh_from_db()
        assert row.basis is None


# -- the appointment's page ----------------------------------------------------------------------


def test_then_and_today_stand_side_by_side(window, agency, monday, stopped_clock):
    row = confirmed(agency, at(monday, 9))
    Desk.objects.filter(pk=row.desk_id).update(active=False)
    TopicOffer.objects.update(slot_minutes=45)
    shown = window.get(page(row))
    for said in (
        "The rules allowed it.",
        "1; this one is number 1 in the order of staffing",
        "15 minutes, and 0 for the agent",
        "The desk is no longer in service.",
        "45 minutes, and 0 for the agent",
    ):
        assertContains(shown, said)


def test_a_waived_rule_is_said_as_it_was_then(window, agency, clara, stopped_clock):
    stopped_clock.moment = at(date(2026, 3, 9), 9)
    row = agents.book_for(
        topic="information",
        channel="on_site",
        agency_ids=[agency.pk],
        starts_at=at(date(2026, 3, 9), 9, 30),
        applicant=visitor(),
        language="en",
        by=clara,
    )
    TopicOffer.objects.update(notice_minutes=0)
    assertContains(window.get(page(row)), "An agent waived a rule: This time is too close.")
    assertContains(window.get(page(row)), "9 March 2026, 11:00 on")


@pytest.mark.parametrize("closed", ["closure", "holiday"])
def test_whatever_was_waived_has_its_sentence(window, agency, clara, stopped_clock, closed):
    day = date(2026, 4, 6) if closed == "holiday" else date(2026, 3, 10)
    row = AppointmentFactory(agency=agency, starts_at=at(day, 9), left_to_agent=True)
    if closed == "closure":
        ClosureFactory(agency=agency, day=day, reason="A pipe has burst")
    deciding.accept(row.pk, by=clara)
    expected = "Easter Monday" if closed == "holiday" else "A pipe has burst"
    shown = window.get(page(row))
    assertContains(shown, "An agent waived a rule:")
    assertContains(shown, expected)


def test_without_a_basis_the_page_says_so(window, agency):
    row = AppointmentFactory(agency=agency)
    assertContains(window.get(page(row)), "What the rules saw then was not written down.")


# -- any agency, topic, channel and moment -------------------------------------------------------


def explained(window, agency, day, clock_time, offered="information:on_site"):
    asked = {"offered": offered, "agency": agency.pk, "day": day.isoformat(), "time": clock_time}
    return window.get(f"{LIST}explain/", asked)


@pytest.mark.usefixtures("stopped_clock")
class TestEveryReason:
    @pytest.mark.parametrize(
        ("prepare", "asked", "sentence"),
        [
            (None, (date(2026, 4, 6), "09:00"), "The CNS is closed on this day: Easter Monday."),
            (
                lambda agency: ClosureFactory(agency=agency, day=date(2026, 3, 9), reason="Pipe"),
                (date(2026, 3, 9), "09:00"),
                "The agency is closed at this time: Pipe.",
            ),
            (None, (date(2026, 3, 9), "12:00"), "The agency is not open at this time."),
            (None, (date(2026, 3, 9), "09:05"), "No appointment starts at this time."),
            (None, (date(2026, 3, 2), "11:00"), "This time is too close."),
            (None, (date(2026, 8, 3), "09:00"), "This day is too far ahead."),
            (None, (date(2026, 3, 2), "09:00"), "This time is already over."),
            (None, (date(2026, 3, 9), "09:00"), "This time can be booked."),
            (
                lambda agency: TopicOffer.objects.update(active=False),
                (date(2026, 3, 9), "09:00"),
                "This topic is not offered in this way.",
            ),
            (
                lambda agency: Agency.objects.update(active=False),
                (date(2026, 3, 9), "09:00"),
                "This agency does not take appointments.",
            ),
            (
                lambda agency: Desk.objects.update(active=False),
                (date(2026, 3, 9), "09:00"),
                "The agency is not open at this time.",
            ),
        ],
    )
    def test_each_has_its_sentence(self, window, agency, prepare, asked, sentence):
        if prepare:
            prepare(agency)
        response = explained(window, agency, *asked)
        assert response.context["answer"].startswith(sentence)

    def test_bills_by_video_are_said_to_be_impossible(self, window, agency, monday):
        response = explained(window, agency, monday, "09:00", "reimbursement:video")
        assertContains(response, "Medical bills cannot be reimbursed during a video call.")
        assertContains(response, "not offered in this way")

    def test_when_all_desks_are_taken_it_says_by_whom(self, window, agency, monday):
        second = DeskFactory(agency=agency, position=2)
        row = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
        AppointmentFactory(desk=second, starts_at=at(monday, 9), held=True)
        response = explained(window, agency, monday, "09:00")
        assertContains(response, "Somebody else has just taken this time.")
        assertContains(response, f'<a href="{page(row)}">{row.procedure.reference}</a>')
        assertContains(response, "Kept for a few minutes")
        assertNotContains(response, row.participants.get().last_name)

    def test_a_moment_without_hours_of_today_uses_those_of_then(self, window, agency):
        agency.opening_hours.all().delete()
        open_weekly(
            agency,
            "on_site",
            (time(9), time(10)),
            valid_from=date(2025, 1, 1),
            valid_until=date(2025, 12, 31),
        )
        then = explained(window, agency, date(2025, 6, 2), "09:00")
        assertContains(then, "By these rows, it was offered then.")
        assertContains(then, "09:00–10:00")
        assertContains(then, "are not known")
        outside = explained(window, agency, date(2025, 6, 2), "11:00")
        assert outside.context["past"] == "The agency is not open at this time."
        before = explained(window, agency, date(2024, 6, 3), "09:00")
        assert before.context["past"] == "The agency is not open at this time."

    def test_special_hours_of_then_are_used(self, window, agency):
        SpecialOpeningFactory(agency=agency, day=date(2026, 2, 21))  # a Saturday
        response = explained(window, agency, date(2026, 2, 21), "09:00")
        assertContains(response, "By these rows, it was offered then.")

    def test_a_time_to_come_says_nothing_of_the_past(self, window, agency, monday):
        assertNotContains(explained(window, agency, monday, "09:00"), "Could it be booked then?")

    def test_an_appointment_that_was_agreed_for_the_moment_is_shown_with_its_basis(
        self, agent, agency, monday, stopped_clock
    ):
        row = confirmed(agency, at(monday, 9))
        ClosureFactory(agency=agency, day=monday)
        stopped_clock.moment += timedelta(days=30)
        window = window_of(agent)
        response = explained(window, agency, monday, "09:00")
        assertContains(response, row.procedure.reference)
        assertContains(response, "The rules allowed it.")
        assertContains(response, "The agency is closed at this time: Staff training.")
