"""The pages of the way to an appointment: their order, their guards, and what they keep."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal
from appointments.models import Appointment, TopicOffer
from tests.appointments.visitors import DETAILS, PERSON, STEPS, Visitor, address
from tests.factories import AccountFactory, AgencyFactory, InsuredPersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

ORDER = {
    "new": "topic",
    "topic": "channel",
    "channel": "agency",
    "agency": "time",
    "time": "details",
    "details": "check",
}


@pytest.fixture
def agency():
    return AgencyFactory(open=True, desks=2)


@pytest.fixture
def visitor(agency):
    return Visitor(agency)


@pytest.fixture
def signed_in(agency):
    client = Client()
    client.force_login(InsuredPersonFactory(signs_in=True).account)
    return Visitor(agency, client=client)


# -- the order of the pages -------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS[1:])
def test_without_consent_every_question_leads_to_the_start(visitor, step):
    assertRedirects(visitor.see(step), address("new"))
    assertRedirects(visitor.answer(step), address("new"))


@pytest.mark.parametrize("step", ORDER)
def test_each_answer_leads_to_the_next_question(visitor, step):
    visitor.arrive(step)
    assertRedirects(visitor.answer(step), address(ORDER[step]))


@pytest.mark.parametrize("step", ["topic", "channel", "agency", "time", "details"])
def test_a_later_question_waits_for_the_earlier_ones(visitor, step):
    visitor.arrive(step)
    for later in STEPS[STEPS.index(step) + 1 :]:
        if later == "person":
            continue
        assertRedirects(visitor.see(later), address(step), msg_prefix=later)
        assertRedirects(visitor.answer(later), address(step), msg_prefix=later)
    assert not Appointment.objects.filter(procedure__isnull=False).exists()


@pytest.mark.parametrize("step", [step for step in STEPS if step != "person"])
def test_an_earlier_question_shows_its_answer_again(visitor, step):
    visitor.arrive("check")
    page = visitor.see(step)
    assert page.status_code == 200
    shown = {
        "topic": 'value="information"',
        "channel": 'value="on_site"',
        "agency": f'value="{visitor.agency.slug}"',
        "time": f'value="{visitor.slot}"',
        "details": 'value="Visitor"',
    }.get(step)
    if shown:
        assertContains(page, shown)
        if step != "details":
            line = next(part for part in page.content.decode().split("<input") if shown in part)
            assert " checked" in line.split(">")[0]


def test_answers_changed_from_the_check_page_come_back_to_it(visitor):
    visitor.arrive("check")
    assertRedirects(visitor.answer("agency"), address("check"))
    assertRedirects(
        visitor.answer("details", data={**DETAILS, "phone": "691 000 111"}), address("check")
    )
    assertContains(visitor.see("check"), "691 000 111")


def test_a_video_call_asks_for_no_agency(agency):
    visitor = Visitor(agency, channel="video").arrive("time")
    assertRedirects(visitor.see("agency"), address("time"))
    assertRedirects(visitor.answer("time"), address("details"))


def test_a_booking_for_another_person_asks_who_it_is(visitor):
    visitor.arrive("details")
    assertRedirects(visitor.answer("details", for_whom="another"), address("person"))
    assertRedirects(visitor.see("check"), address("person"))
    assertRedirects(visitor.answer("person"), address("check"))
    assertContains(visitor.see("check"), "Paul Parent")


def test_a_booking_for_oneself_asks_for_nobody_else(visitor):
    visitor.arrive("check")
    assertRedirects(visitor.see("person"), address("check"))
    assertRedirects(visitor.answer("person"), address("check"))
    assert "concerned" not in visitor.draft


def test_the_way_with_authentication_goes_through_signing_in(visitor):
    response = visitor.answer("new", way="with")
    assertRedirects(
        response, f"/accounts/login/?next={address('topic')}", fetch_redirect_response=False
    )


def test_the_consent_is_asked_for(visitor):
    page = visitor.answer("new", data={"way": "without"})
    assertContains(page, "Without your agreement we cannot arrange an appointment online.")
    assert visitor.draft == {}


# -- combinations that are not offered ---------------------------------------------------------


def test_the_page_says_why_bills_are_not_reimbursed_by_video(agency):
    visitor = Visitor(agency, topic="reimbursement", channel="video").arrive("channel")
    assertContains(visitor.see("channel"), Refusal.NO_VIDEO_FOR_REIMBURSEMENT.label)
    page = visitor.answer("channel")
    assertContains(page, Refusal.NO_VIDEO_FOR_REIMBURSEMENT.label)
    assert "channel" not in visitor.draft


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("topic", {"topic": "weather"}),
        ("topic", {}),
        ("channel", {"channel": "carrier pigeon"}),
        ("agency", {"agency": "atlantis"}),
        ("agency", {"agency": "any\0"}),
        ("time", {}),
        ("time", {"slot": "nonsense"}),
    ],
)
def test_an_answer_that_is_no_answer_gets_a_sentence(visitor, step, data):
    visitor.arrive(step)
    page = visitor.answer(step, data=data)
    assertContains(page, "There is a problem")
    assert step not in visitor.draft


def test_a_topic_changed_to_bills_asks_again_how_and_when(agency):
    visitor = Visitor(agency, channel="video").arrive("check")
    assertRedirects(visitor.answer("topic", topic="reimbursement"), address("channel"))
    assertRedirects(visitor.see("check"), address("channel"))
    assert not Appointment.objects.filter(status="held").exists(), "the old time is given back"


def test_a_topic_in_the_address_changes_the_question_as_a_typed_one_does(agency):
    """A link "book for bills" followed in the middle of another booking."""
    visitor = Visitor(agency, channel="video").arrive("check")
    response = visitor.client.post(
        f"{address('new')}?topic=reimbursement", {"way": "without", "consent": "on"}
    )
    assertRedirects(response, address("channel"))
    assert not Appointment.objects.filter(status="held").exists()


def test_a_topic_in_the_address_is_chosen_already(visitor):
    response = visitor.client.post(
        f"{address('new')}?topic=reimbursement", {"way": "without", "consent": "on"}
    )
    assertRedirects(response, address("channel"))
    assert visitor.draft["topic"] == "reimbursement"


@pytest.mark.parametrize("step", ["agency", "time"])
@pytest.mark.parametrize("method", ["see", "answer"])
def test_a_channel_withdrawn_meanwhile_is_asked_again(visitor, step, method):
    """Staff switch the offer off while somebody is on the way."""
    visitor.arrive(step)
    TopicOffer.objects.filter(topic="information", channel="on_site").update(active=False)
    assertRedirects(getattr(visitor, method)(step), address("channel"))
    assertContains(visitor.see("channel"), Refusal.NOT_OFFERED.label)
    assert visitor.draft["topic"] == "information"


def test_a_topic_withdrawn_meanwhile_is_asked_again(visitor):
    visitor.arrive("time")
    TopicOffer.objects.filter(topic="information").update(active=False)
    assertRedirects(visitor.answer("time"), address("topic"))
    page = visitor.see("topic")
    assertContains(page, "No appointments are offered for this topic at the moment.")


def test_an_agency_closed_for_good_meanwhile_is_asked_again(visitor):
    visitor.arrive("time")
    visitor.agency.active = False
    visitor.agency.save()
    assertContains(visitor.see("time"), "Nothing is free in these days")
    assertContains(visitor.answer("time"), Refusal.AGENCY_UNKNOWN.label)


# -- who is signed in -------------------------------------------------------------------------


def test_signed_in_the_details_are_filled_in(signed_in):
    signed_in.arrive("details")
    page = signed_in.see("details")
    assertContains(page, "@people.example")
    assertNotContains(page, "Copy of your identity card")
    assertRedirects(signed_in.answer("details"), address("check"))


def test_signing_in_on_the_way_asks_the_details_anew(visitor):
    visitor.arrive("check")
    visitor.client.force_login(InsuredPersonFactory(signs_in=True).account)
    assertRedirects(visitor.see("check"), address("details"))
    assertContains(visitor.see("details"), DETAILS["question"])
    assertRedirects(visitor.answer("details"), address("check"))


def test_an_account_without_a_file_books_like_a_visitor(agency):
    """An agent tries out the pages, or somebody whose identity is not known to the CNS."""
    client = Client()
    client.force_login(AccountFactory(agent=True))
    visitor = Visitor(agency, client=client).arrive("details")
    assertContains(visitor.see("details"), "Copy of your identity card")
    assertRedirects(visitor.answer("details"), address("check"))
    visitor.answer("check")
    assert not visitor.sent().signed_in


def test_what_was_typed_about_another_person_is_kept_with_an_error(visitor):
    visitor.arrive("details")
    visitor.answer("details", for_whom="another")
    page = visitor.answer("person", birth_date="31/2/1950")
    assertContains(page, "Enter a real date")
    assertContains(page, PERSON["last_name"])
    assertContains(visitor.see("person"), PERSON["last_name"])
    assertRedirects(visitor.see("check"), address("person"))
