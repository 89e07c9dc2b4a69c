"""The page of a request: what stands on it, what is done from it, and two agents at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.procedures.selectors import thread
from insured.choices import RequestKind, RequestState, Standing
from insured.choices.replies import ReplyUse
from insured.models import ReplyTemplate
from insured.services import request_kinds
from insured.services import requests as services
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.insured.agents import an_agent, request_page, window_of
from tests.insured.factories import (
    DeclarationFactory,
    PeriodFactory,
    RequestDocumentFactory,
    RequestFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def item(agent):
    """A request that the agent has taken."""
    item = RequestFactory()
    return services.take(item.pk, agent=agent)


@pytest.fixture(autouse=True)
def rules(monkeypatch):
    """No kind is particular, unless the test says how."""
    monkeypatch.setattr(request_kinds, "_rules", {})
    return request_kinds.rules_for


def reloaded(item):
    item.refresh_from_db()
    return item


def a_text(use, **columns):
    defaults = {
        "code": f"{use}-one",
        "title_fr": "Un texte",
        "title_en": "A text",
        "text_fr": "Bonjour {name}.",
        "text_en": "Hello {name}, about {reference} of {sent_on}.",
    }
    return ReplyTemplate.objects.create(use=use, **{**defaults, **columns})


# -- what stands on it ----------------------------------------------------------------------


def test_what_was_sent_the_files_the_people_and_the_history(window, rules):
    rules("co_insurance", lines=lambda request: [("Relation", "Spouse")])
    principal = InsuredPersonFactory(signs_in=True, first_name="Marie")
    about = InsuredPersonFactory(first_name="Tom")
    item = RequestFactory(person=principal, about=about)
    PeriodFactory(person=principal, employer_name="Demo s.à r.l.")
    TieFactory(principal=principal, member=InsuredPersonFactory(first_name="Lena"))
    DeclarationFactory(
        person=about, standing=Standing.CONTRADICTING, contradiction="exit_without_entry"
    )
    readable = RequestDocumentFactory(request=item)
    waits = DocumentFactory(pending=True, original_name="scan.pdf")
    RequestDocumentFactory(request=item, document=waits)
    page = window.get(request_page(item))
    for words in (
        "Spouse",
        "Demo s.à r.l.",
        "Lena",
        "Tom",
        "An exit, although no entry was declared.",
        "Being checked.",
        f"/documents/{readable.document.public_id}",
        "Request sent",
    ):
        assertContains(page, words)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (None, "No rule decides this kind of request."),
        ([], "Nothing speaks against it"),
        (["They are insured themselves."], "They are insured themselves."),
    ],
)
def test_the_rules_answer_stands_beside(window, rules, says, words):
    if says is not None:
        rules("co_insurance", doubts=lambda request: says)
    assertContains(window.get(request_page(RequestFactory())), words)


def test_an_unknown_request_is_not_found(window):
    assert window.get("/admin/insured/request/987654/change/").status_code == 404
    assert window.post("/admin/insured/request/987654/take/").status_code == 404


def test_nothing_is_edited_by_hand(window, item):
    assert window.post(request_page(item), {"state": "accepted"}).status_code == 405
    for name in ("delete", "history"):
        assert window.get(f"/admin/insured/request/{item.pk}/{name}/").status_code == 404


def test_a_long_story_costs_as_much_as_a_short_one(window, agent):
    def cost(item) -> int:
        window.get(request_page(item))
        with CaptureQueriesContext(connection) as queries:
            window.get(request_page(item))
        return len(queries)

    def a_story(length: int):
        item = RequestFactory(about=InsuredPersonFactory())
        services.take(item.pk, agent=agent)
        for number in range(length):
            RequestDocumentFactory(request=item)
            start = clock.today() - timedelta(days=100 * (number + 1))
            PeriodFactory(person=item.person, first_day=start, last_day=start + timedelta(days=9))
            TieFactory(principal=item.person, relation="own_child")
            procedures.answer(
                item.procedure,
                text="Hello",
                by=agent,
                sent_key=InsuredPersonFactory().dossier.public_id,
            )
        return item

    assert cost(a_story(1)) == cost(a_story(7))


# -- taking and giving back -----------------------------------------------------------------


def test_taking_and_giving_back(window, agent):
    item = RequestFactory()
    labels = [deed["label"] for deed in window.get(request_page(item)).context["deeds"]]
    assert labels == ["Take this request", "Write to the person"]
    assertRedirects(window.post(request_page(item, "take")), request_page(item))
    assert (reloaded(item).state, item.agent) == (RequestState.BEING_CHECKED, agent)
    window.post(request_page(item, "release"))
    assert (reloaded(item).state, item.agent) == (RequestState.SENT, None)


def test_a_get_takes_nothing(window):
    item = RequestFactory()
    assertRedirects(window.get(request_page(item, "take")), request_page(item))
    assert reloaded(item).agent is None


def test_the_second_agent_reads_who_has_it(item, agent):
    colleague = window_of(an_agent(first_name="Bea"))
    page = colleague.get(request_page(item))
    assertContains(page, f"{agent} has this request since")
    assert [str(deed["label"]) for deed in page.context["deeds"]] == [
        "Take it over from your colleague",
        "Write to the person",
    ]
    for deed in ("take", "accept", "refuse", "ask", "release"):
        answer = colleague.post(request_page(item, deed), {"words": "Mine"}, follow=True)
        assertContains(answer, f"{agent} has this request since")
        assertNotContains(answer, "already decided")
    assert (reloaded(item).state, item.agent) == (RequestState.BEING_CHECKED, agent)


def test_a_colleagues_request_is_taken_over_knowingly(item, agent):
    bea = an_agent(first_name="Bea")
    window, address = window_of(bea), request_page(item, "take-over")
    assertContains(window.get(address), f"{agent} no longer has this request.")
    window.post(address, {"seen": bea.pk})  # a page that named somebody else
    assert reloaded(item).agent == agent
    window.post(address, {"seen": agent.pk})
    assert (reloaded(item).agent, item.state) == (bea, RequestState.BEING_CHECKED)
    line = procedures.history(item.procedure).last()
    assert (line.what, line.actor, line.public) == ("request.taken_over", bea, False)
    answer = window_of(agent).post(request_page(item, "accept"), follow=True)
    assertContains(answer, f"{bea} has this request since")


def test_deciding_twice_is_refused_and_says_who_decided(item, agent):
    first, second = window_of(agent), window_of(agent)
    first.post(request_page(item, "accept"))
    answer = second.post(request_page(item, "refuse"), {"words": "No."}, follow=True)
    assertContains(answer, f"{agent} decided this request on")
    assert reloaded(item).state == RequestState.ACCEPTED


# -- asking, accepting, refusing ------------------------------------------------------------


def test_asking_sets_a_day_and_the_person_reads_the_question(window, item):
    page = window.get(request_page(item, "ask"))
    key = page.context["form"]["sent_key"].value()
    until = clock.today() + timedelta(days=15)
    assertContains(page, "The request waits for the answer until")
    sent = {"words": "Which day did you marry?", "sent_key": key}
    assertRedirects(window.post(request_page(item, "ask"), sent), request_page(item))
    window.post(request_page(item, "ask"), sent)
    assert (reloaded(item).state, item.answer_until) == (RequestState.NEEDS_YOU, until)
    [question] = thread.answers_to(item.procedure)
    assert (question.text, question.until) == ("Which day did you marry?", until)
    message = Message.objects.get(pk=question.message_id)
    assert "Which day did you marry?" in message.body


def test_the_answer_of_the_person_stands_on_the_page_and_brings_it_back(window, item, agent):
    procedures.ask(item.procedure, text="Which?", by=agent, sent_key=item.person.dossier.public_id)
    procedures.reply(
        item.procedure,
        text="The seventh.",
        by=item.person.account,
        sent_key=item.procedure.public_id,
    )
    page = window.get(request_page(item))
    assertContains(page, "The seventh.")
    assertContains(page, "Waits for an answer")
    assert reloaded(item).state == RequestState.BEING_CHECKED
    window.post(request_page(item, "no-answer"))
    assertNotContains(window.get(request_page(item)), "Waits for an answer")


def test_accepting_says_what_will_happen_and_does_it(window, item, rules):
    done = []
    rules("co_insurance", accepted=lambda request, agent, added: done.append(request.pk))
    assertContains(window.get(request_page(item, "accept")), "The person is told")
    assert done == []
    window.post(request_page(item, "accept"), {"words": "Welcome."})
    assert done == [item.pk]
    assert reloaded(item).state == RequestState.ACCEPTED
    assert "Welcome." in Message.objects.latest("pk").body


def test_refusing_needs_a_reason(window, item):
    answer = window.post(request_page(item, "refuse"), {"words": "  "})
    assertContains(answer, "Choose a ready text or write something")
    assert reloaded(item).state == RequestState.BEING_CHECKED
    window.post(request_page(item, "refuse"), {"words": "Insured elsewhere."})
    assert reloaded(item).state == RequestState.REFUSED
    assert "Insured elsewhere." in Message.objects.latest("pk").body


# -- ready texts ----------------------------------------------------------------------------


def test_a_ready_text_comes_in_the_persons_language_filled_in(window, agent):
    item = services.take(RequestFactory(person__language="fr").pk, agent=agent)
    ReplyTemplate.objects.all().delete()
    a_text(ReplyUse.REFUSE, text_fr="Bonjour {name}, pour {reference} du {sent_on}.")
    page = window.get(request_page(item, "refuse"))
    day = item.sent_at.strftime("%Y")
    assertContains(page, f"Bonjour {item.person}, pour {item.procedure.reference} du ")
    assertContains(page, 'lang="fr"')
    window.post(request_page(item, "refuse"), {"ready": "refuse-one"})
    body = Message.objects.latest("pk").body
    assert f"Bonjour {item.person}, pour {item.procedure.reference} du " in body
    assert day in body


def test_a_missing_language_falls_back_visibly(window, agent):
    item = services.take(RequestFactory(person__language="lb").pk, agent=agent)
    ReplyTemplate.objects.all().delete()
    a_text(ReplyUse.REFUSE)
    page = window.get(request_page(item, "refuse"))
    assertContains(page, "There is no text in the person’s language (Luxembourgish).")
    assertContains(page, "Bonjour ")


def test_only_texts_for_the_kind_and_the_use_are_offered(window, item):
    ReplyTemplate.objects.all().delete()
    a_text(ReplyUse.REFUSE, kind=RequestKind.CO_INSURANCE)
    a_text(ReplyUse.REFUSE, code="other-kind", kind=RequestKind.S1)
    a_text(ReplyUse.REFUSE, code="retired", is_active=False)
    a_text(ReplyUse.ASK)
    form = window.get(request_page(item, "refuse")).context["form"]
    assert [text.code for text in form.texts] == ["refuse-one"]


def test_the_text_can_be_put_into_the_box_and_changed(window, item):
    ReplyTemplate.objects.all().delete()
    a_text(ReplyUse.REFUSE, text_en="Dear {name}.")
    sent = {"ready": "refuse-one", "words": "More.", "_take_over": "1"}
    form = window.post(request_page(item, "refuse"), sent).context["form"]
    assert form["words"].value() == f"Dear {item.person}.\n\nMore."
    assert form["ready"].value() == ""
    assert reloaded(item).state == RequestState.BEING_CHECKED


def test_a_preview_shows_all_of_it_and_sends_nothing(window, item):
    answer = window.post(
        request_page(item, "refuse"), {"words": "Insured elsewhere.", "_preview": "1"}
    )
    assertContains(answer, "What the person will read")
    assertContains(answer, "is refused, for this reason:")
    assert reloaded(item).state == RequestState.BEING_CHECKED
    assert Message.objects.filter(title="Your request is refused").count() == 0


def test_what_is_not_filled_in_is_not_sent(window, item):
    answer = window.post(request_page(item, "refuse"), {"words": "By {deadline}."})
    assertContains(answer, "Something is still to be filled in: {deadline}.")
    assert reloaded(item).state == RequestState.BEING_CHECKED


# -- writing beside it ----------------------------------------------------------------------


def test_writing_decides_nothing(window, agent):
    item = RequestFactory()
    key = window.get(request_page(item, "write")).context["form"]["sent_key"].value()
    window.post(request_page(item, "write"), {"words": "We look at it.", "sent_key": key})
    assert reloaded(item).state == RequestState.SENT
    assert [answer.text for answer in thread.answers_to(item.procedure)] == ["We look at it."]


def test_everything_done_leaves_its_trace(window, item, agent):
    window.post(request_page(item, "accept"))
    actions = AuditEntry.objects.filter(kind="change", actor=agent).values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["request.taken", "request.accepted"]
