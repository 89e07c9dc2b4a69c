"""Before hours, desks, special openings or closures are saved: whom it touches, and what then."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import ConflictState, Status
from appointments.models import (
    Agency,
    Appointment,
    Closure,
    Conflict,
    Desk,
    OpeningHours,
    Replanning,
    ReplanningStep,
    SpecialOpening,
    TopicOffer,
)
from appointments.selectors import plans
from appointments.services import cancelling, reviewing
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from tests.appointments.agents import LIST, agent_of, page, window_of
from tests.appointments.test_admin_hours import agency_page, hours_of
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    SpecialOpeningFactory,
    at,
    visitor,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offers")]

DAY = working_day(after=clock.today(), count=3)
CLOSURES = "/admin/appointments/closure/"
SPECIAL = "/admin/appointments/specialopening/"
MOVE = {"plan-treatment": "move", "plan-ready": "closing"}
CANCEL = {"plan-treatment": "cancel", "plan-ready": "closing"}
KEEP = {"plan-treatment": "keep"}


@pytest.fixture
def supervisor():
    return window_of(AccountFactory(supervisor=True))


@pytest.fixture
def touched(agency):
    applicant = visitor(first_name="Vera", last_name="Touched")
    return AppointmentFactory(agency=agency, starts_at=at(DAY, 13), applicant=applicant)


@pytest.fixture
def closing(agency):
    """A closure of the afternoon, as the form sends it."""
    return {
        "day": DAY.isoformat(), "agency": agency.pk, "channel": "", "reason": "Training",
        "from_time": "12:00", "until_time": "17:00",
    }  # fmt: skip


def answer(window, address, sent, question, **chosen):
    """What the browser sends from the question page."""
    form = question.context["form"]
    own = {"plan-question": str(form.question), "plan-seen": form.seen}
    carried = {field.name: field.value for field in form.carried}
    assert carried.items() >= {key: str(value) for key, value in sent.items()}.items()
    return window.post(address, {**carried, **own, **chosen})


def asked(response):
    assert response.status_code == 200
    assert "touched-heading" in response.content.decode()
    return [row["appointment"].pk for row in response.context["rows"]]


def done(response):
    """The page that says what became of each."""
    decision = Replanning.objects.latest("pk")
    address = reverse("admin:appointments_appointment_replanned", args=[decision.public_id])
    assertRedirects(response, address, fetch_redirect_response=False)
    return address


def fresh(appointment):
    return Appointment.objects.get(pk=appointment.pk)


# -- one mechanism for all kinds ----------------------------------------------------------------


def hours_sent(agency, **changed):
    """The agency's page with the afternoons opening at another time."""
    rows = list(agency.opening_hours.all())
    sent = hours_of(agency, existing=rows)
    for number, row in enumerate(rows):
        if (row.channel, row.opens_at) == ("on_site", time(13)):
            sent |= {f"opening_hours-{number}-{name}": value for name, value in changed.items()}
    return sent


def desks_sent(agency, **changed):
    """The agency's page with something else about its first desk."""
    desk = Desk.objects.filter(agency=agency, channel="on_site").order_by("position")[0]
    row = {
        "id": desk.pk, "agency": agency.pk, "channel": desk.channel, "name": desk.name,
        "position": desk.position, "active": "on", **changed,
    }  # fmt: skip
    sent = {key: value for key, value in hours_of(agency).items() if "desks-" not in key}
    sent |= {"desks-TOTAL_FORMS": 1, "desks-INITIAL_FORMS": 1}
    return sent | {f"desks-0-{name}": value for name, value in row.items() if value != ""}


def stays_open(agency):
    return Closure.objects.count() + SpecialOpening.objects.count() == 0


CHANGES = {
    "closure": lambda agency: (
        f"{CLOSURES}add/",
        {
            "day": DAY.isoformat(), "agency": agency.pk, "channel": "", "reason": "Training",
            "from_time": "13:00", "until_time": "14:00",
        },
    ),
    "special opening": lambda agency: (
        f"{SPECIAL}add/",
        {
            "agency": agency.pk, "channel": "on_site", "day": DAY.isoformat(),
            "opens_at": "08:30", "closes_at": "11:30",
        },
    ),
    "later hours": lambda agency: (agency_page(agency), hours_sent(agency, opens_at="14:00")),
    "hours that end": lambda agency: (
        agency_page(agency), hours_sent(agency, valid_until=clock.today().isoformat()),
    ),
    "deleted hours": lambda agency: (agency_page(agency), hours_sent(agency, DELETE="on")),
    "no desk served": lambda agency: (agency_page(agency), hours_sent(agency, desks="0")),
    "desk out of service": lambda agency: (agency_page(agency), desks_sent(agency, active="")),
}  # fmt: skip


