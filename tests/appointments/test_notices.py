"""What people are told: once, without topic or name, with papers that open."""

import io
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from string import Formatter

import icalendar
import pypdfium2
import pytest
import zxingcpp
from django.core import mail
from django.utils import translation

from appointments.choices import Refusal, TopicCode
from appointments.models import TopicOffer
from appointments.notices import papers, texts
from appointments.notices.sentences import sentence
from appointments.rules.booking import WhyNot
from appointments.selectors.alternatives import alternatives
from appointments.services import cancelling, changing, deciding, moving, telling
from appointments.services.acting import SYSTEM, By
from cns_portal.inbox import attachments, delivery
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel import civil_time, codes
from cns_portal.kernel.refusal import Refused
from tests.appointments.stories import confirmed, details, hold, requested, send
from tests.factories import AccountFactory, AgencyFactory, InsuredPersonFactory, at, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

SECRETS = {
    "first_name": "Xavierine",
    "last_name": "Quuxford",
    "matricule": "1893120105732",
    "phone": "+352 691 987 654",
    "street": "77, rue Secrète",
}
QUESTION = "my knee operation"


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def codes_in(content: bytes) -> list[str]:
    """What the QR codes on the pages say, read from their picture."""
    document = pypdfium2.PdfDocument(content)
    pictures = (page.render(scale=3).to_pil() for page in document)
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


def event_of(content: bytes):
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


# -- once ----------------------------------------------------------------------------------------


