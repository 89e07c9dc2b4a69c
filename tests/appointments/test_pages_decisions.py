"""Staff links about appointments outside the hours: looked at, decided once, and no more."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import ConflictState, Status
from appointments.models import Appointment, Conflict, Replanning, ReplanningStep
from appointments.notices import links, staff_links
from appointments.services import cancelling, moving, reviewing
from appointments.services.acting import By
from cns_portal.inbox.models import Email
from tests.appointments.linked import everything as of_links
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]

CLOSING = {"ready": "closing", "reason": ""}


def of_the_page(response) -> str:
    """What the page itself says: the search in the header is on every page."""
    return response.content.decode().split("<main")[1].split("</main>")[0]


@pytest.fixture
def person():
    return visitor(first_name="Vera", last_name="Visitor")


@pytest.fixture
def rows(agency, monday, person):
    """Three appointments of one desk's afternoon, which is closed."""
    found = [
        AppointmentFactory(
            agency=agency,
            starts_at=at(monday, 13, 15 * n),
            applicant=person if n == 0 else visitor(),
        )
        for n in range(3)
    ]
    ClosureFactory(agency=agency, day=monday, afternoon=True)
    reviewing.review_bookings()
    return found


def one(appointment) -> str:
    token = staff_links.token(staff_links.OneOutside(appointment.public_id, appointment.agency_id))
    return f"/a/{token}/"


def day(appointment, **columns) -> str:
    bound = {
        "agency_id": appointment.agency_id,
        "desk_id": appointment.desk_id,
        "day": appointment.starts_at.date(),
        **columns,
    }
    return f"/a/{staff_links.token(staff_links.DeskDay(**bound))}/"


def everything():
    tables = (Conflict, Replanning, ReplanningStep)
    return [*of_links(), *(list(table.objects.order_by("pk").values()) for table in tables)]


def fresh(appointment):
    return Appointment.objects.get(pk=appointment.pk)


def state(appointment):
    return Conflict.objects.get(appointment=appointment).state


def answer(client, address, decision, **words):
    """What a browser sends of the desk's day, with what was shown."""
    form = client.get(address).context["form"]
    seen = {name: form[name].value() for name in ("question", "seen")}
    return client.post(address, {**seen, "decision": decision, **CLOSING, **words})


# -- looking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [one, day])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client, rows, page, method):
    before = everything()
    response = getattr(client, method)(page(rows[0]))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert everything() == before


@pytest.mark.parametrize("page", [one, day])
def test_the_page_says_when_where_and_why_but_not_who_or_what_about(client, rows, page):
    response = client.get(page(rows[0]))
    for said in (rows[0].procedure.reference, rows[0].desk.name, "Staff training"):
        assertContains(response, said)
    for secret in ("Vera", "Visitor", "Information – documents"):
        assertNotContains(response, secret)


def test_the_links_of_the_e_mail_lead_to_these_pages(client, rows, agency):
    text = Email.objects.get(recipient=agency.email).text_body
    for address in (one(rows[0]), one(rows[2]), day(rows[0])):
        assert address in text


@pytest.mark.parametrize("page", [one, day])
def test_the_form_works_as_browsers_send_it(rows, page):
    """A page without a referrer sends its forms with `Origin: null`, and perhaps no cookies."""
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert answer_any(strict, page(rows[0]), "keep").status_code == 200
    assert state(rows[0]) == ConflictState.KEPT


def answer_any(client, address, decision):
    form = client.get(address).context["form"]
    seen = {name: form[name].value() for name in ("question", "seen") if name in form.fields}
    return client.post(address, {**seen, "decision": decision, **CLOSING})


# -- whose link ---------------------------------------------------------------------------------


def test_no_token_opens_what_another_is_for(client, rows):
    person_link = links.token(rows[0], links.Purpose.PERSON)
    mine = one(rows[0])
    assertContains(client.get(f"/a/{person_link}/"), "Your appointment with the CNS")
    for end in ("video/", "appointment.ics", "phone/", "move/"):
        assert client.get(f"{mine}{end}").status_code == 404, end
        assert client.get(f"{day(rows[0])}{end}").status_code == 404, end
    payload, _dot, signature = mine.removeprefix("/a/").removesuffix("/").partition(".")
    other_payload, _dot, other_signature = (
        day(rows[0]).removeprefix("/a/").removesuffix("/").partition(".")
    )
    for forged in (
        f"{payload}.{other_signature}", f"{other_payload}.{signature}", f"{payload}.x", payload,
    ):  # fmt: skip
        assert client.get(f"/a/{forged}/").status_code == 404
        assert client.post(f"/a/{forged}/", {"decision": "keep"}).status_code == 404


