"""Ties that begin, end and go on, newborns, and requests about them."""

from datetime import date, timedelta

import pytest

from cns_portal import audit, clock
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from insured.choices import (
    Relation,
    RequestKind,
    RequestRefusal,
    RequestState,
    TieBasis,
    TieEnd,
)
from insured.choices.co_insurance import TieRefusal
from insured.choices.families import FamilyRefusal
from insured.models import AffiliationPeriod, FamilyTie, Guardianship, InsuredPerson
from insured.services import ending_ties, families, requests, ties
from insured.services.request_kinds import lines_of, rules_of
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule
from tests.insured.families import co_insured, worker, years_ago

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill", birth_date=date(1985, 4, 12))


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def register(principal, member, relation=Relation.SPOUSE, first_day=date(2026, 1, 1), **options):
    basis = TieBasis.DECISION if relation in ("spouse", "partner") else TieBasis.AUTOMATIC
    return ties.register(
        principal=principal,
        member=member,
        relation=relation,
        basis=basis,
        first_day=first_day,
        actor=audit.SYSTEM,
        **options,
    )


def covered(person) -> list[tuple[date, date | None]]:
    rows = AffiliationPeriod.objects.filter(person=person, cover="co_insured")
    return list(rows.order_by("first_day").values_list("first_day", "last_day"))


# -- beginning and ending ----------------------------------------------------------------------


def test_a_tie_shows_on_the_timeline_at_once(marie):
    tom = InsuredPersonFactory()
    register(marie, tom)
    assert covered(tom) == [(date(2026, 1, 1), None)]


def test_a_tie_through_somebody_without_insurance_insures_nobody():
    nobody, tom = InsuredPersonFactory(), InsuredPersonFactory()
    register(nobody, tom)
    assert covered(tom) == []


def test_nobody_is_insured_through_themselves(marie):
    with pytest.raises(Refused) as refused:
        register(marie, marie)
    assert refused.value.reason == TieRefusal.THEMSELVES


def test_one_principal_at_a_time(marie):
    child = InsuredPersonFactory(birth_date=years_ago(9))
    register(marie, child, Relation.OWN_CHILD)
    with pytest.raises(Refused) as refused:
        register(worker(), child, Relation.OWN_CHILD, first_day=date(2026, 6, 1))
    assert refused.value.reason == TieRefusal.MEMBER_TAKEN


def test_one_spouse_or_partner_at_a_time(marie):
    first = register(marie, InsuredPersonFactory())
    other = InsuredPersonFactory()
    with pytest.raises(Refused) as refused:
        register(marie, other, Relation.PARTNER, first_day=date(2026, 6, 1))
    assert refused.value.reason == TieRefusal.ANOTHER_SPOUSE
    ties.end(first.pk, last_day=date(2026, 5, 31), reason=TieEnd.SEPARATION, actor=audit.SYSTEM)
    register(marie, other, Relation.PARTNER, first_day=date(2026, 6, 1))
    assert covered(other) == [(date(2026, 6, 1), None)]


def test_ending_tells_both_why_and_ends_the_cover(marie):
    tom = InsuredPersonFactory(first_name="Tom", last_name="Modell")
    tie = register(marie, tom)
    ties.end(tie.pk, last_day=date(2026, 10, 4), reason=TieEnd.SEPARATION, actor=audit.SYSTEM)
    assert covered(tom) == [(date(2026, 1, 1), date(2026, 10, 4))]
    for person, words in ((tom, "Your co-insurance through Marie"), (marie, "of Tom Modell")):
        message = Message.objects.get(dossier=person.dossier)
        assert message.title == "A co-insurance ends"
        assert words in message.body
        assert "Divorce or end of the partnership" in message.body
        assert "voluntary insurance" in message.body
    for email in Email.objects.all():
        assert "Modell" not in email.text_body + email.subject


