"""Two windows, two agents, two workers, and one that is killed: once, and whole or not at all."""

from datetime import date, timedelta

import pytest

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.procedures.selectors import out_of_step
from insured import tasks
from insured.choices import Relation, RequestDocumentKind, RequestRefusal, TieEnd
from insured.choices.co_insurance import Obstacle, TieRefusal
from insured.models import AffiliationPeriod, FamilyTie, LifeNote, Request
from insured.services import ages, co_insurance, ending_ties, requests, ties
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory, some_matricule
from tests.insured.families import about_a_spouse, co_insured, worker, years_ago
from tests.killing import killed_in
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NEEDED = (RequestDocumentKind.CIVIL_STATUS, RequestDocumentKind.RESIDENCE)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill")


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def asks(marie):
    papers = [
        (DocumentFactory(dossier=marie.dossier, purpose="co_insurance"), kind) for kind in NEEDED
    ]
    return lambda: co_insurance.send(
        principal=marie, statement=about_a_spouse(), actor=marie.account, attached=papers
    )


def accepts(request, agent):
    return lambda: requests.accept(request.pk, agent=agent)


@pytest.mark.parametrize("attempt", range(3))
def test_two_windows_ask_for_the_same_spouse(marie, attempt):
    answers = at_once(*[asks(marie) for _ in range(4)])
    assert answers.count(Obstacle.REQUEST_WAITING) == 3
    assert Request.objects.count() == 1
    assert not out_of_step().exists()


@pytest.mark.parametrize("attempt", range(3))
def test_a_decision_sent_twice_counts_once(marie, agent, attempt):
    request = asks(marie)()
    requests.take(request.pk, agent=agent)
    answers = at_once(*[accepts(request, agent)] * 4)
    assert answers.count(RequestRefusal.CLOSED) == 3
    assert FamilyTie.objects.count() == 1
    assert AffiliationPeriod.objects.filter(cover="co_insured").count() == 1
    assert AuditEntry.objects.filter(action="tie.registered").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_parents_ask_for_the_same_child_and_one_gets_it(marie, agent, attempt):
    """Decided at the same moment by two agents: the child has one principal."""
    child = InsuredPersonFactory(
        first_name="Nadia", last_name="Erdacht", birth_date=date(1987, 5, 9),
        matricule=some_matricule(77, born="19870509"),
    )  # fmt: skip
    work = []
    for principal in (marie, worker()):
        request, mine = asks(principal)(), AccountFactory(agent=True)
        requests.take(request.pk, agent=mine)
        work.append(accepts(request, mine))
    answers = at_once(*work)
    assert TieRefusal.MEMBER_TAKEN in answers
    assert FamilyTie.objects.get().member == child
    assert sorted(Request.objects.values_list("state", flat=True)) == ["accepted", "being_checked"]


@pytest.mark.parametrize("attempt", range(3))
def test_a_new_spouse_while_the_old_one_is_registered(marie, attempt):
    def registers(member):
        return lambda: ties.register(
            principal=marie,
            member=member,
            relation=Relation.PARTNER,
            basis="decision",
            first_day=date(2026, 1, 1),
            actor=audit.SYSTEM,
        )

    answers = at_once(*[registers(InsuredPersonFactory()) for _ in range(4)])
    assert answers.count(TieRefusal.ANOTHER_SPOUSE) == 3
    assert FamilyTie.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_an_end_and_an_authorisation_at_once_leave_no_third_state(marie, agent, attempt):
    tie = co_insured(marie, birth_date=years_ago(30, days=-10))
    request = ending_ties.ask_to_remain(
        person=marie, tie=tie, studies=True, low_resources=False, actor=marie.account
    )
    requests.take(request.pk, agent=agent)
    until = clock.today() + timedelta(days=100)
    answers = at_once(
        lambda: requests.accept(request.pk, agent=agent, added={"until": until.isoformat()}),
        tasks.look_at_ages,
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    tie.refresh_from_db()
    assert (tie.last_day, tie.beyond_thirty_until) == (None, until)
    assert AffiliationPeriod.objects.get(person=tie.member).last_day is None


# -- the nightly look --------------------------------------------------------------------------


def soon_thirty(marie, count):
    born = years_ago(30, days=20)
    return [
        co_insured(marie, birth_date=born, matricule=some_matricule(n, born=f"{born:%Y%m%d}"))
        for n in range(count)
    ]


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_tell_everybody_once(marie, attempt):
    soon_thirty(marie, 6)
    answers = at_once(*[tasks.look_at_ages] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert LifeNote.objects.count() == 6
    assert Message.objects.count() == 12


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_end_everything_once(marie, attempt):
    for tie in soon_thirty(marie, 4):
        tie.member.birth_date = years_ago(30, days=-3)
        tie.member.save()
    answers = at_once(*[tasks.look_at_ages] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert FamilyTie.objects.filter(end_reason=TieEnd.THIRTY).count() == 4
    assert AuditEntry.objects.filter(action="tie.ended").count() == 4


@pytest.mark.parametrize(
    "where", ["insured.services.ages.tell", "insured.services.ties.declarations.refold"]
)
def test_a_killed_worker_leaves_nothing_half_done(marie, where):
    tellable, endable = soon_thirty(marie, 2)
    endable.member.birth_date = years_ago(30, days=-3)
    endable.member.save()
    before = Message.objects.count()
    killed_in(tasks.look_at_ages, where=where)
    told = LifeNote.objects.filter(person=tellable.member).count()
    assert Message.objects.filter(dossier=tellable.member.dossier).count() == told
    ended = FamilyTie.objects.get(pk=endable.pk).last_day is not None
    period = AffiliationPeriod.objects.get(person=endable.member)
    assert (period.last_day is not None) is ended
    ages.look_at_ages()
    assert LifeNote.objects.count() == 1
    assert FamilyTie.objects.get(pk=endable.pk).end_reason == TieEnd.THIRTY
    assert AffiliationPeriod.objects.get(person=endable.member).last_day is not None
    assert Message.objects.count() == before + 4