def test_each_occasion_is_told_once_per_line_of_the_history(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    for _ in range(2):
        telling.tell_person(appointment, texts.confirmed)
        telling.tell_agency(appointment, texts.booked_for_agency)
    assert Email.objects.count() == 2
    changing.note(appointment, by=SYSTEM, what="appointment.question")
    telling.tell_person(appointment, texts.confirmed)
    assert Email.objects.count() == 3


def test_with_authentication_a_message_and_a_hint_without_content(agency, monday):
    person = InsuredPersonFactory(signs_in=True)
    appointment = confirmed(agency, at(monday, 9), person=person)
    message = Message.objects.get()
    assert message.dossier == person.dossier
    assert message.reference == appointment.procedure.reference
    assert {a.content_type.split(";")[0] for a in message.attachments.all()} == {
        "application/pdf",
        "text/calendar",
    }
    hint = Email.objects.get(recipient=person.email)
    assert hint.announces == message
    for private in (appointment.procedure.reference, agency.name, "09:00", "9 March"):
        assert private not in hint.text_body + hint.html_body + hint.subject


def test_without_authentication_the_confirmation_itself(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    told = Email.objects.get(recipient=appointment.participants.get().email)
    for said in (appointment.procedure.reference, agency.name, "Monday 9 March 2026", "/a/"):
        assert said in told.text_body
        assert said in told.html_body
    assert not Message.objects.exists()


def test_staff_get_a_link_of_their_own(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    staff = Email.objects.get(recipient=agency.email)
    person = Email.objects.exclude(recipient=agency.email).get()
    of_staff = texts.links.address(appointment, texts.links.Purpose.STAFF)
    of_person = texts.links.address(appointment)
    assert of_staff in staff.text_body
    assert of_person not in staff.text_body + staff.html_body
    assert of_person in person.text_body
    assert of_staff not in person.text_body + person.html_body
    assert staff.attachments.count() == 0


# -- without topic or name -----------------------------------------------------------------------


@pytest.mark.parametrize("signs_in", [False, True])
@pytest.mark.parametrize("topic", TopicCode)
def test_no_posting_names_the_person_or_the_topic(agency, monday, topic, signs_in):
    clara = By.agent(AccountFactory(agent=True))
    person = InsuredPersonFactory(signs_in=True) if signs_in else None
    said = visitor(**SECRETS)

    def sent(hour, key):
        hold(agency, starts_at=at(monday, hour), key=key, topic=topic)
        known = details(person, applicant=said, concerned=said, question=QUESTION)
        return send(key, person, said=known)

    first = sent(9, "1")
    deciding.ask(first.pk, by=clara, question="Anything else?")
    deciding.check_request(first.pk)
    moved = moving.move(first.pk, agency_ids=[agency.pk], starts_at=at(monday, 10), by=clara)
    cancelling.cancel_by_staff(moved.pk, by=clara, reason="Illness.")
    second = sent(13, "2")
    deciding.refuse(second.pk, by=clara, reason="Not possible.")
    third = sent(14, "3")
    TopicOffer.objects.update(left_to_agent=True)
    deciding.check_request(third.pk)
    cancelling.cancel(third.pk, by=By.link())

    postings = [
        *(f"{e.subject} {e.text_body} {e.html_body}" for e in Email.objects.all()),
        *(f"{m.title} {m.body}" for m in Message.objects.all()),
    ]
    assert len(postings) >= 10
    forbidden = [*SECRETS.values(), QUESTION, *(str(label) for _, label in TopicCode.choices)]
    for text in postings:
        assert not [word for word in forbidden if word in text]


# -- papers that open ----------------------------------------------------------------------------


def test_the_calendar_file_opens_and_says_when_and_where(agency, monday, stopped_clock):
    appointment = confirmed(agency, at(monday, 9))
    told = Email.objects.exclude(recipient=agency.email).get()
    attachment = told.attachments.get(filename="appointment.ics")
    assert attachment.content_type == "text/calendar; method=REQUEST; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(bytes(attachment.content))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (event["STATUS"], event["SEQUENCE"], event["CLASS"]) == ("CONFIRMED", 0, "PRIVATE")
    assert event["UID"] == f"{appointment.procedure.public_id}@testserver"
    assert event["DTSTART"].dt == at(monday, 9)
    assert event["DTSTART"].params["TZID"] == "Europe/Luxembourg"
    assert event["DTEND"].dt == at(monday, 9, 15)
    assert event["DTSTAMP"].dt == stopped_clock.moment
    assert str(event["ATTENDEE"]) == f"mailto:{told.recipient}"
    assert event["ORGANIZER"]
    assert agency.address in event["LOCATION"]
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [
        timedelta(days=-1),
        timedelta(hours=-1),
    ]
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Luxembourg"]
    assert all(len(line) <= 75 for line in bytes(attachment.content).split(b"\r\n"))


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 30)])
def test_nine_o_clock_is_nine_in_calendars_before_and_after_the_change(agency, day):
    appointment = confirmed(agency, at(day, 9))
    event = event_of(papers.calendar_file(appointment))
    assert event["DTSTART"].dt == at(day, 9)
    assert f"{event['DTSTART'].dt:%H:%M}" == "09:00"


def test_the_calendar_file_names_neither_topic_nor_person(agency, monday):
    hold(agency, starts_at=at(monday, 9), topic="long_term_care")
    appointment = send(said=details(applicant=visitor(**SECRETS), question=QUESTION))
    deciding.check_request(appointment.pk)
    appointment.refresh_from_db()
    written = papers.calendar_file(appointment).decode()
    assert "care" not in written
    for secret in (*SECRETS.values(), QUESTION):
        assert secret not in written


