"""Asking to stay abroad, and to leave the house at any hour: sent, decided, what follows."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.kernel.spans import Days
from cns_portal.procedures.models import Procedure
from incapacity.choices.asking import AskingRefusal, StayReason
from incapacity.selectors import absences
from incapacity.selectors.granted import granted_to, lifted, stays
from incapacity.services import asking
from incapacity.services.asking import Stay
from insured.choices import RequestKind, RequestRefusal, RequestState
from insured.choices.countries import Country
from insured.models import Request
from insured.services import request_kinds, requests
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
LAST = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    now = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
    monkeypatch.setattr("cns_portal.clock.now", lambda: now)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    """Somebody who lives in Luxembourg and is ill from 2 November until the end of the year."""
    person = InsuredPersonFactory(signs_in=True, language="en", country="LU")
    CertificateFactory(person=person, first_day=date(2026, 11, 2), last_day=LAST)
    return person


def a_stay(first=TODAY + A_DAY, last=TODAY + 7 * A_DAY, **said) -> Stay:
    return Stay(
        **{
            "days": Days(first, last),
            "country": Country.PT,
            "address": "Rua Nova 1, Lisboa",
            "telephone": "+351912345678",
            "reason": StayReason.SERIOUS_ILLNESS,
            **said,
        }
    )


def ask_to_stay(person, stay=None, **how) -> Request:
    return asking.ask_to_stay_abroad(
        person=person, stay=stay or a_stay(), actor=person.account, **how
    )


def ask_to_lift(person, first=TODAY) -> Request:
    return asking.ask_to_lift(person=person, first=first, because="", actor=person.account)


def accepted(request: Request, **added) -> Request:
    agent = AccountFactory(agent=True)
    requests.take(request.pk, agent=agent)
    words = {name: day.isoformat() for name, day in added.items()}
    return requests.accept(request.pk, agent=agent, added=words)


def granted(person):
    return granted_to(person, absences.of(person))


# -- staying abroad -------------------------------------------------------------------------------


def test_what_was_stated_is_kept_sealed_and_shown_to_whoever_decides(me):
    request = ask_to_stay(me, a_stay(because="My sister drives."))
    assert request.procedure.kind == "insured.stay_abroad"
    assert asking.stay_of(request) == a_stay(because="My sister drives.")
    assert dict(request_kinds.lines_of(request)) == {
        "First day abroad": "23 November 2026",
        "Last day abroad": "29 November 2026",
        "Country": "Portugal",
        "Address there": "Rua Nova 1, Lisboa",
        "Telephone there": "+351912345678",
        "Reason": "A serious illness",
        "What was added": "My sister drives.",
    }


def test_the_history_and_the_messages_titles_do_not_say_why(me):
    request = ask_to_stay(me)
    accepted(request)
    told = "".join(Message.objects.values_list("title", flat=True))
    lines = [str(event.label) + event.reason for event in request.procedure.events.all()]
    assert "illness" not in told + "".join(lines)


def refusal_of(call, *args, **how):
    with pytest.raises(Refused) as refused:
        call(*args, **how)
    return refused.value.reason


def test_the_same_stay_is_asked_for_once_and_another_one_beside_it(me):
    ask_to_stay(me)
    assert refusal_of(ask_to_stay, me) == AskingRefusal.STAY_ASKED
    ask_to_stay(me, a_stay(LAST - A_DAY, LAST))
    assert Request.objects.count() == 2


def test_nobody_asks_for_a_stay_at_home_and_a_cross_border_worker_asks_for_luxembourg(me):
    me.country = "PT"
    me.save()
    assert refusal_of(ask_to_stay, me) == AskingRefusal.AT_HOME
    assert ask_to_stay(me, a_stay(country=Country.LU)).details["country"] == "LU"


def test_after_a_death_the_certificate_is_needed_and_lies_with_the_request(me):
    stay = a_stay(reason=StayReason.DEATH)
    assert refusal_of(ask_to_stay, me, stay) == AskingRefusal.PROOF_MISSING
    proof = DocumentFactory(dossier=me.dossier)
    request = ask_to_stay(me, stay, proof=proof)
    assert [row.kind for row in request.documents.all()] == ["civil_status"]
    report = DocumentFactory(dossier=me.dossier)
    other = ask_to_stay(me, a_stay(LAST, LAST), proof=report)
    assert [row.kind for row in other.documents.all()] == ["medical_report"]


def test_what_is_accepted_holds_on_the_days_of_the_request_or_of_the_agent(me):
    accepted(ask_to_stay(me))
    accepted(ask_to_stay(me, a_stay(LAST - 9 * A_DAY, LAST)), last=LAST - 5 * A_DAY)
    assert stays(granted(me)) == [
        Days(TODAY + A_DAY, TODAY + 7 * A_DAY),
        Days(LAST - 9 * A_DAY, LAST - 5 * A_DAY),
    ]
    assert [one.country for one in granted(me)] == [Country.PT, Country.PT]
    assert refusal_of(ask_to_stay, me) == AskingRefusal.STAY_GRANTED


def test_an_agent_cannot_turn_the_days_round(me):
    request = ask_to_stay(me)
    assert refusal_of(accepted, request, last=TODAY) == AskingRefusal.ENDS_BEFORE_IT_BEGINS
    request.refresh_from_db()
    assert request.state == RequestState.BEING_CHECKED
    assert granted(me) == []


def test_what_is_refused_or_taken_back_allows_nothing(me):
    agent = AccountFactory(agent=True)
    no = ask_to_stay(me)
    requests.take(no.pk, agent=agent)
    requests.refuse(no.pk, agent=agent, reason="Not one of the cases.")
    back = ask_to_stay(me)
    requests.withdraw(Procedure.objects.get(pk=back.procedure_id), actor=me.account)
    assert granted(me) == []


def test_the_person_reads_on_which_days_and_where(me):
    accepted(ask_to_stay(me), last=TODAY + 3 * A_DAY)
    told = Message.objects.get(title="You may stay abroad on these days")
    assert "from 23 November 2026 to 25 November 2026. Country: Portugal" in told.body
    assert "/en/espace/incapacity/stay-abroad/" in told.body


def test_an_agent_reads_what_speaks_against_it(me):
    request = ask_to_stay(me, a_stay(LAST - A_DAY, LAST + 2 * A_DAY))
    doubts = request_kinds.rules_of(request.kind).doubts
    assert doubts(request) == [
        "Not covered by a certificate yet: from 1 January 2027 to 2 January 2027.",
    ]
    me.certificates.update(state="withdrawn")
    assert doubts(request) == [str(AskingRefusal.NOT_ILL_THEN.label)]


def test_a_stay_that_has_begun_meanwhile_is_said(me, monkeypatch):
    request = ask_to_stay(me)
    later = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    doubts = request_kinds.rules_of(request.kind).doubts
    assert doubts(request) == ["The stay has begun, or begins today."]


# -- the restrictions -----------------------------------------------------------------------------


def test_the_restrictions_are_lifted_until_the_period_ends(me):
    accepted(ask_to_lift(me))
    assert lifted(granted(me)) == [Days(TODAY, LAST)]
    CertificateFactory(person=me, first_day=LAST + A_DAY, last_day=LAST + 10 * A_DAY)
    assert lifted(granted(me)) == [Days(TODAY, LAST + 10 * A_DAY)]
    assert refusal_of(ask_to_lift, me) == AskingRefusal.ALREADY_LIFTED


def test_an_agent_may_say_until_when(me):
    accepted(ask_to_lift(me), first=TODAY + A_DAY, last=TODAY + 2 * A_DAY)
    assert lifted(granted(me)) == [Days(TODAY + A_DAY, TODAY + 2 * A_DAY)]
    told = Message.objects.get(title="You may leave the house at any hour")
    assert "From 23 November 2026 to 24 November 2026" in told.body


def test_of_a_period_that_is_gone_nothing_stays_lifted(me):
    accepted(ask_to_lift(me))
    me.certificates.update(state="withdrawn")
    assert granted(me) == []


def test_one_request_to_lift_is_enough(me):
    ask_to_lift(me)
    assert refusal_of(ask_to_lift, me) == RequestRefusal.ALREADY_SENT


def test_forty_two_days_are_not_more_than_six_weeks(me):
    me.certificates.update(last_day=date(2026, 12, 13))
    with pytest.raises(Refused) as refused:
        ask_to_lift(me)
    assert "42 days" in refused.value.sentence
    assert "beyond 13 December 2026" in refused.value.sentence


def test_an_agent_reads_that_it_is_too_short_by_now(me):
    request = ask_to_lift(me)
    doubts = request_kinds.rules_of(request.kind).doubts
    assert doubts(request) == []
    me.certificates.update(last_day=date(2026, 12, 1))
    assert "30 days" in doubts(request)[0]


@pytest.mark.parametrize("kind", [RequestKind.STAY_ABROAD, RequestKind.LIFT_RESTRICTIONS])
def test_both_print_what_was_sent(me, kind):
    request = ask_to_stay(me) if kind == RequestKind.STAY_ABROAD else ask_to_lift(me)
    template, context = requests.sent_copy(request.procedure)
    assert template == "insured/print/request.html"
    assert context["lines"] == request_kinds.lines_of(request)


def test_reading_what_is_granted_costs_the_same_however_much_it_is(me, django_assert_num_queries):
    for number in range(3):
        day = TODAY + (2 * number + 1) * A_DAY
        accepted(ask_to_stay(me, a_stay(day, day)))
    with django_assert_num_queries(2):  # the certificates, the requests
        assert len(granted(me)) == 3
