"""Asking to add somebody, and what the decision changes."""

from datetime import date

import pytest
from django.utils import translation

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured.choices import (
    Cover,
    Relation,
    RequestDocumentKind,
    RequestKind,
    RequestRefusal,
    RequestState,
    TieBasis,
)
from insured.choices.co_insurance import Obstacle, PreviousCover, TieRefusal
from insured.models import AffiliationPeriod, FamilyTie, InsuredPerson, Request
from insured.services import co_insurance, requests
from insured.services.co_insurance import Statement
from insured.services.request_kinds import lines_of
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory, some_matricule
from tests.insured.factories import PeriodFactory
from tests.insured.families import about_a_spouse, child_of, co_insured, worker, years_ago

pytestmark = pytest.mark.django_db
Kind = RequestDocumentKind


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill")


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def papers(person, *kinds):
    """Files with what they are, uploaded by the person."""
    return [
        (DocumentFactory(dossier=person.dossier, purpose="co_insurance"), kind) for kind in kinds
    ]


def send(principal, statement=None, *, kinds=(Kind.CIVIL_STATUS, Kind.RESIDENCE), **options):
    return co_insurance.send(
        principal=principal,
        statement=statement or about_a_spouse(),
        actor=principal.account,
        attached=papers(principal, *kinds),
        **options,
    )


def decide(request, agent, **added):
    requests.take(request.pk, agent=agent)
    return requests.accept(request.pk, agent=agent, added=added)


def test_what_was_stated_comes_back_as_it_went_into_the_sealed_column(marie):
    statement = about_a_spouse(previous_cover=PreviousCover.ABROAD, previous_country="FR")
    request = send(
        marie,
        statement,
        kinds=(Kind.CIVIL_STATUS, Kind.RESIDENCE, Kind.PREVIOUS_COVER),
    )
    stored = Request.objects.get(pk=request.pk)
    assert Statement.from_json(stored.details) == statement
    assert ("Name", "Nadia Erdacht") in lines_of(stored)
    assert stored.kind == RequestKind.CO_INSURANCE
    assert stored.documents.count() == 3


def test_nothing_is_sent_without_a_document_that_is_needed(marie):
    with pytest.raises(Refused) as refused:
        send(marie, kinds=(Kind.RESIDENCE,))
    assert refused.value.reason == RequestRefusal.DOCUMENT_MISSING
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({"union_lasts": False}, Obstacle.UNION_IS_OVER),
        ({"insured_abroad": True}, Obstacle.INSURED_ABROAD),
        ({"lives_here": False, "studies_away": False}, Obstacle.LIVES_ABROAD),
    ],
)
def test_what_stands_in_the_way_stops_the_request_too(marie, changed, obstacle):
    statement = about_a_spouse(facts={**about_a_spouse().facts, **changed})
    with pytest.raises(Refused) as refused:
        send(marie, statement)
    assert refused.value.reason == obstacle


def test_nobody_is_added_through_somebody_without_insurance():
    nobody = InsuredPersonFactory(signs_in=True)
    with pytest.raises(Refused) as refused:
        send(nobody)
    assert refused.value.reason == Obstacle.NOT_INSURED


def test_the_same_person_is_asked_for_once(marie):
    send(marie)
    for again in (
        about_a_spouse(),
        about_a_spouse(matricule="", first_name=" nadia", last_name="ERDACHT "),
        about_a_spouse(relation=Relation.PARTNER, first_name="Vera", matricule=""),
    ):
        with pytest.raises(Refused) as refused:
            send(marie, again)
        assert refused.value.reason == Obstacle.REQUEST_WAITING


def test_a_stranger_s_number_tells_nothing(marie):
    """Whether somebody is insured is found out by the agent, never by whoever types a number."""
    other = worker(matricule=some_matricule(77, born="19870509"))
    answer = co_insurance.check(marie, about_a_spouse(), today=clock.today())
    assert answer.may_be_sent
    request = send(marie)
    assert [str(Obstacle.INSURED_HERE.label)] == co_insurance.doubts(request)[:1]
    assert other.matricule == request.details["matricule"]


def test_accepting_opens_the_file_of_the_spouse_and_insures_at_once(marie, agent):
    decide(send(marie), agent)
    spouse = InsuredPerson.objects.get(matricule=some_matricule(77, born="19870509"))
    assert (spouse.full_name, spouse.locality) == ("Nadia Erdacht", marie.locality)
    tie = FamilyTie.objects.get(member=spouse)
    assert (tie.principal, tie.relation, tie.basis) == (marie, "spouse", TieBasis.DECISION)
    assert tie.first_day == date(2026, 10, 1)
    period = AffiliationPeriod.objects.get(person=spouse)
    assert (period.cover, period.through) == (Cover.CO_INSURED, marie)
    assert period.first_day == date(2026, 10, 1)
    assert AuditEntry.objects.filter(action="tie.registered", actor=agent).exists()
    titles = Message.objects.filter(dossier=spouse.dossier).values_list("title", flat=True)
    assert list(titles) == ["A co-insurance has begun"]
    told = Message.objects.filter(dossier=marie.dossier).values_list("title", flat=True)
    assert set(told) == {
        "We have received your request",
        "Your request is accepted",
        "A co-insurance has begun",
    }


def test_the_agent_may_set_another_first_day(marie, agent):
    decide(send(marie), agent, first_day="2026-11-05")
    assert FamilyTie.objects.get().first_day == date(2026, 11, 5)