def rows_of(agency):
    tables = (OpeningHours, Desk, Closure, SpecialOpening)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("change", CHANGES)
def test_whom_a_change_touches_is_asked_before_anything_is_saved(window, agency, touched, change):
    stays = AppointmentFactory(agency=agency, starts_at=at(DAY, 13), video=True)
    if change == "closure":
        cancelling.cancel(stays.pk, by=By.visitor())
    AppointmentFactory(agency=agency, cancelled=True, starts_at=at(DAY, 14))
    AppointmentFactory(starts_at=at(DAY, 13))
    address, sent = CHANGES[change](agency)
    before = rows_of(agency)
    audited = AuditEntry.objects.exclude(kind="view").count()
    question = window.post(address, sent)
    assert asked(question) == [touched.pk]
    assertContains(question, "<h1>1 appointment no longer fits after this change</h1>")
    assertContains(question, "Vera Touched")
    assertContains(question, "Information – documents")
    assertContains(question, page(touched))
    assertNotContains(question, "errornote")
    assert rows_of(agency) == before
    assert AuditEntry.objects.exclude(kind="view").count() == audited
    seen = AuditEntry.objects.filter(purpose="appointments.plan_change")
    assert [entry.subject_id for entry in seen] == [str(touched.pk)]
    result = answer(window, address, sent, question, **KEEP)
    done(result)
    assert rows_of(agency) != before
    assert fresh(touched).status == Status.CONFIRMED
    assert Conflict.objects.get().state == ConflictState.KEPT


def test_a_deleted_special_opening_is_asked_about_on_its_own_page(window, agency):
    saturday = DAY + timedelta(days=5 - DAY.weekday())
    row = SpecialOpeningFactory(agency=agency, day=saturday)
    left = AppointmentFactory(agency=agency, starts_at=at(saturday, 9))
    address = f"{SPECIAL}{row.pk}/delete/"
    question = window.post(address, {"post": "yes"})
    assert asked(question) == [left.pk]
    assertContains(question, "Delete, and do this")
    assert SpecialOpening.objects.exists()
    assertRedirects(
        window.post(address, {"post": "yes", "_back": "Back"}), f"{SPECIAL}{row.pk}/change/"
    )
    done(answer(window, address, {"post": "yes"}, question, **MOVE))
    assert not SpecialOpening.objects.exists()
    assert fresh(left).status == Status.MOVED


def test_an_agency_or_a_topic_taken_out_is_asked_about_as_well(supervisor, agency, touched):
    sent = hours_of(agency)
    del sent["active"]
    assert asked(supervisor.post(agency_page(agency), sent)) == [touched.pk]
    offer = TopicOffer.objects.get(topic="information", channel="on_site")
    address = reverse("admin:appointments_topicoffer_change", args=[offer.pk])
    sent = {
        "topic": offer.topic, "channel": offer.channel, "slot_minutes": 15, "buffer_minutes": 0,
        "notice_minutes": 120, "horizon_days": 60,
    }  # fmt: skip
    assert asked(supervisor.post(address, sent)) == [touched.pk]
    assert Agency.objects.get(pk=agency.pk).active
    assert TopicOffer.objects.get(pk=offer.pk).active


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"from_time": "08:30", "until_time": "12:00"},
        {"channel": "video"},
        {"day": (DAY + timedelta(days=7)).isoformat()},
    ],
)
def test_what_touches_nobody_is_saved_at_once(window, touched, closing, elsewhere):
    response = window.post(f"{CLOSURES}add/", {**closing, **elsewhere})
    assertRedirects(response, CLOSURES)
    assert Closure.objects.count() == 1
    assert not Replanning.objects.exists()


def test_what_did_not_fit_before_is_not_asked_about(window, agency, touched, closing):
    ClosureFactory(agency=agency, day=DAY)
    assertRedirects(window.post(f"{CLOSURES}add/", closing), CLOSURES)


def test_a_change_that_only_concerns_words_asks_nothing(window, agency, touched, closing):
    closure = ClosureFactory(agency=agency, day=DAY, from_time=time(12), until_time=time(17))
    address = f"{CLOSURES}{closure.pk}/change/"
    assertRedirects(window.post(address, {**closing, "reason": "Other words"}), CLOSURES)


def test_an_error_is_said_before_anything_is_asked(window, touched, closing):
    response = window.post(f"{CLOSURES}add/", {**closing, "reason": ""})
    assertContains(response, "orrect the error")
    assertNotContains(response, "touched-heading")


# -- the answer ---------------------------------------------------------------------------------


