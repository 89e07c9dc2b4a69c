"""The work queues: who sees them, in which order, how they are narrowed, what is written down."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from insured.choices import RequestKind
from insured.services import request_kinds
from insured.services import requests as services
from tests.accounts.agents import search
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule, wall_days_ago
from tests.insured.agents import QUEUES, an_agent, request_page, window_of
from tests.insured.factories import FormerMatriculeFactory, RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_kinds(monkeypatch):
    """What is particular about a kind is tested with the kind."""
    monkeypatch.setattr(request_kinds, "_rules", {})


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


def shown(response) -> list:
    return list(response.context["cl"].result_list)


def sent(days: int, **columns):
    return RequestFactory(sent_at=wall_days_ago(days), **columns)


# -- who ------------------------------------------------------------------------------------


def test_an_agent_of_the_group_sees_the_queue(window):
    item = sent(1)
    assert shown(window.get(QUEUES)) == [item]
    assert window.get(request_page(item)).status_code == 200


def test_an_agent_without_the_group_sees_neither_menu_nor_page():
    item = sent(1)
    window = window_of(AccountFactory(agent=True))
    assert window.get(QUEUES).status_code == 403
    assert window.get(request_page(item)).status_code == 404
    assert window.post(request_page(item, "take")).status_code == 404
    assertNotContains(window.get("/admin/"), QUEUES)
    assert AuditEntry.objects.filter(kind="view").count() == 0


@pytest.mark.parametrize("page", ["change", "ask", "accept", "refuse", "write"])
def test_visitors_and_insured_persons_do_not_get_in(page):
    item = sent(1)
    person = Client()
    person.force_login(item.person.account)
    assert Client().get(request_page(item, page)).status_code == 302
    assert person.get(request_page(item, page), follow=True).status_code == 403


def test_who_may_only_read_is_offered_nothing_and_can_do_nothing(agent):
    group = agent.groups.get()
    group.permissions.remove(group.permissions.get(codename="decide_request"))
    window, item = window_of(agent), sent(1)
    assert window.get(request_page(item)).context["deeds"] == []
    assert window.post(request_page(item, "take")).status_code == 404


# -- which ----------------------------------------------------------------------------------


def test_who_was_first_stands_first_whatever_happened_since(window, agent):
    older, newer = sent(20), sent(2)
    services.take(older.pk, agent=agent)
    procedures.ask(older.procedure, text="Which day?", by=agent, sent_key=older.procedure.public_id)
    assert shown(window.get(QUEUES)) == [older, newer]
    assert shown(window.get(QUEUES, {"o": "-1"})) == [older, newer]


def test_each_kind_has_a_queue_with_its_count(window):
    card = sent(3, kind=RequestKind.END_CO_INSURANCE)
    sent(1), sent(2)
    sent(2, kind=RequestKind.END_CO_INSURANCE, accepted=True)
    response = window.get(QUEUES, {"kind": "end_co_insurance"})
    assert shown(response) == [card]
    counts = {str(queue["label"]): queue["count"] for queue in response.context["queues"]}
    assert counts["All requests"] == 3
    assert counts["End a co-insurance"] == 1
    assert counts["Add a family member"] == 2


def test_a_queue_keeps_the_other_filters(window):
    response = window.get(QUEUES, {"kind": "end_co_insurance", "with": "nobody"})
    assertContains(response, 'href="?with=nobody&amp;kind=s1"')


def test_what_is_decided_is_shown_when_asked_for(window):
    waits, decided = sent(1), sent(2, accepted=True)
    assert shown(window.get(QUEUES)) == [waits]
    assert shown(window.get(QUEUES, {"state": "accepted"})) == [decided]
    assert shown(window.get(QUEUES, {"state": "all"})) == [decided, waits]


def test_mine_nobodys_and_a_colleagues(window, agent):
    mine, free = sent(1), sent(2)
    theirs = sent(3, taken=True)
    services.take(mine.pk, agent=agent)
    assert shown(window.get(QUEUES, {"with": "me"})) == [mine]
    assert shown(window.get(QUEUES, {"with": "nobody"})) == [free]
    assert shown(window.get(QUEUES, {"with": "others"})) == [theirs]


@pytest.mark.parametrize(("days", "found"), [("7", 3), ("14", 2), ("30", 1), ("nonsense", 4)])
def test_older_than_so_many_days(window, days, found):
    for age in (6, 7, 14, 30):
        sent(age)
    assert len(shown(window.get(QUEUES, {"days": days}))) == found


def test_what_waits_for_an_answer_to_the_person(window):
    item, _other = sent(1), sent(2)
    procedures.reply(
        item.procedure,
        text="When?",
        by=item.person.account,
        sent_key=item.procedure.public_id,
    )
    assert shown(window.get(QUEUES, {"news": "answer"})) == [item]


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (0, "sent today", "neutral"),
        (1, "1 day<", "neutral"),
        (13, "13 days<", "neutral"),
        (14, "14 days: long", "warning"),
        (30, "30 days: too long", "danger"),
    ],
)
def test_the_age_stands_there_in_words_and_in_a_colour(window, days, words, tone):
    sent(days)
    page = window.get(QUEUES).text
    assert words in page
    assert f'<span class="tag tone-{tone}">' in page


# -- searching ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda item: item.procedure.reference,
        lambda item: item.procedure.reference.replace("-", " ").lower(),
        lambda item: some_matricule(7),
        lambda item: some_matricule(7)[:6],
        lambda item: some_matricule(8),
        lambda item: "wagner-t",
        lambda item: "Wagn Wil",
        lambda item: "Abel",
    ],
    ids=["reference", "typed", "number", "beginning", "former", "name", "names", "about"],
)
def test_a_search_finds_decided_requests_too_and_says_nothing_in_the_address(window, write):
    person = InsuredPersonFactory(
        signs_in=True,
        first_name="Wilhelmina",
        last_name="Wagner-Test",
        matricule=some_matricule(7),
    )
    FormerMatriculeFactory(person=person, matricule=some_matricule(8))
    about = InsuredPersonFactory(first_name="Abel", matricule=some_matricule(1, born="20100202"))
    item = sent(40, person=person, about=about, accepted=True)
    sent(1, person__matricule=some_matricule(1, born="19700101"))
    response = search(window, QUEUES, write(item))
    assert shown(response) == [item]
    address = response.redirect_chain[0][0]
    assert write(item) not in address


# -- written down, and at what cost ---------------------------------------------------------


def views(**columns) -> list[tuple]:
    found = AuditEntry.objects.filter(kind="view", **columns).order_by("pk")
    return list(found.values_list("subject_type", "subject_id", "purpose", "dossier"))


def test_every_line_shown_is_written_down(window):
    item = sent(1)
    window.get(QUEUES)
    line = ("insured.request", str(item.pk), "insured.requests.list", item.person.dossier_id)
    assert views() == [line]


def test_whoever_a_line_names_besides_can_see_that_later(window):
    about = InsuredPersonFactory()
    sent(1, about=about)
    window.get(QUEUES)
    assert views(dossier=about.dossier) == [
        ("insured.insuredperson", str(about.pk), "insured.requests.about.list", about.dossier_id)
    ]


def test_a_page_is_written_down_once_for_everybody_it_shows(window):
    about = InsuredPersonFactory()
    item = sent(1, about=about)
    window.get(request_page(item))
    assert views() == [
        ("insured.request", str(item.pk), "insured.requests.page", item.person.dossier_id),
        ("insured.insuredperson", str(about.pk), "insured.requests.about", about.dossier_id),
    ]


def cost(window, address) -> int:
    window.get(address)
    with CaptureQueriesContext(connection) as queries:
        window.get(address)
    return len(queries)


def test_two_hundred_requests_cost_as_much_as_five(window):
    costs = []
    for count in (5, 195):
        for _number in range(count):
            sent(1)
        costs.append(cost(window, QUEUES))
    assert costs[0] == costs[1]
