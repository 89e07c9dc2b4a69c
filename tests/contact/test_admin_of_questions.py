"""The agents' window on questions: the queue, the page, what can be done, what is recorded."""

import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.contact.models import Letter, Question
from cns_portal.contact.services import closing, working
from insured.models import ReplyTemplate
from tests.accounts.agents import search
from tests.contact.asking import EMAIL, SECRET, an_agent, answered, of_a_person, of_a_visitor, taken
from tests.factories import AccountFactory, InsuredPersonFactory, wall_days_ago
from tests.insured.agents import window_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/contact/question/"


@pytest.fixture(autouse=True)
def nobody_is_woken(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


def page_of(question, name: str = "change") -> str:
    return reverse(f"admin:contact_question_{name}", args=[question.pk])


def shown(window, query: str = "") -> list:
    return list(window.get(f"{QUEUE}{query}").context["cl"].result_list)


def aged(question, days: int) -> Question:
    Question.objects.filter(pk=question.pk).update(sent_at=wall_days_ago(days))
    return question


def looks(**by) -> list[str]:
    return list(AuditEntry.objects.filter(kind="view", **by).values_list("purpose", flat=True))


# -- the queue ------------------------------------------------------------------------------------


def test_what_was_sent_first_stands_first_and_what_is_answered_is_gone(window):
    young, old = of_a_visitor(), aged(of_a_person(), 4)
    done = answered(of_a_visitor())
    assert shown(window) == [old, young]
    assert shown(window, "?state=answered") == [done]
    assert set(shown(window, "?state=all")) == {old, young, done}


def test_the_filters(window, agent):
    mine = taken(of_a_visitor(topic="abroad"), agent)
    free = aged(of_a_visitor(), 3)
    theirs = taken(of_a_person())
    assert shown(window, "?with=me") == [mine]
    assert shown(window, "?with=nobody") == [free]
    assert shown(window, "?with=others") == [theirs]
    assert shown(window, "?topic=abroad") == [mine]
    assert shown(window, "?days=3") == [free]
    assert shown(window, "?news=answer") == []
    closing.write_as_visitor(mine.pk, text="And?", sent_key=uuid.uuid4())
    said = {"text": "And?", "by": theirs.person.account, "sent_key": uuid.uuid4()}
    procedures.reply(theirs.procedure, **said)
    assert set(shown(window, "?news=answer")) == {mine, theirs}


def test_each_number_counts_what_its_link_shows(window, agent):
    taken(of_a_visitor(), agent), aged(of_a_visitor(), 12), answered(of_a_person())
    for queue in window.get(QUEUE).context["queues"]:
        assert len(shown(window, queue["address"])) == queue["count"], queue["label"]
    labels = {glance.label: glance.count for glance in window.get("/admin/").context["glances"]}
    assert (labels["Questions that wait"], labels["Questions of mine"]) == (2, 1)


def test_one_finds_by_reference_name_matricule_and_email(window):
    visitors = of_a_visitor()
    theirs = answered(of_a_person(InsuredPersonFactory(signs_in=True, last_name="Zenobius")))
    for text, found in (
        (visitors.procedure.reference.lower(), visitors),
        (EMAIL.upper(), visitors),
        ("zenob", theirs),
        (theirs.person.matricule, theirs),
    ):
        assert list(search(window, QUEUE, text).context["cl"].result_list) == [found], text
    for text in ("nobody", "%", "a\x00b", "x" * 3000, "' OR 1=1"):
        assert list(search(window, QUEUE, text).context["cl"].result_list) == []
    address = search(window, QUEUE, EMAIL).request["QUERY_STRING"]
    assert "vera" not in address


def test_each_line_is_recorded_and_the_list_opens_nothing_sealed(window, agent):
    questions = [of_a_visitor(), of_a_person()]
    page = window.get(QUEUE).content.decode()
    assert "thyroid" not in page
    recorded = AuditEntry.objects.filter(kind="view", purpose="contact.questions.list")
    assert {entry.subject_id for entry in recorded} == {str(one.pk) for one in questions}
    assert recorded.get(subject_id=str(questions[1].pk)).dossier_id == (
        questions[1].procedure.dossier_id
    )


def test_the_queue_costs_the_same_however_long_it_is(window, django_assert_max_num_queries):
    for number in range(30):
        of_a_visitor(email=f"v{number}@visitors.example")
        of_a_person()
    with django_assert_max_num_queries(13):
        window.get(QUEUE)


# -- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asker", [of_a_visitor, of_a_person])
def test_the_page_shows_what_was_asked_and_leaves_one_record(window, agent, asker):
    question = answered(asker(), text="It is covered.")
    before = len(looks())
    page = window.get(page_of(question)).content.decode()
    assert SECRET in page
    assert "It is covered." in page
    assert looks()[before:] == ["contact.question"]


def test_a_visitor_is_shown_as_somebody_whom_nobody_has_checked(window):
    page = window.get(page_of(of_a_visitor())).content.decode()
    for words in ("Vera Visitor", EMAIL, "+352621999888", "nobody has checked who it is"):
        assert words in page


def test_the_page_costs_the_same_however_much_was_written(window, django_assert_max_num_queries):
    question = of_a_visitor()
    for _ in range(20):
        closing.write_as_visitor(question.pk, text="And?", sent_key=uuid.uuid4())
    with django_assert_max_num_queries(22):
        window.get(page_of(question))


def test_opening_it_notes_that_it_was_read(window):
    question = of_a_visitor()
    closing.write_as_visitor(question.pk, text="And?", sent_key=uuid.uuid4())
    window.get(page_of(question))
    assert Letter.objects.get().read_at is not None


def test_a_name_cannot_turn_the_page_around(window):
    question = of_a_visitor(name="Vera \u202eroforp", text="<script>alert(1)</script>")
    page = window.get(page_of(question)).content.decode()
    assert "<script>alert" not in page
    assert "<bdi>Vera" in page


# -- what can be done -----------------------------------------------------------------------------


def test_an_agent_takes_answers_and_the_visitor_is_told(window, agent):
    question = of_a_visitor()
    window.post(page_of(question, "take"))
    form = window.get(page_of(question, "answer")).context["form"]
    assert "file" not in form.fields
    said = {"words": "It is covered.", "ready": "", "sent_key": str(form.initial["sent_key"])}
    preview = window.post(page_of(question, "answer"), {**said, "_preview": "1"})
    assert "It is covered." in preview.content.decode()
    assert not Letter.objects.exists()
    for _ in range(2):
        assert window.post(page_of(question, "answer"), said).status_code == 302
    assert Letter.objects.get().by == agent
    question.refresh_from_db()
    assert question.state == "answered"


def test_ready_texts_come_in_the_language_of_whoever_asked(window, agent):
    question = taken(of_a_visitor(language="fr"), agent)
    form = window.get(page_of(question, "answer")).context["form"]
    texts = {one.code: one for one in form.texts}
    assert set(texts) == {
        "question-answer-sign-in",
        "question-answer-other-body",
        "question-answer-own-form",
    }
    assert texts["question-answer-own-form"].language == "fr"
    assert question.procedure.reference in texts["question-answer-own-form"].text
    said = {"ready": "question-answer-sign-in", "words": "", "sent_key": str(uuid.uuid4())}
    window.post(page_of(question, "answer"), said)
    assert "Votre question concerne un dossier" in Letter.objects.get().text


def test_ready_texts_of_questions_are_there_in_four_languages():
    for text in ReplyTemplate.objects.filter(kind="question"):
        assert all(text.texts.values()), text.code


def test_a_person_is_asked_back_and_can_be_sent_a_file(window, agent):
    question = taken(of_a_person(), agent)
    form = window.get(page_of(question, "ask")).context["form"]
    assert "file" in form.fields
    window.post(
        page_of(question, "ask"), {"words": "Which?", "ready": "", "sent_key": str(uuid.uuid4())}
    )
    question.refresh_from_db()
    assert question.state == "needs_you"
    assert "Waiting for the person" in window.get(page_of(question)).content.decode()


def test_every_deed_is_offered_exactly_when_the_rule_allows_it(window, agent):
    def offered(question) -> set[str]:
        return {
            one["address"].rsplit("/", 2)[1]
            for one in window.get(page_of(question)).context["deeds"]
        }

    question = of_a_visitor()
    assert offered(question) == {"take"}
    taken(question, agent)
    assert offered(question) == {"answer", "ask", "hand-over", "release", "end"}
    other = taken(of_a_visitor())
    assert offered(other) == {"take-over"}
    working.answer(question.pk, text="Yes", agent=agent, sent_key=uuid.uuid4())
    assert offered(question) == set()
    own = of_a_person(InsuredPersonFactory(account=agent))
    assert offered(own) == set()


def test_it_goes_to_a_colleague_back_and_away(window, agent):
    question, colleague = taken(of_a_visitor(), agent), an_agent(first_name="Bob")
    window.post(page_of(question, "hand-over"), {"to": colleague.pk})
    question.refresh_from_db()
    assert question.agent == colleague
    window.post(page_of(question, "take-over"), {"seen": colleague.pk})
    window.post(page_of(question, "release"))
    question.refresh_from_db()
    assert (question.agent, question.state) == (None, "sent")
    window.post(page_of(question, "take"))
    window.post(page_of(question, "end"))
    question.refresh_from_db()
    assert question.state == "closed"
    late = window.post(page_of(question, "answer"), {"words": "x"}, follow=True)
    assert "closed" in late.content.decode()


def test_too_late_is_said_with_who_has_it(window):
    question = taken(of_a_visitor(), an_agent(first_name="Bob", last_name="Builder"))
    answer = window.post(page_of(question, "take"), follow=True).content.decode()
    assert "Bob Builder" in answer


# -- who may --------------------------------------------------------------------------------------

PAGES = ("change", "take", "take-over", "answer", "ask", "hand-over", "release", "end")


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_agents_for_questions_see_and_do_anything(method):
    question = of_a_visitor()
    others = window_of(AccountFactory(agent=True))
    for name in PAGES:
        answer = getattr(others, method)(page_of(question, name))
        assert answer.status_code in {403, 404}, name
        assert getattr(Client(), method)(page_of(question, name)).status_code == 302, name
    assert others.get(QUEUE).status_code == 403
    question.refresh_from_db()
    assert question.state == "sent"


def test_who_may_only_read_can_do_nothing():
    reader = AccountFactory(agent=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_question"))
    window, question = window_of(reader), of_a_visitor()
    assert window.get(page_of(question)).context["deeds"] == []
    assert window.post(page_of(question, "take")).status_code == 404


def test_what_is_not_there_is_not_found(window):
    for name in PAGES:
        address = reverse(f"admin:contact_question_{name}", args=[987654])
        assert window.get(address).status_code == 404
    assert window.get(f"{QUEUE}{10**30}/change/").status_code == 404


def test_the_conversation_of_a_question_is_for_agents_for_questions(agent):
    question = of_a_person()
    said = {"text": "And?", "by": question.person.account, "sent_key": uuid.uuid4()}
    procedures.reply(question.procedure, **said)
    others = AccountFactory(agent=True)
    others.user_permissions.set(Permission.objects.filter(codename="view_procedure"))
    address = reverse("admin:procedures_procedure_change", args=[question.procedure_id])
    assert window_of(others).get(address).status_code == 404