def test_all_are_moved_and_told_and_the_page_says_what_became_of_each(window, touched, closing):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    assert not Email.objects.exists()
    results = done(answer(window, address, closing, question, **MOVE))
    new = Appointment.objects.get(rescheduled_from=touched)
    assert new.starts_at == at(DAY, 11, 15)
    told = Email.objects.get(recipient=new.participants.get().email)
    assert "The agency has to close at this time. We apologise." in told.text_body
    response = window.get(results)
    assertContains(response, "Everything is done.")
    assertContains(response, "Moved; the person is being told")
    assertContains(response, "11:15")
    assertNotContains(response, "Touched</bdi>")
    assert window.get(results).status_code == 200


def test_one_of_them_otherwise_than_the_rest(window, agency, touched, closing):
    other = AppointmentFactory(agency=agency, starts_at=at(DAY, 14))
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    chosen = {**CANCEL, f"plan-one-{other.pk}": "keep"}
    done(answer(window, address, closing, question, **chosen))
    assert [fresh(one).status for one in (touched, other)] == [
        Status.CANCELLED,
        Status.CONFIRMED,
    ]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "Choose what becomes of these appointments."),
        ({"plan-treatment": "burn"}, "Select a valid choice"),
        ({"plan-treatment": "move"}, "Choose a ready sentence, or write a reason below."),
        (
            {"plan-treatment": "cancel", "plan-ready": "own-words", "plan-reason": " "},
            "Write a reason: the person reads it.",
        ),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed_and_saves_nothing(
    window, touched, closing, chosen, sentence
):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    response = answer(window, address, closing, question, **chosen)
    assertContains(response, sentence)
    assert not Closure.objects.exists()
    again = answer(window, address, closing, response, **CANCEL)
    done(again)
    assert Closure.objects.get().reason == "Training"


def test_a_reason_for_one_is_asked_also_when_the_rest_is_kept(window, touched, closing):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    chosen = {**KEEP, f"plan-one-{touched.pk}": "cancel"}
    response = answer(window, address, closing, question, **chosen)
    assertContains(response, "Choose a ready sentence, or write a reason below.")
    typed = {**chosen, "plan-reason": "A pipe has burst."}
    done(answer(window, address, closing, response, **typed))
    assert fresh(touched).status == Status.CANCELLED


def test_going_back_keeps_what_was_typed(window, agency, touched, closing):
    question = window.post(f"{CLOSURES}add/", closing)
    carried = {field.name: field.value for field in question.context["form"].carried}
    response = window.post(f"{CLOSURES}add/", {**carried, "_back": "Back"})
    assertContains(response, 'value="Training"')
    assertNotContains(response, "errornote")
    assert not Closure.objects.exists()
    sent = hours_sent(agency, opens_at="14:00")
    window.post(agency_page(agency), sent)
    back = window.post(agency_page(agency), {**sent, "_back": "Back"})
    assertContains(back, 'value="14:00"', count=5)
    assertNotContains(back, "errornote")


def test_a_double_click_saves_and_tells_once(window, touched, closing):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    first = answer(window, address, closing, question, **MOVE)
    second = answer(window, address, closing, question, **MOVE)
    assert done(first) == done(second)
    assert Closure.objects.count() == Replanning.objects.count() == 1
    assert ReplanningStep.objects.count() == 1
    assert Appointment.objects.filter(rescheduled_from=touched).count() == 1


def test_a_booking_that_came_in_meanwhile_is_shown_and_not_lost(window, agency, touched, closing):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    late = AppointmentFactory(agency=agency, starts_at=at(DAY, 14))
    typed = {**MOVE, "plan-reason": "Typed with care."}
    again = answer(window, address, closing, question, **typed)
    assert asked(again) == [touched.pk, late.pk]
    assertContains(again, "1 appointment was booked since you were asked.")
    assertContains(again, "Typed with care.")
    assert [row["is_new"] for row in again.context["rows"]] == [False, True]
    assert not Closure.objects.exists()
    done(answer(window, address, closing, again, **typed))
    assert fresh(late).status == fresh(touched).status == Status.MOVED


def test_one_that_was_cancelled_meanwhile_is_no_reason_to_ask_again(
    window, agency, touched, closing
):
    other = AppointmentFactory(agency=agency, starts_at=at(DAY, 14))
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    cancelling.cancel(other.pk, by=By.visitor())
    done(answer(window, address, closing, question, **MOVE))
    assert list(ReplanningStep.objects.values_list("appointment", flat=True)) == [touched.pk]


def test_when_all_of_them_are_gone_it_is_simply_saved(window, touched, closing):
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    cancelling.cancel(touched.pk, by=By.visitor())
    assertRedirects(answer(window, address, closing, question, **MOVE), CLOSURES)
    assert Closure.objects.exists()