def test_the_worker_prints_the_confirmation_from_what_was_true_when_it_was_posted(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    told = Email.objects.exclude(recipient=agency.email).get()
    attachment = told.attachments.get(content_type="application/pdf")
    assert attachment.maker == papers.CONFIRMATION
    agency.name = "Renamed"
    agency.save()
    printed = attachments.make(attachment.maker, attachment.payload)
    text = pdf_text(printed)
    assert printed.startswith(b"%PDF-")
    for said in (
        appointment.procedure.reference,
        codes.grouped(appointment.check_in_code),
        "Monday 9 March 2026",
        "9:00",
        "9:15",
        "CNS Agency",
    ):
        assert said in text
    assert "Renamed" not in text
    assert codes_in(printed) == [appointment.check_in_code]


def test_the_confirmation_names_neither_topic_nor_person(agency, monday):
    hold(agency, starts_at=at(monday, 9), topic="long_term_care")
    appointment = send(said=details(applicant=visitor(**SECRETS), question=QUESTION))
    deciding.check_request(appointment.pk)
    appointment.refresh_from_db()
    text = pdf_text(papers.print_confirmation(papers.confirmation_payload(appointment)))
    for secret in (*SECRETS.values(), QUESTION, "Long-term care"):
        assert secret not in text


def test_a_video_call_is_joined_by_link_and_has_no_code(agency, monday):
    appointment = confirmed(agency, at(monday, 8, 30), channel="video")
    printed = papers.print_confirmation(papers.confirmation_payload(appointment))
    text = pdf_text(printed)
    assert "/video/" in text.replace("\r\n", "")
    assert codes_in(printed) == []
    event = event_of(papers.calendar_file(appointment))
    assert event["LOCATION"] == "Video call in your browser"


def test_the_attachments_of_the_delivered_letter_open(agency, monday, transactional_db, settings):
    appointment = confirmed(agency, at(monday, 9))
    delivery.deliver_due(seconds=20)
    letter = next(letter for letter in mail.outbox if letter.to != [agency.email])
    parsed = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    opened = {
        part.get_filename(): part.get_payload(decode=True) for part in parsed.iter_attachments()
    }
    assert set(opened) == {"appointment-confirmation.pdf", "appointment.ics"}
    assert appointment.procedure.reference in pdf_text(opened["appointment-confirmation.pdf"])
    assert event_of(opened["appointment.ics"])["DTSTART"].dt == at(monday, 9)
    assert pypdfium2.PdfDocument(io.BytesIO(opened["appointment-confirmation.pdf"]))


# -- sentences -----------------------------------------------------------------------------------

FILLED = {
    "earliest": civil_time.wall(at(date(2026, 3, 9), 9)),
    "latest": date(2026, 5, 1),
    "holiday": "National Day",
    "reason": "staff training",
    "limit": 3,
    "other": civil_time.wall(at(date(2026, 3, 9), 9)),
}


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_a_whole_sentence(refusal):
    names = {name for _, name, _, _ in Formatter().parse(str(refusal.label)) if name}
    said = sentence(WhyNot(refusal, {name: FILLED[name] for name in names}))
    assert "{" not in said
    assert said[0].isupper()
    assert said.endswith(".")


def test_moments_and_days_are_luxembourgs_in_the_language_of_the_moment():
    soon = Refused(Refusal.TOO_SOON, earliest=at(date(2026, 3, 9), 9))
    assert "9 March 2026" in sentence(soon)
    assert "9:00" in sentence(soon)
    far = WhyNot(Refusal.TOO_FAR, {"latest": date(2026, 5, 1)})
    assert "1 May 2026" in sentence(far)
    with translation.override("de"):
        assert "Mai" in sentence(far)


def test_a_message_is_in_the_language_of_its_person(agency, monday):
    appointment = requested(agency, at(monday, 9))
    appointment.language = "fr"
    appointment.save()
    deciding.check_request(appointment.pk)
    told = Email.objects.get(recipient=appointment.participants.get().email)
    assert told.language == "fr"
    assert "lundi 9 mars 2026" in told.text_body
    assert Email.objects.get(recipient=agency.email).language == "en"


def test_other_times_are_near_at_the_same_agency_and_early_elsewhere(agency, monday):
    other = AgencyFactory(open=True, name="Elsewhere")
    closed = AgencyFactory(name="Closed")
    appointment = confirmed(agency, at(monday, 9))
    offered = alternatives(appointment)
    assert {name for name, _ in offered} == {agency.name, other.name}
    assert closed.name not in {name for name, _ in offered}
    here = {start for name, start in offered if name == agency.name}
    assert here == {at(monday, 8, 45), at(monday, 9, 15)}
    assert all(isinstance(start, datetime) for _, start in offered)
    TopicOffer.objects.update(active=False)
    assert alternatives(appointment) == []
