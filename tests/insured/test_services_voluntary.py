"""Asking for voluntary insurance: one rule for the check, the sending and the agent."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured.choices import Cover, Fund, RequestRefusal, RequestState
from insured.choices.coverage import VoluntaryKind
from insured.choices.coverage import VoluntaryRefusal as No
from insured.models import AffiliationPeriod, Request
from insured.rules.coverage import Period
from insured.services import requests, voluntary
from insured.services.request_kinds import lines_of
from insured.services.voluntary import Statement, after_the_end
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.covered import insured

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
TODAY = date(2026, 11, 22)
COMPLETE = {
    "lives_in_luxembourg": True,
    "covered_otherwise": False,
    "may_be_co_insured": False,
}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True)


def stated(kind=VoluntaryKind.CONTINUED, **facts) -> Statement:
    return Statement(kind, **(COMPLETE | facts))


def ask(person, statement=None, **also) -> Request:
    return voluntary.ask(
        person=person, statement=statement or stated(), actor=person.account, **also
    )


def test_what_is_open_is_sent_and_what_was_stated_comes_back(me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    statement = stated(last_day=date(2026, 10, 15))
    request = Request.objects.get(pk=ask(me, statement).pk)
    assert request.state == RequestState.SENT
    assert voluntary.statement_of(request) == statement
    assert dict(lines_of(request))["Kind of insurance"] == "Continued voluntary insurance"
    assert dict(lines_of(request))["Last day of the insurance that ends"] == "15 October 2026"
    assert dict(lines_of(request))["Could be co-insured"] == "No"
    assert voluntary.doubts_of(request) == []


def test_what_is_not_open_is_not_sent(me):
    insured(me, date(2020, 3, 1), date(2026, 8, 21))
    with pytest.raises(Refused) as refused:
        ask(me)
    assert refused.value.reason == No.TOO_LATE
    assert refused.value.sentence == (
        "The insurance ended on 21 August 2026: the request had to arrive within three months, "
        "by 21 November 2026."
    )
    assert not Request.objects.exists()
    assert not Message.objects.exists()


def test_nothing_is_sent_while_a_question_is_open(me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    with pytest.raises(Refused) as refused:
        ask(me, stated(covered_otherwise=None))
    assert refused.value.reason == No.NOT_ANSWERED


def test_a_second_request_waits_for_the_first_one(me):
    ask(me, stated(VoluntaryKind.OPTIONAL))
    with pytest.raises(Refused) as refused:
        ask(me, stated(VoluntaryKind.OPTIONAL))
    assert refused.value.reason == RequestRefusal.ALREADY_SENT


def test_an_insurance_that_runs_ends_on_the_stated_day(me):
    insured(me, date(2020, 3, 1))
    with pytest.raises(Refused):
        ask(me)
    request = ask(me, stated(last_day=date(2026, 11, 30)))
    assert voluntary.statement_of(request).last_day == date(2026, 11, 30)


def test_what_runs_beside_it_goes_on(me):
    insured(me, date(2020, 3, 1))
    insured(me, date(2021, 1, 1), cover=Cover.PENSION)
    with pytest.raises(Refused) as refused:
        ask(me, stated(last_day=date(2026, 11, 30)))
    assert refused.value.reason == No.STILL_INSURED
    assert "Insurance as a pensioner" in refused.value.sentence


def test_accepting_opens_no_period_and_says_who_does(me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    request = ask(me)
    agent = AccountFactory(agent=True)
    requests.take(request.pk, agent=agent)
    requests.accept(request.pk, agent=agent)
    assert AffiliationPeriod.objects.count() == 1
    said = " ".join(Message.objects.filter(dossier=me.dossier).values_list("body", flat=True))
    assert "The acceptance alone does not insure you yet." in said
    assert "sends the declaration of entry" in said


def test_the_agent_reads_every_doubt_for_the_day_of_the_request(me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    request = ask(me)
    # A declaration that arrived meanwhile: the work had lasted four months only.
    AffiliationPeriod.objects.update(first_day=date(2026, 6, 20))
    insured(me, date(2026, 11, 1))
    (running,) = voluntary.doubts_of(request)
    assert running == (
        "There is an insurance that goes on: “Compulsory insurance through work”, "
        "since 1 November 2026."
    )
    AffiliationPeriod.objects.filter(first_day=date(2026, 11, 1)).delete()
    (short,) = voluntary.doubts_of(request)
    assert short.startswith("The insurance that ended on 15 October 2026 had lasted less than six")


def test_an_end_that_was_declared_stays():
    ended = Period(Cover.COMPULSORY, Fund.CNS, date(2020, 1, 1), date(2026, 10, 15))
    assert after_the_end([ended], date(2026, 12, 31), on=TODAY) == [ended]
    runs = Period(Cover.CO_INSURED, Fund.CNS, date(2020, 1, 1), None, 7)
    (cut,) = after_the_end([runs], date(2026, 12, 31), on=TODAY)
    assert (cut.last, cut.through) == (date(2026, 12, 31), 7)
    assert after_the_end([runs], None, on=TODAY) == [runs]
