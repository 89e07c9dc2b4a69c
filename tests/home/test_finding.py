"""Finding a case among many: lists, kinds, order, words. Nothing personal in the address."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import procedures
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.models import Procedure
from tests.factories import AccountFactory, AppointmentFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db

LIST = "/en/espace/procedures/"


@pytest.fixture
def cases(person):
    """A confirmed, a requested and a cancelled one; an agent asks about the requested one."""
    first = AppointmentFactory(person=person)
    same = {"person": person, "agency": first.agency}
    found = {
        "confirmed": first.procedure,
        "requested": AppointmentFactory(requested=True, **same).procedure,
        "cancelled": AppointmentFactory(cancelled=True, **same).procedure,
        "asked": AppointmentFactory(requested=True, **same).procedure,
    }
    procedures.ask(
        found["asked"],
        text="Which day?",
        by=AccountFactory(agent=True),
        sent_key=uuid.uuid4(),
    )
    deliver()
    Procedure.objects.filter(phase="received").update(phase="being_checked")
    return found


def shown(page, cases) -> set[str]:
    content = page.content.decode()
    return {name for name, case in cases.items() if case.reference in content}


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", {"confirmed", "requested", "cancelled", "asked"}),
        ("needs_me", {"asked"}),
        ("in_progress", {"requested"}),
        ("done", {"confirmed", "cancelled"}),
        ("nonsense", {"confirmed", "requested", "cancelled", "asked"}),
    ],
)
def test_each_list_holds_its_cases(me, cases, show, expected):
    assert shown(me.get(LIST, {"show": show}), cases) == expected


def test_the_list_says_how_many_wait_for_me(me, cases):
    assertContains(me.get(LIST), '<span class="count">1</span>')


def test_a_kind_narrows_and_an_unknown_one_does_not(me, cases):
    assert len(shown(me.get(LIST, {"kind": "appointment"}), cases)) == 4
    assert len(shown(me.get(LIST, {"kind": "nonsense"}), cases)) == 4


def test_the_last_change_or_what_was_sent_last_comes_first(me, cases):
    def first(**query):
        content = me.get(LIST, query).content.decode()
        return min(cases, key=lambda name: content.index(cases[name].reference))

    procedures.reply(
        cases["confirmed"],
        text="Moien",
        by=AccountFactory(),
        sent_key=uuid.uuid4(),
    )
    assert first() == "confirmed"
    assert first(sort="sent") == "asked"


def test_words_are_sent_as_a_form_and_stand_in_no_address(me, cases):
    answer = me.post(LIST, {"text": "cancelled Müller"}, follow=True)
    for where, _status in answer.redirect_chain:
        assert "ller" not in where
        assert "cancelled" not in where
    assertContains(answer, "Nothing was found")
    assertContains(answer, 'value="cancelled Müller"')
    assert shown(me.post(LIST, {"text": "cancelled"}, follow=True), cases) == {"cancelled"}
    whole = cases["requested"].reference.lower().replace("-", " ")
    assert "requested" in shown(me.post(LIST, {"text": whole[:4]}, follow=True), cases)


def test_an_empty_search_shows_everything(me, cases):
    assertRedirects(me.post(LIST, {"text": "  "}), LIST)


@pytest.mark.parametrize("text", ["\x00", "%", "'", "x" * 500, "🙂", "\n", "a" * 100])
def test_any_words_may_be_searched_for(me, cases, text):
    assert me.post(LIST, {"text": text}, follow=True).status_code == 200


def test_a_key_of_another_visit_finds_nothing_of_it(me, stranger, cases):
    answer = me.post(LIST, {"text": "cancelled"})
    assertNotContains(stranger.get(answer["Location"]), 'value="cancelled"')
    assertNotContains(me.get(LIST, {"q": "guessed"}), "Nothing was found")


def test_a_search_keeps_the_list_it_was_made_in(me, cases):
    answer = me.post(f"{LIST}?show=done&page=3", {"text": "appointment"})
    assert "show=done" in answer["Location"]
    assert "page" not in answer["Location"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"show": "needs_me"}, "Nothing is waiting for you"),
        ({"show": "in_progress"}, "No such procedures"),
    ],
)
def test_an_empty_list_says_what_would_stand_in_it(me, person, query, sentence):
    AppointmentFactory(person=person, cancelled=True)
    assertContains(me.get(LIST, query), sentence)


def test_other_peoples_cases_are_in_no_list(me, person, cases):
    theirs = AppointmentFactory(person=InsuredPersonFactory()).procedure
    for query in ({}, {"show": "done"}, {"kind": "appointment"}):
        assertNotContains(me.get(LIST, query), theirs.reference)
    answer = me.post(LIST, {"text": theirs.reference}, follow=True)
    assertNotContains(answer, reverse("home:procedure", args=[theirs.reference]))


@pytest.mark.parametrize("query", [{}, {"show": "needs_me"}, {"show": "done", "sort": "sent"}])
def test_the_list_costs_the_same_with_three_cases_and_with_sixty(
    me, person, query, django_assert_num_queries, django_assert_max_num_queries
):
    first = AppointmentFactory(person=person)
    for _ in range(2):
        AppointmentFactory(person=person, agency=first.agency)
    with django_assert_max_num_queries(9) as counted:
        me.get(LIST, query)
    asked = len(counted.captured_queries)
    for _ in range(57):
        AppointmentFactory(person=person, agency=first.agency)
    # An empty page of a long list asks no less than a full one.
    with django_assert_num_queries(asked):
        me.get(LIST, query)