@pytest.mark.parametrize(
    ("last_day", "refusal"),
    [
        (date(2025, 12, 31), TieRefusal.ENDS_BEFORE_IT_BEGAN),
        (date(2026, 10, 4), TieRefusal.IS_OVER),
        (date(2026, 10, 5), TieRefusal.IS_OVER),
    ],
)
def test_an_end_that_cannot_be(marie, last_day, refusal):
    tie = register(marie, InsuredPersonFactory())
    if refusal == TieRefusal.IS_OVER:
        ties.end(tie.pk, last_day=date(2026, 10, 4), reason=TieEnd.REQUEST, actor=audit.SYSTEM)
    with pytest.raises(Refused) as refused:
        ties.end(tie.pk, last_day=last_day, reason=TieEnd.REQUEST, actor=audit.SYSTEM)
    assert refused.value.reason == refusal


def test_an_earlier_end_shortens_a_later_one(marie):
    tom = InsuredPersonFactory()
    tie = register(marie, tom)
    for day in (date(2026, 10, 4), date(2026, 9, 30)):
        ties.end(tie.pk, last_day=day, reason=TieEnd.MOVED_AWAY, actor=audit.SYSTEM)
    assert covered(tom) == [(date(2026, 1, 1), date(2026, 9, 30))]


# -- reported by the person --------------------------------------------------------------------


def report(person, tie, **changed):
    said = {"reason": TieEnd.SEPARATION, "last_day": clock.today() - DAY, **changed}
    return ending_ties.report_end(person=person, tie=tie, actor=AccountFactory(), **said)


def test_a_separation_is_reported_confirmed_and_told(marie, agent):
    tie = co_insured(marie, relation=Relation.SPOUSE)
    request = report(marie, tie, remark="Divorced in October.")
    assert (request.kind, request.about) == (RequestKind.END_CO_INSURANCE, tie.member)
    assert ("Remark", "Divorced in October.") in lines_of(request)
    assert rules_of(request.kind).doubts(request) == []
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent)
    tie.refresh_from_db()
    assert (tie.last_day, tie.end_reason) == (clock.today() - DAY, TieEnd.SEPARATION)
    assert Message.objects.filter(dossier=tie.member.dossier).count() == 1


def test_the_agent_may_confirm_another_day(marie, agent):
    tie = co_insured(marie, relation=Relation.SPOUSE)
    request = report(marie, tie)
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent, added={"last_day": "2026-06-30"})
    tie.refresh_from_db()
    assert tie.last_day == date(2026, 6, 30)


def test_the_member_may_report_it_too_and_each_once(marie):
    tie = co_insured(marie, relation=Relation.SPOUSE, signs_in=True)
    report(tie.member, tie)
    with pytest.raises(Refused) as refused:
        report(tie.member, tie)
    assert refused.value.reason == RequestRefusal.ALREADY_SENT


@pytest.mark.parametrize(
    ("relation", "changed", "refusal"),
    [
        (Relation.OWN_CHILD, {"reason": TieEnd.SEPARATION}, TieRefusal.WRONG_REASON),
        (Relation.SPOUSE, {"reason": TieEnd.THIRTY}, TieRefusal.WRONG_REASON),
        (Relation.SPOUSE, {"last_day": date(2099, 1, 1)}, TieRefusal.IN_THE_FUTURE),
        (Relation.SPOUSE, {"last_day": date(2019, 1, 1)}, TieRefusal.ENDS_BEFORE_IT_BEGAN),
    ],
)
def test_what_cannot_be_reported(marie, relation, changed, refusal):
    tie = co_insured(marie, relation=relation, birth_date=years_ago(20))
    with pytest.raises(Refused) as refused:
        report(marie, tie, **changed)
    assert refused.value.reason == refusal


def test_an_agent_sees_that_it_has_ended_meanwhile(marie):
    tie = co_insured(marie, relation=Relation.SPOUSE)
    request = report(marie, tie)
    ties.end(tie.pk, last_day=date(2026, 1, 31), reason=TieEnd.DECISION, actor=audit.SYSTEM)
    assert rules_of(request.kind).doubts(request) == [str(TieRefusal.IS_OVER.label)]


