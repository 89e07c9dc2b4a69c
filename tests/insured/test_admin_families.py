"""An agent decides about co-insurances at the window: doubts, what is missing, what follows."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import clock
from insured.choices import Relation, RequestState, TieEnd
from insured.choices.co_insurance import Obstacle, TieRefusal
from insured.models import FamilyTie, InsuredPerson
from insured.services import co_insurance, ending_ties, requests
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory, some_matricule
from tests.insured.agents import an_agent, request_page, window_of
from tests.insured.factories import PeriodFactory
from tests.insured.families import about_a_spouse, co_insured, worker, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill")


def taken(request, agent):
    return requests.take(request.pk, agent=agent)


def a_spouse(marie, agent, *, kinds=("civil_status", "residence"), **changed):
    papers = [(DocumentFactory(dossier=marie.dossier), kind) for kind in kinds]
    request = co_insurance.send(
        principal=marie,
        statement=about_a_spouse(**changed),
        actor=marie.account,
        attached=papers,
    )
    return taken(request, agent)


def test_the_page_shows_what_was_stated_and_what_the_rule_doubts(window, marie, agent):
    request = a_spouse(marie, agent)
    page = window.get(request_page(request))
    assertContains(page, "Nadia Erdacht")
    assertNotContains(page, str(Obstacle.INSURED_HERE.label))
    PeriodFactory(person=InsuredPersonFactory(matricule=some_matricule(77, born="19870509")))
    assertContains(window.get(request_page(request)), str(Obstacle.INSURED_HERE.label))


def test_accepting_insures_from_the_day_the_agent_says(window, marie, agent):
    request = a_spouse(marie, agent)
    window.post(request_page(request, "accept"), {"words": "Welcome.", "first_day": "2026-11-05"})
    tie = FamilyTie.objects.get()
    assert (tie.member.full_name, str(tie.first_day)) == ("Nadia Erdacht", "2026-11-05")


def test_a_matricule_that_is_missing_is_asked_for_and_nothing_is_decided(window, marie, agent):
    request = a_spouse(marie, agent, kinds=("civil_status", "residence", "identity"), matricule="")
    answer = window.post(request_page(request, "accept"), {"words": "Welcome."}, follow=True)
    assertContains(answer, str(TieRefusal.NO_MATRICULE.label))
    request.refresh_from_db()
    assert request.state == RequestState.BEING_CHECKED
    number = some_matricule(8, born="19870509")
    window.post(request_page(request, "accept"), {"words": "Welcome.", "matricule": number})
    assert InsuredPerson.objects.get(matricule=number).full_name == "Nadia Erdacht"


def test_a_file_of_another_name_has_to_be_compared(window, marie, agent):
    other = InsuredPersonFactory(
        first_name="Ana", last_name="Ander", matricule=some_matricule(77, born="19870509")
    )
    request = a_spouse(marie, agent)
    answer = window.post(request_page(request, "accept"), {"words": "Yes."}, follow=True)
    assertContains(answer, "carries another name or date of birth")
    assert not FamilyTie.objects.exists()
    window.post(request_page(request, "accept"), {"words": "Yes.", "same_person": "on"})
    assert FamilyTie.objects.get().member == other


def test_refusing_insures_nobody(window, marie, agent):
    request = a_spouse(marie, agent)
    window.post(request_page(request, "refuse"), {"words": "The certificate is not legible."})
    assert not FamilyTie.objects.exists()
    assert requests.Request.objects.get().state == RequestState.REFUSED


def test_confirming_an_end(window, marie, agent):
    tie = co_insured(marie, relation=Relation.SPOUSE)
    request = ending_ties.report_end(
        person=marie,
        tie=tie,
        reason=TieEnd.SEPARATION,
        last_day=clock.today() - timedelta(days=3),
        actor=marie.account,
    )
    taken(request, agent)
    window.post(request_page(request, "accept"), {"words": "Noted."})
    tie.refresh_from_db()
    assert (tie.last_day, tie.end_reason) == (clock.today() - timedelta(days=3), "separation")


def test_somebody_remains_until_the_day_the_agent_says(window, marie, agent):
    tie = co_insured(marie, birth_date=years_ago(30, days=20))
    request = ending_ties.ask_to_remain(
        person=marie, tie=tie, studies=True, low_resources=False, actor=AccountFactory()
    )
    taken(request, agent)
    window.post(request_page(request, "accept"), {"words": "Good luck."})
    tie.refresh_from_db()
    assert tie.beyond_thirty_until is None  # no day was given
    until = clock.today() + timedelta(days=200)
    answer = {"words": "Good luck.", "until": until.isoformat()}
    window.post(request_page(request, "accept"), answer)
    tie.refresh_from_db()
    assert tie.beyond_thirty_until == until
