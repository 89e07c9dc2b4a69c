"""The agents' day as a page: what it shows to whom, what its buttons do, what it costs."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Desk, DeskShift
from appointments.selectors import day
from appointments.services import serving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from tests.appointments.agents import agent_of, window_of
from tests.appointments.days import agent_at, desk, many_days_like, somebody, today_at
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    InsuredPersonFactory,
    VideoCallFactory,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]
DAY = "/admin/appointments/appointment/day/"
S = Status


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Esch", open=True, desks=2)


def act(window, verb, appointment):
    """Press a button; the page that follows."""
    where = reverse(f"admin:appointments_appointment_day_{verb}", args=[appointment.pk])
    return window.post(where, follow=True)


def text_of(answer) -> str:
    words = re.sub(r"<[^>]*>", " ", answer.content.decode().partition("<main")[2])
    return " ".join(unescape(words).split())


def buttons(answer) -> set[str]:
    """The ids of the buttons."""
    return set(re.findall(r'<button[^>]* id="([\w-]+)"', answer.content.decode()))


# -- what is shown ------------------------------------------------------------------------------


def test_everybody_of_the_day_stands_in_one_list_with_what_matters(agency, window, stopped_clock):
    named = lambda name: visitor(first_name=name, last_name="Muster")  # noqa: E731
    somebody(agency, S.CHECKED_IN, today_at(10, 15), applicant=named("Wanda"))
    somebody(agency, S.CONFIRMED, today_at(9, 50), minutes=10, applicant=named("Lars"))
    coming = somebody(agency, S.CONFIRMED, today_at(14), applicant=named("Karin"))
    somebody(agency, S.MISSED, today_at(9), applicant=named("Max"))
    somebody(agency, S.STARTED, today_at(9, 30), called_to=desk(agency, 2), applicant=named("Sven"))
    somebody(agency, S.CANCELLED, today_at(11), applicant=named("Carla"))
    stopped_clock.advance(minutes=7)
    shown = text_of(window.get(DAY))
    assert "Waiting (1)" in shown
    assert "Late (1)" in shown
    assert "Coming later (1)" in shown
    assert "Over (1)" in shown
    assert "1 Wanda Muster" in shown
    assert "waiting for 7 minutes (since 10:00)" in shown
    assert "17 minutes late" in shown
    assert "Lars Muster" in shown
    assert coming.procedure.reference in shown
    assert "Information – documents · 15 minutes" in shown
    assert "Carla" not in shown
    desks = shown[shown.index("Desk 2 : free") :]
    assert desks.index("Sven") < desks.index("Waiting (1)")


def test_nobody_vanishes_with_a_desk_that_goes_out_of_service(agency, window):
    colleague = agent_at(desk(agency, 2))
    somebody(agency, S.CHECKED_IN, today_at(9, 45), applicant=visitor(first_name="Sven"))
    served = serving.call_next(by=colleague)
    Desk.objects.filter(pk=desk(agency, 2).pk).update(active=False)
    shown = window.get(DAY)
    assert "(out of service)" in text_of(shown)
    assert "Sven" in text_of(shown)
    assert f"take-{desk(agency, 2).pk}" not in shown.content.decode()
    theirs = window_of(colleague.actor)
    assert "Your desk: Desk 2" in text_of(theirs.get(DAY))
    serving.leave_desk(by=colleague)
    assert f"finish-{served.pk}" in buttons(window.get(DAY))
    act(window, "finish", served)
    assert "Desk 2" not in text_of(window.get(DAY)).partition("Waiting (")[0]


def test_being_served_counts_from_the_start_and_called_from_the_call(agency, stopped_clock):
    anne = agent_at(desk(agency))
    somebody(agency, S.CHECKED_IN, today_at(9, 45))
    window = window_of(anne.actor)
    called = serving.call_next(by=anne)
    stopped_clock.advance(minutes=2)
    assert "Called 2 minutes ago (since 10:00)" in text_of(window.get(DAY))
    serving.start(called.pk, by=anne)
    stopped_clock.advance(minutes=3)
    assert "Being served for 3 minutes (since 10:02)" in text_of(window.get(DAY))


def test_the_list_is_in_the_order_of_calling_and_marks_who_is_next(agency):
    late = somebody(agency, S.CHECKED_IN, today_at(9, 30), desk=desk(agency, 2))
    somebody(agency, S.CHECKED_IN, today_at(9, 45), desk=desk(agency, 2))
    own = somebody(agency, S.CHECKED_IN, today_at(10))
    page = window_of(agent_at(desk(agency)).actor).get(DAY)
    lines = re.findall(r'id="line-(\d+)"', page.content.decode())
    assert lines[0] == str(late.pk)
    marked = re.search(r'person--next">.*?id="line-(\d+)"', page.content.decode(), re.DOTALL)
    assert marked[1] == str(own.pk)


def test_calls_stand_there_too_with_who_waits(agency, window, stopped_clock):
    video = agency.desks.get(channel="video")
    here = somebody(agency, S.CHECKED_IN, today_at(10), desk=video, channel="video")
    VideoCallFactory(appointment=here, waiting_since=stopped_clock.moment - timedelta(minutes=6))
    served = somebody(agency, S.STARTED, today_at(9, 30), desk=video, channel="video")
    page = window.get(DAY)
    shown = text_of(page)
    assert "waiting for 6 minutes" in shown
    assert "Video calls now" in shown
    assert shown.count("Open the call") == 2
    assert not {f"call-{here.pk}", f"finish-{served.pk}"} & buttons(page)


def test_only_the_days_own_people(agency, agent, stopped_clock):
    somebody(agency, S.CONFIRMED, today_at(14))
    stopped_clock.advance(days=1)
    assert "Coming later (0)" in text_of(window_of(agent).get(DAY))


# -- who sees what ------------------------------------------------------------------------------


def test_another_agencys_agent_finds_nothing(agency):
    person = somebody(agency, S.CHECKED_IN)
    stranger = window_of(agent_of(AgencyFactory(open=True)))
    assert stranger.get(f"{DAY}?agency={agency.pk}").status_code == 404
    assert stranger.get(f"{DAY}walk-in/?agency={agency.pk}").status_code == 404
    for method in ("get", "post"):
        asked = getattr(stranger, method)
        assert asked(f"{DAY}desks/{desk(agency).pk}/").status_code == 404
        for verb in ("arrive", "call", "start", "finish", "finish_next", "again", "wait", "miss"):
            where = reverse(f"admin:appointments_appointment_day_{verb}", args=[person.pk])
            assert asked(where).status_code == 404
    assert person.procedure.reference not in stranger.get(DAY).content.decode()
    person.refresh_from_db()
    assert person.status == S.CHECKED_IN


@pytest.mark.parametrize("path", ["", "next/", "leave/", "walk-in/"])
def test_an_insured_person_never(agency, path):
    client = Client()
    client.force_login(InsuredPersonFactory(signs_in=True).account)
    for method in ("get", "post"):
        answer = getattr(client, method)(DAY + path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_who_may_only_read_has_no_buttons(agency):
    reader = AccountFactory(agent=True, agencies=[agency])
    reader.user_permissions.add(Permission.objects.get(codename="view_appointment"))
    person, window = somebody(agency, S.CHECKED_IN), window_of(reader)
    page = window.get(DAY)
    assert person.procedure.reference in text_of(page)
    assert buttons(page) <= {"toggle-nav-sidebar"}
    assert "day-acts" not in page.content.decode()
    for path in (f"desks/{desk(agency).pk}/", "next/", "leave/", "walk-in/"):
        assert window.post(DAY + path).status_code == 404
    assert act(window, "miss", person).status_code == 404


def test_several_agencies_one_at_a_time_the_desks_first(agency):
    other = AgencyFactory(name="Wiltz", open=True)
    by = By.agent(agent_of(agency, other))
    window = window_of(by.actor)
    assert "The day at Esch" in text_of(window.get(DAY))
    serving.take_desk(desk(other).pk, by=by)
    assert "The day at Wiltz" in text_of(window.get(DAY))
    assert "The day at Esch" in text_of(window.get(f"{DAY}?agency={agency.pk}"))
    assert window.get(f"{DAY}?agency=x").status_code == 404


def test_without_an_agency_it_says_so():
    window = window_of(agent_of())
    assert "No agency is assigned to you." in text_of(window.get(DAY))
    assert window.post(f"{DAY}next/", follow=True).status_code == 200


def test_reading_is_recorded_once_for_a_page_that_refreshes_itself(agency, agent, window):
    somebody(agency, S.CHECKED_IN)
    seen = AuditEntry.objects.filter(purpose="appointments.day", actor=agent)
    page = window.get(DAY).content.decode()
    assert seen.count() == 1
    part = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert window.get(part).status_code == 204
    somebody(agency, S.CHECKED_IN, today_at(10, 15))
    assert window.get(part).status_code == 200
    assert window.get(part).status_code == 200
    assert seen.count() == 2  # only who has come into it since
    window.get(DAY)
    assert seen.count() == 4


def test_the_refreshed_part_says_who_has_arrived(agency, window, stopped_clock):
    part = re.search(r'hx-get="([^"]+)"', window.get(DAY).content.decode())[1]
    stopped_clock.advance(seconds=4)
    somebody(agency, S.CHECKED_IN)
    answer = window.get(part.replace("&amp;", "&"))
    assert answer["X-Day"] == "new"
    assert "1 new arrival. Ticket: 1" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("since", ["", "x", "nan", "inf", "1e400", "-9" * 30])
def test_any_word_for_the_moment_is_survived(agency, window, since):
    somebody(agency, S.CHECKED_IN)
    assert window.get(DAY, {"part": 1, "since": since}).status_code == 200


def test_the_cost_does_not_grow_with_the_people(agency):
    anne = agent_at(desk(agency))
    window = window_of(anne.actor)

    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert window.get(address).status_code == 200
        return len(queries)

    for n, status in enumerate((S.CHECKED_IN, S.STARTED, S.CONFIRMED, S.COMPLETED)):
        somebody(agency, status, today_at(8 + n, 30), called_to=desk(agency, 2))
    cost(DAY)
    few = cost(DAY)
    for number in range(12):
        starts = today_at(13) + timedelta(minutes=5 * number)
        somebody(
            agency, S.CHECKED_IN, starts, minutes=5, person=InsuredPersonFactory(signs_in=True)
        )
    assert cost(DAY) == few
    assert few <= 26


def test_indexes_find_the_day_and_who_is_at_a_desk(agency, agent):
    many_days_like(somebody(agency, S.CONFIRMED, today_at(9)), count=600)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE appointments_appointment")
        cursor.execute("SET LOCAL enable_seqscan = off")
    people = day.of_the_day(agent, agency.pk, clock.today()).explain()
    assert "appointment_agenda" in people or "appointment_taken_times" in people
    the_desk = desk(agency)
    with CaptureQueriesContext(connection) as asked:
        day.is_busy(the_desk, clock.today())
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "appointment_agenda" in plan or "appointment_taken_times" in plan


# -- what the buttons do ------------------------------------------------------------------------


def test_from_arriving_to_finishing(agency):
    person = somebody(agency, S.CONFIRMED, today_at(10, 15))
    window = window_of(agent_of(agency))
    assert "The arrival is noted." in text_of(act(window, "arrive", person))
    answer = window.post(f"{DAY}desks/{desk(agency).pk}/", follow=True)
    assert "You receive people at Desk 1." in text_of(answer)
    answer = window.post(f"{DAY}next/", follow=True)
    assert "Ticket 1 is called to Desk 1." in text_of(answer)
    assert answer.redirect_chain[-1][0].endswith("#my-desk")
    assert buttons(answer) >= {f"start-{person.pk}", f"again-{person.pk}", f"wait-{person.pk}"}
    assert "Called once more." in text_of(act(window, "again", person))
    assert "Begun." in text_of(act(window, "start", person))
    assert "Finished. Nobody is waiting." in text_of(act(window, "finish_next", person))
    person.refresh_from_db()
    assert person.status == S.COMPLETED


def test_a_button_pressed_too_late_says_why(agency):
    person = somebody(agency, S.COMPLETED)
    window = window_of(agent_at(desk(agency)).actor)
    assert str(Refusal.NOT_POSSIBLE.label) in text_of(act(window, "finish", person))
    assert str(Refusal.NOBODY_WAITS.label) in text_of(window.post(f"{DAY}next/", follow=True))


def test_looking_does_nothing(agency):
    person = somebody(agency, S.CHECKED_IN)
    window = window_of(agent_at(desk(agency)).actor)
    for path in ("next/", "leave/"):
        assert window.get(DAY + path).status_code == 405
    where = reverse("admin:appointments_appointment_day_call", args=[person.pk])
    assert window.get(where).status_code == 405
    window.get(f"{DAY}desks/{desk(agency, 2).pk}/")
    assert DeskShift.objects.count() == 1
    person.refresh_from_db()
    assert person.status == S.CHECKED_IN


def test_a_form_without_its_token_is_refused(agency):
    client = Client(enforce_csrf_checks=True)
    client.cookies = window_of(agent_at(desk(agency)).actor).cookies
    assert client.post(f"{DAY}next/").status_code == 403


def test_a_colleagues_person_is_theirs_until_the_desk_is_left(agency):
    anne = agent_at(desk(agency))
    person = somebody(agency, S.CALLED, served_by=anne.actor)
    window = window_of(agent_of(agency))
    assert not {f"wait-{person.pk}", f"finish-{person.pk}"} & buttons(window.get(DAY))
    serving.leave_desk(by=anne)
    assert {f"wait-{person.pk}", f"finish-{person.pk}"} <= buttons(window.get(DAY))


def test_a_desk_is_taken_over_after_a_question_that_names_the_colleague(agency):
    anne = agent_at(desk(agency))
    bea = agent_of(agency)
    window, where = window_of(bea), f"{DAY}desks/{desk(agency).pk}/"
    assert "Take over Desk 1" in text_of(window.get(DAY))
    question = window.get(where)
    assert str(anne.actor) in text_of(question)
    said = window.post(where)  # without the colleague's name: nothing happens
    assert str(Refusal.DESK_TAKEN.label) in text_of(said)
    instead = re.search(r'name="instead" value="(\d+)"', question.content.decode())[1]
    for nonsense in ("x", "9" * 40, "-1", "\u0662"):
        assert window.post(where, {"instead": nonsense}).status_code == 200
    answer = window.post(where, {"instead": instead}, follow=True)
    assert "Your desk: Desk 1" in text_of(answer)
    assert "Your desk Choose the desk" in text_of(window_of(anne.actor).get(DAY))


def test_leaving_a_desk(agency):
    anne = agent_at(desk(agency))
    window = window_of(anne.actor)
    assert "You have left Desk 1." in text_of(window.post(f"{DAY}leave/", follow=True))
    assert "You are at no desk." in text_of(window.post(f"{DAY}leave/", follow=True))


# -- the pages around it ------------------------------------------------------------------------


def test_it_is_found_from_the_agenda_the_first_page_and_the_list(agency, window):
    somebody(agency, S.CHECKED_IN)
    assert DAY in window.get("/admin/appointments/appointment/").content.decode()
    index = window.get("/admin/")
    assert index.content.decode().count(f'href="{DAY}"') >= 2
    assert "1 Waiting to be served now" in text_of(index)
    assert DAY in window.get("/admin/appointments/").content.decode()


def test_the_agenda_shows_who_is_called_or_served(agency, window):
    called, served = somebody(agency, S.CALLED), somebody(agency, S.STARTED, today_at(9))
    page = window.get("/admin/appointments/appointment/").content.decode()
    assert called.procedure.reference in page
    assert served.procedure.reference in page
    only = window.get("/admin/appointments/appointment/?status=called").content.decode()
    assert called.procedure.reference in only
    assert served.procedure.reference not in only


@pytest.mark.parametrize("status", [S.CALLED, S.STARTED])
def test_the_appointments_page_knows_who_is_at_a_desk(agency, window, status):
    person = somebody(agency, status)
    page = window.get(f"/admin/appointments/appointment/{person.pk}/change/").content.decode()
    assert f"/{person.pk}/completed/" in page
    assert f"/{person.pk}/arrived/" not in page
    window.post(f"/admin/appointments/appointment/{person.pk}/completed/")
    assert Appointment.objects.get(pk=person.pk).status == S.COMPLETED


def test_an_index_finds_who_was_expected_and_has_not_come(agency):
    many_days_like(somebody(agency, S.CONFIRMED, today_at(9)), count=600)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE appointments_appointment")
        cursor.execute("SET LOCAL enable_seqscan = off")
    late = Appointment.objects.filter(
        status=S.CONFIRMED, starts_at__lte=today_at(10), starts_at__gt=today_at(8)
    )
    assert "appointment_expected" in late.order_by("starts_at").explain()