# -- remaining from 30 on ----------------------------------------------------------------------


def remain(person, tie, **changed):
    said = {"studies": True, "low_resources": False, **changed}
    return ending_ties.ask_to_remain(person=person, tie=tie, actor=AccountFactory(), **said)


def accept_until(request, agent, until):
    requests.take(request.pk, agent=agent)
    return requests.accept(request.pk, agent=agent, added={"until": until.isoformat()})


@pytest.fixture
def soon():
    """30 in a month."""
    return years_ago(30, days=30)


def test_remaining_is_asked_for_decided_and_told(marie, agent, soon):
    tie = co_insured(marie, birth_date=soon)
    request = remain(marie, tie, remark="Until September.")
    assert ("Studies or trains", "Yes") in lines_of(request)
    until = clock.today() + 300 * DAY
    accept_until(request, agent, until)
    tie.refresh_from_db()
    assert (tie.beyond_thirty_until, tie.last_day) == (until, None)
    told = Message.objects.filter(title="The co-insurance goes on")
    assert {m.dossier_id for m in told} == {marie.dossier_id, tie.member.dossier_id}


def test_a_decision_after_the_birthday_leaves_no_gap(marie, agent):
    tie = co_insured(marie, birth_date=years_ago(30, days=-10))
    request = remain(marie, tie)
    eve = clock.today() - 11 * DAY
    ties.end(tie.pk, last_day=eve, reason=TieEnd.THIRTY, actor=audit.SYSTEM)
    assert len(rules_of(request.kind).doubts(request)) == 1
    accept_until(request, agent, clock.today() + 100 * DAY)
    assert [last for _first, last in covered(tie.member)] == [None]


def test_an_end_of_the_authorisation_that_is_over_ends_the_tie_there(marie, agent):
    tie = co_insured(marie, birth_date=years_ago(30, days=-60))
    request = remain(marie, tie)
    until = clock.today() - 20 * DAY
    accept_until(request, agent, until)
    tie.refresh_from_db()
    assert (tie.last_day, tie.end_reason) == (until, TieEnd.THIRTY)


@pytest.mark.parametrize(
    ("born", "relation", "changed", "refusal"),
    [
        (years_ago(20), Relation.OWN_CHILD, {}, TieRefusal.TOO_SOON),
        (years_ago(40), Relation.SPOUSE, {}, TieRefusal.NOT_A_CHILD),
        (
            years_ago(30, days=30),
            Relation.OWN_CHILD,
            {"studies": False},
            TieRefusal.NEITHER_STUDIES_NOR_LOW_RESOURCES,
        ),
    ],
)
def test_who_cannot_ask_to_remain(marie, born, relation, changed, refusal):
    tie = co_insured(marie, birth_date=born, relation=relation)
    with pytest.raises(Refused) as refused:
        remain(marie, tie, **changed)
    assert refused.value.reason == refusal


def test_a_tie_that_ended_for_another_reason_does_not_go_on(marie, soon):
    tie = co_insured(marie, birth_date=soon)
    ties.end(tie.pk, last_day=clock.today() - DAY, reason=TieEnd.REQUEST, actor=audit.SYSTEM)
    with pytest.raises(Refused) as refused:
        remain(marie, tie)
    assert refused.value.reason == TieRefusal.IS_OVER
    with pytest.raises(Refused) as refused:
        ties.authorise_beyond_thirty(tie.pk, until=date(2099, 1, 1), actor=audit.SYSTEM)
    assert refused.value.reason == TieRefusal.IS_OVER


def test_an_authorisation_needs_a_day_after_thirty(marie, agent, soon):
    tie = co_insured(marie, birth_date=soon)
    request = remain(marie, tie)
    requests.take(request.pk, agent=agent)
    with pytest.raises(Refused) as refused:
        requests.accept(request.pk, agent=agent)
    assert refused.value.reason == TieRefusal.NO_UNTIL
    with pytest.raises(Refused) as refused:
        requests.accept(request.pk, agent=agent, added={"until": clock.today().isoformat()})
    assert refused.value.reason == TieRefusal.UNTIL_IS_TOO_EARLY
    request.refresh_from_db()
    assert request.state == RequestState.BEING_CHECKED