def test_a_link_for_another_agency_finds_nothing(client, rows):
    other = AgencyFactory(open=True)
    token = staff_links.token(staff_links.OneOutside(rows[0].public_id, other.pk))
    for address in (f"/a/{token}/", day(rows[0], agency_id=other.pk)):
        assert client.get(address).status_code == 404
        assert client.post(address, {"decision": "keep"}).status_code == 404


def test_an_appointment_that_moved_to_another_agency_is_no_longer_theirs(client, rows, monday):
    other = AgencyFactory(open=True)
    clara = By.agent(AccountFactory(supervisor=True))
    moving.move(rows[0].pk, agency_ids=[other.pk], starts_at=at(monday, 9), by=clara)
    before = everything()
    assert client.get(one(rows[0])).status_code == 404
    assert client.post(one(rows[0]), {"decision": "cancel", **CLOSING}).status_code == 404
    answer(client, day(rows[0]), "cancel")
    moved = Appointment.objects.get(rescheduled_from=rows[0])
    assert moved.status == Status.CONFIRMED
    assert everything() != before  # the others of that day were cancelled
    assert fresh(rows[1]).status == Status.CANCELLED


@pytest.mark.parametrize("page", [one, day])
def test_when_the_day_is_over_the_link_is_dead(client, rows, page, stopped_clock):
    stopped_clock.advance(days=8)
    assert client.get(page(rows[0])).status_code == 404
    assert client.post(page(rows[0]), {"decision": "keep"}).status_code == 404


def test_without_anything_found_a_genuine_token_shows_nothing(client, agency, monday):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    for address in (one(row), day(row)):
        assert client.get(address).status_code == 404


# -- one appointment ----------------------------------------------------------------------------


def test_kept_by_link_and_said_so_ever_after(client, rows):
    assertContains(client.post(one(rows[0]), {"decision": "keep"}), "Kept all the same")
    before = everything()
    for response in (
        client.get(one(rows[0])),
        client.post(one(rows[0]), {"decision": "cancel", **CLOSING}),
    ):
        assertContains(response, "Kept all the same")
        assert "<form" not in of_the_page(response)
    assert everything() == before
    assert Conflict.objects.get(appointment=rows[0]).closed_by is None


def test_moved_to_the_nearest_time_and_the_person_told(client, rows, monday, person):
    response = client.post(one(rows[0]), {"decision": "move", **CLOSING})
    new = Appointment.objects.get(rescheduled_from=rows[0])
    assert (new.starts_at, new.status) == (at(monday, 11, 15), Status.CONFIRMED)
    assertContains(response, "Now: Monday 9 March 2026, 11:15")
    told = Email.objects.get(recipient=person.email)
    assert "The agency has to close at this time." in told.text_body
    assert "Other times that are free now" in told.text_body
    before = everything()
    client.post(one(rows[0]), {"decision": "move", **CLOSING})
    assert everything() == before


def test_moved_to_a_time_that_was_chosen(client, rows, monday):
    form = client.get(one(rows[0])).context["form"]
    choices = [value for value, _label in form.fields["decision"].choices]
    assert len(choices) == 6
    client.post(one(rows[0]), {"decision": choices[3], **CLOSING})
    assert Appointment.objects.get(rescheduled_from=rows[0]).starts_at == at(monday, 11)


def test_a_chosen_time_that_somebody_has_taken_is_said_and_nothing_lost(client, rows, monday):
    form = client.get(one(rows[0])).context["form"]
    chosen = form.fields["decision"].choices[2][0]
    AppointmentFactory(agency=rows[0].agency, starts_at=at(monday, 11, 15))
    response = client.post(one(rows[0]), {"decision": chosen, **CLOSING})
    assertContains(response, "There is a problem")
    assert fresh(rows[0]).status == Status.CONFIRMED
    assert state(rows[0]) == ConflictState.OPEN