def test_a_long_list_is_cut_and_decided_about_as_a_whole(window, agency, closing, monkeypatch):
    from appointments.admin import answers

    monkeypatch.setattr(answers, "MOST_LISTED", 2)
    for minutes in (0, 15, 30, 45):
        AppointmentFactory(agency=agency, starts_at=at(DAY, 13, minutes))
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    assertContains(question, "and 2 more, for which the choice for all holds")
    assert len(asked(question)) == 2
    done(answer(window, address, closing, question, **CANCEL))
    assert Appointment.objects.filter(status=Status.CANCELLED).count() == 4


# -- who ----------------------------------------------------------------------------------------


def test_results_are_shown_to_whoever_decided_and_to_supervisors(
    window, agency, touched, closing, supervisor
):
    address = f"{CLOSURES}add/"
    results = done(answer(window, address, closing, window.post(address, closing), **KEEP))
    assert supervisor.get(results).status_code == 200
    assert window_of(agent_of(agency)).get(results).status_code == 404
    assert window_of(agent_of(AgencyFactory())).get(results).status_code == 404
    assert window.post(results).status_code == 405


def test_without_the_permission_to_act_one_may_only_keep(agency, touched, closing):
    from appointments.services.staff import ensure_agent_group

    account = agent_of(agency)
    group = ensure_agent_group()
    group.permissions.remove(*group.permissions.filter(codename="change_appointment"))
    window = window_of(account)
    address = f"{CLOSURES}add/"
    question = window.post(address, closing)
    assertNotContains(question, 'value="cancel"')
    response = answer(window, address, closing, question, **CANCEL)
    assertContains(response, "Select a valid choice")
    done(answer(window, address, closing, response, **KEEP))
    assert fresh(touched).status == Status.CONFIRMED


def test_a_closure_of_all_agencies_asks_about_all_of_them(supervisor, touched, closing):
    other = AppointmentFactory(starts_at=at(DAY, 13))
    question = supervisor.post(f"{CLOSURES}add/", {**closing, "agency": ""})
    assert set(asked(question)) == {touched.pk, other.pk}


def test_an_answer_to_a_question_nobody_asked_changes_nothing(window, touched, closing):
    forged = {**closing, **CANCEL, "plan-question": "not-a-uuid", "plan-seen": ""}
    assert asked(window.post(f"{CLOSURES}add/", forged)) == [touched.pk]
    assert not Closure.objects.exists()


# -- the review afterwards, and the agenda ------------------------------------------------------


def test_what_was_decided_is_not_found_by_the_review(
    window, agency, touched, closing, woken, django_capture_on_commit_callbacks
):
    address = f"{CLOSURES}add/"
    with django_capture_on_commit_callbacks(execute=True):
        answer(window, address, closing, window.post(address, closing), **KEEP)
    assert reviewing.REVIEW_TASK in woken
    reviewing.review_bookings()
    assert not Email.objects.filter(recipient=agency.email).exists()


def test_the_agenda_flags_filters_and_counts_what_is_outside(window, agency, touched, closing):
    fits = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    ClosureFactory(agency=agency, day=DAY, from_time=time(12), until_time=time(17))
    reviewing.review_bookings()
    listed = window.get(f"{LIST}?day=all")
    assertContains(listed, "Outside the hours", count=1)
    only = window.get(f"{LIST}?outside=open&status=all")
    assert [row.pk for row in only.context["cl"].result_list] == [touched.pk]
    glance = next(
        glance
        for glance in window.get("/admin/").context["glances"]
        if glance.label == "Outside the opening hours"
    )
    assert glance.count == 1
    assert [row.pk for row in window.get(glance.address).context["cl"].result_list] == [touched.pk]
    shown = window.get(page(touched))
    assertContains(shown, "Outside the hours; somebody has to decide:")
    assertContains(shown, page(touched, "keep"))
    assertNotContains(window.get(page(fits)), page(fits, "keep"))
    window.post(page(touched, "keep"))
    assertContains(window.get(page(touched)), "Kept all the same")
    assertNotContains(window.get(f"{LIST}?day=all"), "Outside the hours")
    assertContains(window.post(page(touched, "keep")), "This has already been decided.")


# -- what it costs ------------------------------------------------------------------------------


def test_the_question_costs_the_same_whatever_is_booked(
    agency, django_assert_num_queries, django_assert_max_num_queries
):
    def look():
        before = plans.snapshot(now=clock.now())
        ClosureFactory(agency=agency, day=DAY, from_time=time(12), until_time=time(13))
        plans.touched_since(before, now=clock.now())

    AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    with django_assert_max_num_queries(28) as few:
        look()
    DeskFactory(agency=agency, position=9)
    for hour in (9, 10, 11, 13, 14):
        AppointmentFactory(agency=agency, starts_at=at(DAY, hour, 15))
    with django_assert_num_queries(len(few.captured_queries)):
        look()