def test_no_authorisation_for_a_spouse(marie):
    tie = co_insured(marie, relation=Relation.SPOUSE)
    with pytest.raises(Refused) as refused:
        ties.authorise_beyond_thirty(tie.pk, until=date(2099, 1, 1), actor=audit.SYSTEM)
    assert refused.value.reason == TieRefusal.NOT_A_CHILD


# -- newborns ----------------------------------------------------------------------------------

BORN = clock.today() - 20 * DAY


def newborn(*parents, **changed):
    said = {
        "first_name": "Nora",
        "last_name": "Beispill",
        "matricule": some_matricule(1, born=f"{BORN:%Y%m%d}"),
        "birth_date": BORN,
        **changed,
    }
    return families.register_newborn(parents=parents, actor=audit.SYSTEM, **said)


def test_a_newborn_is_insured_through_the_older_parent_from_birth_on(marie):
    tom = worker(first_name="Tom", birth_date=date(1983, 9, 30))
    child, tie = newborn(marie, tom)
    assert (tie.principal, tie.basis) == (tom, TieBasis.AUTOMATIC)
    assert covered(child) == [(BORN, None)]
    assert child.locality == marie.locality
    assert set(Guardianship.objects.values_list("holder", flat=True)) == {marie.pk, tom.pk}
    bodies = dict(Message.objects.values_list("dossier", "body"))
    assert "co-insured through you" in bodies[tom.dossier_id]
    assert "co-insured through Tom" in bodies[marie.dossier_id]


def test_the_older_parent_does_not_count_without_insurance_of_their_own(marie):
    tom = InsuredPersonFactory(birth_date=date(1983, 9, 30))
    _child, tie = newborn(tom, marie)
    assert tie.principal == marie


@pytest.mark.parametrize(
    ("changed", "country"),
    [({"born_here": False}, "LU"), ({}, "FR")],
)
def test_no_newborn_is_insured_automatically_who_is_not_born_and_resident_here(changed, country):
    parent = worker(country=country)
    child, tie = newborn(parent, **changed)
    assert tie is None
    assert not FamilyTie.objects.exists()
    assert "not insured yet" in Message.objects.get(dossier=parent.dossier).body
    assert Guardianship.objects.get().child == child


def test_no_parent_insured_no_cover_but_a_file():
    child, tie = newborn(InsuredPersonFactory())
    assert tie is None
    assert InsuredPerson.objects.filter(pk=child.pk).exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"birth_date": date(2099, 1, 1)}, FamilyRefusal.NOT_BORN_YET),
        ({"matricule": "1990093012358"}, FamilyRefusal.FILE_EXISTS),
    ],
)
def test_a_newborn_that_cannot_be_registered(marie, changed, refusal):
    InsuredPersonFactory(matricule="1990093012358")
    people = InsuredPerson.objects.count()
    with pytest.raises(Refused) as refused:
        newborn(marie, **changed)
    assert refused.value.reason == refusal
    assert InsuredPerson.objects.count() == people


def test_a_newborn_needs_a_parent():
    with pytest.raises(Refused) as refused:
        newborn()
    assert refused.value.reason == FamilyRefusal.NO_PARENTS


def test_a_guardianship_is_noted_once_and_over_somebody_else(marie):
    child, _tie = newborn(marie)
    for holder, refusal in (
        (marie, FamilyRefusal.KNOWN_ALREADY),
        (child, FamilyRefusal.OWN_PARENT),
    ):
        with pytest.raises(Refused) as refused:
            families.note_guardianship(
                holder=holder,
                child=child,
                first_day=BORN,
                source="evidence",
                actor=audit.SYSTEM,
            )
        assert refused.value.reason == refusal
