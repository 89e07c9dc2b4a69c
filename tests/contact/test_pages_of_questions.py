"""The pages on which somebody asks the CNS something and comes back to the answer."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cns_portal import clock
from cns_portal.contact.models import Letter, Question
from cns_portal.inbox.models import Email, Message
from insured.models import InsuredPerson
from tests.contact.asking import (
    EMAIL,
    SECRET,
    answered,
    looking_at,
    of_a_person,
    of_a_visitor,
    taken,
    typed,
)
from tests.factories import InsuredPersonFactory
from tests.insured.acting import a_mandate, browser_of

pytestmark = pytest.mark.django_db

WRITE, STATUS, QUESTION = (
    "/en/contact/write/",
    "/en/contact/status/",
    "/en/contact/status/question/",
)
NOTHING_THERE = "There is no question with this reference"


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch):
    """Each test begins without what earlier ones counted."""
    counted = {}

    def allows(key, *, limit, seconds):
        counted[key] = counted.get(key, 0) + 1
        return counted[key] <= limit

    monkeypatch.setattr("cns_portal.web.throttle.allows", allows)
    return counted


# -- asking ---------------------------------------------------------------------------------------


def test_the_page_names_every_way_to_the_cns(client):
    page = client.get("/en/contact/").content.decode()
    for expected in ("(+352) 27 57 1", "8.00 to 16.00", "L-2980 Luxembourg", WRITE, STATUS):
        assert expected in page


def test_a_visitor_asks_and_gets_a_reference_by_email_and_nothing_else(client):
    answer = client.post(WRITE, typed(phone="621 999 888"), follow=True)
    question = Question.objects.get()
    assert answer.redirect_chain[-1][0] == "/en/contact/sent/"
    assert question.procedure.reference in answer.content.decode()
    assert (question.person, question.text) == (None, SECRET)
    assert question.sender == {"name": "Vera Visitor", "phone": "+352621999888"}
    letter = Email.objects.get()
    assert (letter.recipient, letter.reference) == (EMAIL, question.procedure.reference)
    for body in (letter.subject, letter.text_body, letter.html_body):
        assert question.procedure.reference in body
        assert "thyroid" not in body
        assert "Vera" not in body
        assert "eimbursement" not in body


def test_a_question_is_not_readable_in_the_tables(client):
    from django.db import connection

    client.post(WRITE, typed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, sender FROM contact_question")
        text, sender = (bytes(value) for value in cursor.fetchone())
    assert b"thyroid" not in text
    assert b"Vera" not in sender


def test_somebody_signed_in_asks_without_saying_who_they_are_and_finds_it_in_their_space():
    person = InsuredPersonFactory(signs_in=True)
    client = browser_of(person)
    page = client.get(WRITE).content.decode()
    assert person.full_name in page
    assert 'name="email"' not in page
    answer = client.post(
        WRITE, {"topic": "insurance", "text": SECRET, "sent_key": str(uuid.uuid4())}, follow=True
    )
    question = Question.objects.of(person).get()
    assert answer.redirect_chain[-1][0].endswith(f"/procedures/{question.procedure.reference}/")
    assert "Question to the CNS" in answer.content.decode()
    told = Message.objects.get(reference=question.procedure.reference)
    assert SECRET in told.body
    assert SECRET not in told.title
    mail = Email.objects.get(announces=told)
    assert "thyroid" not in mail.text_body + mail.subject


def test_the_holder_of_a_mandate_asks_in_the_file_that_is_open():
    mandate = a_mandate("messages")
    client = browser_of(mandate.holder, opened=mandate.grantor)
    client.post(WRITE, {"topic": "other", "text": "Moien", "sent_key": str(uuid.uuid4())})
    question = Question.objects.get()
    assert (question.person, question.sent_by) == (mandate.grantor, mandate.holder.account)
    assert question.procedure.events.get().on_behalf_of == mandate.grantor.full_name


def test_a_mandate_for_something_else_does_not_open_the_form():
    mandate = a_mandate("appointments")
    client = browser_of(mandate.holder, opened=mandate.grantor)
    answer = client.post(WRITE, {"topic": "other", "text": "Moien", "sent_key": str(uuid.uuid4())})
    assert answer.status_code == 403
    assert not Question.objects.exists()


def test_a_form_sent_twice_asks_once(client):
    said = typed()
    first, second = client.post(WRITE, said), client.post(WRITE, said)
    assert first.status_code == second.status_code == 302
    assert (Question.objects.count(), Email.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "Write your question."),
        ({"text": " \n "}, "Write your question."),
        ({"text": "a\x00b"}, "Null characters are not allowed."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
        ({"text": "x" * 3001}, "3000"),
        ({"topic": ""}, "Choose a topic"),
        ({"topic": "weather"}, "weather"),
        ({"name": "  "}, "Enter your name."),
        ({"email": "vera"}, "Enter an e-mail address such as"),
        ({"email": "vera@visitors.example\nBcc: everybody@visitors.example"}, "such as"),
        ({"phone": "call me"}, "in digits"),
        ({"website": "https://buy.example"}, "must stay empty"),
        ({"sent_key": "x"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, said, sentence):
    answer = client.post(WRITE, typed(**said))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Question.objects.exists()
    assert not Email.objects.exists()


def test_the_trap_is_out_of_sight_and_shown_to_somebody_who_fell_into_it(client):
    assert 'class="trap"' in client.get(WRITE).content.decode()
    fallen = client.post(WRITE, typed(website="x")).content.decode()
    assert 'class="trap trap--shown"' in fallen


@pytest.mark.parametrize(
    ("number", "words"),
    [("1985 04 12 031 76", "a matricule"), ("LU28 0019 4006 4475 0000", "a bank account number")],
)
def test_a_number_in_the_text_is_asked_about_and_may_be_sent_all_the_same(client, number, words):
    said = typed(text=f"My number is {number}.")
    asked = client.post(WRITE, said)
    assert "Is this number needed?" in asked.content.decode()
    assert words in asked.content.decode()
    assert not Question.objects.exists()
    assert client.post(WRITE, {**said, "as_it_is": "yes"}).status_code == 302
    assert number in Question.objects.get().text


def test_a_telephone_number_in_a_question_is_nobodys_business(client):
    assert client.post(WRITE, typed(text="Call me: 621 123 456")).status_code == 302


def test_the_topic_of_a_link_is_chosen_already(client):
    assert '<option value="abroad" selected' in client.get(f"{WRITE}?topic=abroad").content.decode()
    assert '<option value="" selected' in client.get(f"{WRITE}?topic=<x>").content.decode()


# -- many -----------------------------------------------------------------------------------------


def test_a_sixth_question_of_a_day_from_one_address_is_sent_to_the_telephone(client):
    for _ in range(5):
        of_a_visitor()
    answer = client.post(WRITE, typed(email=EMAIL.upper()))
    page = answer.content.decode()
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "(+352) 27 57 1" in page
    assert SECRET in page
    assert Question.objects.count() == 5


def test_after_a_day_the_address_may_ask_again(client, monkeypatch):
    for _ in range(5):
        of_a_visitor()
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    assert client.post(WRITE, typed()).status_code == 302


def test_many_from_one_connection_are_sent_to_the_telephone(client):
    for number in range(20):
        said = typed(email=f"v{number}@visitors.example")
        assert client.post(WRITE, said).status_code == 302
    assert client.post(WRITE, typed(email="last@visitors.example")).status_code == 429
    assert Question.objects.count() == 20


def test_a_flood_from_everywhere_closes_the_form_for_visitors_only(client, settings):
    settings.CONTACT_VISITORS_AN_HOUR = 40
    answers = [
        Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}").post(
            WRITE, typed(email=f"v{number}@flood.example")
        )
        for number in range(60)
    ]
    assert [one.status_code for one in answers] == [302] * 40 + [429] * 20
    assert "Very many questions arrive just now" in answers[-1].content.decode()
    assert Question.objects.count() == 40
    assert client.get(WRITE).status_code == 200
    person = browser_of(InsuredPersonFactory(signs_in=True))
    said = {"topic": "other", "text": "Moien", "sent_key": str(uuid.uuid4())}
    assert person.post(WRITE, said).status_code == 302


def test_an_account_that_has_asked_ten_times_adds_to_one_of_them():
    person = InsuredPersonFactory(signs_in=True)
    for _ in range(10):
        of_a_person(person)
    said = {"topic": "other", "text": "Moien", "sent_key": str(uuid.uuid4())}
    answer = browser_of(person).post(WRITE, said)
    assert answer.status_code == 429
    assert "add to one of them" in answer.content.decode()


# -- coming back ----------------------------------------------------------------------------------


def test_reference_and_address_open_the_question_however_they_are_typed():
    question = of_a_visitor()
    client = Client()
    typed_reference = f" {question.procedure.reference.lower().replace('-', ' ')} "
    said = {"reference": typed_reference, "email": EMAIL.upper()}
    assert client.post(STATUS, said).status_code == 302
    page = client.get(QUESTION).content.decode()
    assert SECRET in page
    assert question.procedure.reference in page


@pytest.mark.parametrize("wrong", ["reference", "address", "both", "signed in", "no code"])
def test_whatever_does_not_fit_gets_the_same_answer(wrong):
    theirs, of_person = of_a_visitor(), of_a_person()
    said = {
        "reference": {
            "reference": "2222-2222",
            "both": "2222-2222",
            "signed in": of_person.procedure.reference,
            "no code": "?*%",
        }.get(wrong, theirs.procedure.reference),
        "email": {"signed in": of_person.person.email, "reference": EMAIL}.get(
            wrong, "other@visitors.example"
        ),
    }
    client = Client()
    answer = client.post(STATUS, said)
    assert answer.status_code == 200
    assert NOTHING_THERE in answer.content.decode()
    assert client.get(QUESTION).status_code == 302


def test_the_question_is_not_there_without_having_shown_what_one_knows():
    of_a_visitor()
    assert Client().get(QUESTION)["Location"] == STATUS
    assert Client().post(QUESTION, {"text": "x", "sent_key": str(uuid.uuid4())}).status_code == 302
    assert not Letter.objects.exists()


def test_guessing_addresses_for_one_reference_ends_after_twenty():
    question = of_a_visitor()
    for number in range(20):
        client = Client(REMOTE_ADDR=f"10.1.0.{number}")
        said = {"reference": question.procedure.reference, "email": f"{number}@visitors.example"}
        assert client.post(STATUS, said).status_code == 200
    said = {"reference": question.procedure.reference, "email": EMAIL}
    answer = Client(REMOTE_ADDR="10.1.0.99").post(STATUS, said)
    assert answer.status_code == 429


def test_an_open_question_is_closed_again_after_half_an_hour(monkeypatch):
    client = looking_at(of_a_visitor())
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    assert client.get(QUESTION)["Location"] == STATUS


def test_leaving_closes_it_for_the_next_one_at_the_device():
    client = looking_at(of_a_visitor())
    client.post(QUESTION, {"leave": "yes"})
    assert client.get(QUESTION).status_code == 302


def test_a_visitor_reads_the_answer_writes_again_and_closes():
    question = answered(of_a_visitor(), text="It is covered.")
    client = looking_at(question)
    page = client.get(QUESTION).content.decode()
    assert "It is covered." in page
    assert "Anne" not in page
    said = {"text": "And in June?", "sent_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(QUESTION, said).status_code == 302
    assert Letter.objects.filter(by=None).count() == 1
    question.refresh_from_db()
    assert question.state == "being_checked"
    assert "And in June?" in client.get(QUESTION).content.decode()
    client.post(QUESTION, {"close": "yes"})
    question.refresh_from_db()
    assert question.state == "withdrawn"
    late = {"text": "One more", "sent_key": str(uuid.uuid4())}
    assert "nobody would read" in client.post(QUESTION, late).content.decode()
    assert client.post(QUESTION, {"close": "yes"}, follow=True).status_code == 200


def test_a_visitor_who_is_asked_sees_until_when():
    from cns_portal.contact.services import working

    question = taken(of_a_visitor())
    working.ask(question.pk, text="Which bill?", agent=question.agent, sent_key=uuid.uuid4())
    page = looking_at(question).get(QUESTION).content.decode()
    assert "Waiting for your answer" in page
    assert "Please answer until:" in page


def test_no_address_of_the_room_holds_a_reference_or_an_identifier():
    from cns_portal.contact.urls import urlpatterns

    assert [str(one.pattern) for one in urlpatterns if "<" in str(one.pattern)] == []


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_the_pages_are_there_in_every_language(client, language):
    for page in ("", "write/", "status/"):
        assert client.get(f"/{language}/contact/{page}").status_code == 200


def test_the_pages_cost_few_questions(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        client.get("/en/contact/")
    with django_assert_max_num_queries(0):
        client.get(WRITE)
    question = answered(of_a_visitor())
    for _ in range(5):
        Letter.objects.create(
            question=question, sent_key=uuid.uuid4(), written_at=clock.now(), text="More"
        )
    browser = looking_at(question)
    with django_assert_max_num_queries(8):
        browser.get(QUESTION)


def test_nothing_that_was_typed_comes_into_the_log(client, caplog):
    caplog.set_level("DEBUG")
    client.post(WRITE, typed(text="I am 1985 04 12 031 76, LU28 0019 4006 4475 0000", as_it_is="1"))
    client.post(WRITE, typed(website="x"))
    client.post(STATUS, {"reference": "ABCD-2345", "email": "wrong@visitors.example"})
    looking_at(Question.objects.get()).get(QUESTION)
    for secret in ("1985 04 12", "LU28", EMAIL, "wrong@", "Vera", "ABCD-2345"):
        ours = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
        assert secret not in "\n".join(ours)


def test_nobody_becomes_an_insured_person_by_asking(client):
    client.post(WRITE, typed())
    assert not InsuredPerson.objects.exists()
    assert reverse("contact:sent") == "/en/contact/sent/"