def test_without_a_matricule_the_agent_has_to_give_one(marie, agent):
    request = send(
        marie,
        about_a_spouse(matricule=""),
        kinds=(Kind.CIVIL_STATUS, Kind.RESIDENCE, Kind.IDENTITY),
    )
    with pytest.raises(Refused) as refused:
        decide(request, agent)
    assert refused.value.reason == TieRefusal.NO_MATRICULE
    request.refresh_from_db()
    assert request.state == RequestState.BEING_CHECKED
    assert not FamilyTie.objects.exists()
    number = some_matricule(5, born="19870509")
    requests.accept(request.pk, agent=agent, added={"matricule": number})
    assert FamilyTie.objects.get().member.matricule == number


def test_two_people_never_become_one_because_of_a_number(marie, agent):
    """The number leads to a file of another name: an agent has to have compared them."""
    other = InsuredPersonFactory(
        first_name="Tomás", last_name="Ander", matricule=some_matricule(77, born="19870509")
    )
    request = send(marie)
    with pytest.raises(Refused) as refused:
        decide(request, agent)
    assert refused.value.reason == TieRefusal.ANOTHER_NAME
    requests.accept(request.pk, agent=agent, added={"same_person": True})
    assert FamilyTie.objects.get().member == other


def test_a_child_on_file_is_added_without_a_second_file(marie, agent):
    child = child_of(marie)
    statement = about_a_spouse(
        relation=Relation.OWN_CHILD,
        first_name=child.first_name,
        last_name=child.last_name,
        birth_date=child.birth_date,
        matricule=child.matricule,
        facts={
            "tax_relief": True,
            "lives_here": True,
            "insured_here": False,
            "insured_abroad": False,
        },
    )
    decide(send(marie, statement, kinds=(), about=child), agent)
    assert FamilyTie.objects.get().member == child


def test_a_child_that_is_insured_through_the_other_parent_stays_there(marie, agent):
    child = child_of(marie)
    statement = about_a_spouse(
        relation=Relation.OWN_CHILD,
        birth_date=child.birth_date,
        facts={"tax_relief": True, "lives_here": True, "insured_here": False,
               "insured_abroad": False},
    )  # fmt: skip
    request = send(marie, statement, kinds=(), about=child)
    other = co_insured(worker())
    FamilyTie.objects.filter(pk=other.pk).update(member=child)
    with pytest.raises(Refused) as refused:
        decide(request, agent)
    assert refused.value.reason == TieRefusal.MEMBER_TAKEN
    assert str(Obstacle.ALREADY_WITH_ANOTHER.label) in co_insurance.doubts(request)


def test_two_spouses_never(marie, agent):
    co_insured(marie, relation=Relation.SPOUSE)
    with pytest.raises(Refused) as refused:
        send(marie)
    assert refused.value.reason == Obstacle.ANOTHER_SPOUSE


def test_from_thirty_on_an_end_is_needed(marie, agent):
    born = years_ago(31)
    statement = about_a_spouse(
        relation=Relation.OWN_CHILD,
        birth_date=born,
        matricule=some_matricule(3, born=f"{born:%Y%m%d}"),
        facts={**about_a_spouse().facts, "tax_relief": False, "studies": True},
    )
    request = send(marie, statement)
    with pytest.raises(Refused) as refused:
        decide(request, agent)
    assert refused.value.reason == TieRefusal.NO_UNTIL
    requests.accept(request.pk, agent=agent, added={"until": "2027-09-30"})
    assert FamilyTie.objects.get().beyond_thirty_until == date(2027, 9, 30)


def test_refusing_changes_nothing_and_says_why(marie, agent):
    request = send(marie)
    requests.take(request.pk, agent=agent)
    requests.refuse(request.pk, agent=agent, reason="The marriage certificate cannot be read.")
    assert not FamilyTie.objects.exists()
    told = Message.objects.filter(dossier=marie.dossier).latest("pk")
    assert "The marriage certificate cannot be read." in told.body
    # Nothing hinders a better request.
    send(marie)


def test_the_spouse_is_told_in_the_language_of_the_principal(marie, agent):
    InsuredPerson.objects.filter(pk=marie.pk).update(language="fr")
    with translation.override("de"):
        decide(send(InsuredPerson.objects.get(pk=marie.pk)), agent)
    spouse = FamilyTie.objects.get().member
    assert spouse.language == "fr"
    assert Message.objects.get(dossier=spouse.dossier).language == "fr"


def test_an_exception_for_serious_reasons_is_left_to_the_agent(marie):
    statement = about_a_spouse(
        facts={**about_a_spouse().facts, "lives_here": False, "studies_away": False},
        serious_reasons="In hospital abroad since an accident.",
    )
    request = send(marie, statement, kinds=(Kind.CIVIL_STATUS,))
    assert co_insurance.doubts(request) == [f"To be waived: {Obstacle.LIVES_ABROAD.label}"]


def test_what_the_files_say_later_is_shown_as_a_doubt(marie):
    child = child_of(marie)
    statement = about_a_spouse(
        relation=Relation.OWN_CHILD,
        first_name=child.first_name,
        last_name=child.last_name,
        birth_date=child.birth_date,
        matricule=child.matricule,
        facts={**about_a_spouse().facts, "tax_relief": True},
    )
    request = send(marie, statement, kinds=(), about=child)
    assert co_insurance.doubts(request) == []
    PeriodFactory(person=child)
    assert co_insurance.doubts(request) == [str(Obstacle.INSURED_HERE.label)]
