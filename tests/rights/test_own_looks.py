"""Whoever looked at a file does not answer the question about that look: another officer does."""

import uuid

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import audit, clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, working
from tests.factories import InsuredPersonFactory
from tests.insured.agents import window_of
from tests.insured.factories import CardFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer, page_of, seen

pytestmark = pytest.mark.django_db

SENTENCE = "Nobody answers a question about a look of their own"


@pytest.fixture(params=["officer", "superuser"])
def looker(request):
    account = an_officer(first_name="Lona", last_name="Looker")
    account.is_superuser = request.param == "superuser"
    account.save()
    return account


@pytest.fixture
def other():
    return an_officer(first_name="Otto")


def asked_about(looker, **columns):
    """Somebody does not understand why `looker` opened their file."""
    person = InsuredPersonFactory(signs_in=True)
    card = CardFactory(person=person)
    entry = audit.record_view(looker, card, purpose="insured.cards", dossier=person.dossier)
    details = {"look": entry.pk, "at": clock.now().isoformat(), "text": "Why?"}
    return RightsRequestFactory(
        person=person, kind=RightsKind.ACCESS_QUESTION, details=details, **columns
    )


def held_by(looker):
    """The same, which they had taken nevertheless."""
    return asked_about(looker, taken=True, agent=looker)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def answered(request, officer):
    said = {"said": "It was needed.", "bases": [AnswerBasis.INFORMATION], "seen": seen(request)}
    return deciding.decide(request.pk, Verb.ANSWER, agent=officer, **said)


def test_whoever_looked_neither_takes_nor_takes_over_the_question(looker, other):
    request = asked_about(looker)
    assert refused(working.take, request.pk, agent=looker) == RightsRefusal.OWN_LOOK
    working.take(request.pk, agent=other)
    why = refused(working.take_over, request.pk, agent=looker, seen=other.pk)
    assert why == RightsRefusal.OWN_LOOK
    assert answered(request, other).state == RightsState.ANSWERED


def test_whoever_looked_neither_answers_nor_asks_nor_writes(looker):
    request = held_by(looker)
    said = {"text": "All was well.", "by": looker}
    assert refused(answered, request, looker) == RightsRefusal.OWN_LOOK
    for verb in (procedures.ask, procedures.answer):
        why = refused(verb, request.procedure, sent_key=uuid.uuid4(), **said)
        assert why == RightsRefusal.OWN_LOOK
    why = refused(procedures.deal_with, request.procedure, by=looker)
    assert why == RightsRefusal.OWN_LOOK
    assert not request.procedure.answers.exists()


def test_whoever_looked_can_give_it_away_and_nobody_gives_it_back(looker, other):
    request = held_by(looker)
    assert working.hand_over(request.pk, agent=looker, to=other).agent == other
    why = refused(working.hand_over, request.pk, agent=other, to=looker)
    assert why == RightsRefusal.OWN_LOOK
    request.refresh_from_db()
    assert request.agent == other
    assert working.release(held_by(looker).pk, agent=looker).agent is None


def test_other_questions_about_the_same_file_they_do_answer(looker, other):
    theirs = asked_about(other)
    assert working.take(theirs.pk, agent=looker).agent == looker
    assert answered(theirs, looker).state == RightsState.ANSWERED
    objection = RightsRequestFactory(person=asked_about(looker).person)
    assert working.take(objection.pk, agent=looker).agent == looker


def test_a_look_at_another_file_binds_nobody(looker):
    elsewhere = asked_about(looker).details["look"]
    request = RightsRequestFactory(kind=RightsKind.ACCESS_QUESTION, details={"look": elsewhere})
    assert working.take(request.pk, agent=looker).agent == looker


def test_the_page_says_so_and_offers_nothing(looker):
    request, window = asked_about(looker), window_of(looker)
    page = window.get(page_of(request))
    assertContains(page, SENTENCE)
    assert page.context["deeds"] == []
    assertContains(window.post(page_of(request, "take"), follow=True), SENTENCE)
    request.refresh_from_db()
    assert request.state == RightsState.SENT


def test_the_page_of_one_they_had_taken_offers_to_give_it_away(looker, other):
    request, window = held_by(looker), window_of(looker)
    page = window.get(page_of(request))
    assertContains(page, SENTENCE)
    assert [deed["address"] for deed in page.context["deeds"]] == [
        page_of(request, "hand-over"),
        page_of(request, "release"),
    ]
    window.post(page_of(request, "hand-over"), {"to": other.pk})
    request.refresh_from_db()
    assert request.agent == other


def test_whoever_looked_is_not_among_the_colleagues_to_hand_it_to(looker, other):
    request, third = asked_about(looker), an_officer(first_name="Thea")
    working.take(request.pk, agent=other)
    window = window_of(other)
    page = window.get(page_of(request, "hand-over"))
    assert list(page.context["form"].fields["to"].queryset) == [third]
    window.post(page_of(request, "hand-over"), {"to": looker.pk})
    request.refresh_from_db()
    assert request.agent == other


def test_another_officer_sees_no_such_sentence(looker, other):
    request = asked_about(looker)
    page = window_of(other).get(page_of(request))
    assertNotContains(page, SENTENCE)
    assertContains(page, page_of(request, "take"))