def test_cancelled_with_a_reason(client, rows, person):
    response = client.post(one(rows[0]), {"decision": "cancel", "reason": "A pipe has burst."})
    assertContains(response, "Cancelled")
    assert fresh(rows[0]).status == Status.CANCELLED
    assert "A pipe has burst." in Email.objects.get(recipient=person.email).text_body


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose what becomes of it."),
        ({"decision": "tomorrow"}, "Select a valid choice"),
        ({"decision": "to:2026-03-09T03:00", **CLOSING}, "Select a valid choice"),
        ({"decision": "move"}, "Choose a ready sentence, or write a reason below."),
        ({"decision": "cancel", "ready": "own-words"}, "Write a reason: the person reads it."),
    ],
)
def test_wrong_input_is_said_and_changes_nothing(client, rows, sent, sentence):
    before = everything()
    assertContains(client.post(one(rows[0]), sent), sentence)
    assert everything() == before


def test_what_the_person_cancelled_meanwhile_is_said(client, rows):
    cancelling.cancel(rows[0].pk, by=By.visitor())
    for response in (client.get(one(rows[0])), client.post(one(rows[0]), {"decision": "keep"})):
        assertContains(response, "Cancelled")
        assert "<form" not in of_the_page(response)
    assert state(rows[0]) == ConflictState.CANCELLED


# -- a desk's day -------------------------------------------------------------------------------


def test_all_of_a_desks_day_at_once(client, rows, monday):
    response = answer(client, day(rows[0]), "move")
    assert [fresh(row).status for row in rows] == [Status.MOVED] * 3
    assertContains(response, "Everything is decided here.")
    starts = {
        appointment.starts_at for appointment in Appointment.objects.filter(status="confirmed")
    }
    assert starts == {at(monday, 11, 15), at(monday, 11), at(monday, 10, 45)}


def test_the_same_answer_twice_is_one_answer(client, rows):
    address = day(rows[0])
    form = client.get(address).context["form"]
    sent = {
        "question": form["question"].value(), "seen": form["seen"].value(),
        "decision": "cancel", **CLOSING,
    }  # fmt: skip
    client.post(address, sent)
    before = everything()
    assertContains(client.post(address, sent), "Everything is decided here.")
    assert everything() == before


def test_what_was_decided_alone_is_left_alone_by_the_rest(client, rows):
    client.post(one(rows[0]), {"decision": "keep"})
    answer(client, day(rows[0]), "cancel")
    assert [fresh(row).status for row in rows] == [
        Status.CONFIRMED,
        Status.CANCELLED,
        Status.CANCELLED,
    ]


def test_what_was_found_since_is_shown_before_anything_is_done(client, rows, monday):
    address = day(rows[0])
    form = client.get(address).context["form"]
    seen = {name: form[name].value() for name in ("question", "seen")}
    AppointmentFactory(agency=rows[0].agency, starts_at=at(monday, 14))
    reviewing.review_bookings(everything=True)
    sent = {**seen, "decision": "cancel", **CLOSING, "reason": "Typed with care."}
    response = client.post(address, sent)
    assertContains(response, "1 more appointment was found since you opened this page.")
    assertContains(response, "Typed with care.")
    assert {fresh(row).status for row in rows} == {Status.CONFIRMED}
    form = response.context["form"]
    client.post(address, {**sent, "seen": form["seen"].value()})
    assert not Conflict.objects.filter(state=ConflictState.OPEN).exists()


def test_another_desks_day_is_another_link(client, rows, agency, monday):
    video = AppointmentFactory(agency=agency, starts_at=at(monday, 14), video=True)
    reviewing.review_bookings(everything=True)
    answer(client, day(rows[0]), "cancel")
    assert fresh(video).status == Status.CONFIRMED
    assertContains(client.get(day(video)), video.procedure.reference)


def test_what_the_worker_has_yet_to_do_is_said(client, rows, monkeypatch):
    from appointments.services import replanning

    monkeypatch.setattr(replanning, "carry_on", lambda pk, **words: 0)
    response = answer(client, day(rows[0]), "cancel")
    assertContains(response, "Being worked on", count=3)
    assert "<form" not in of_the_page(response)
    assertContains(client.get(one(rows[0])), "Being worked on")


def test_tokens_say_nothing_and_are_always_the_same(rows):
    assert one(rows[0]) == one(rows[0])
    assert rows[0].procedure.reference not in one(rows[0])
    assert staff_links.read("x" * 70) is None
