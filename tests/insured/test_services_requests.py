"""A request from sending to its end: what changes, who is told, what is refused."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.home.presenters import phase_steps
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import history
from cns_portal.procedures import kinds as procedure_kinds
from cns_portal.procedures.selectors import out_of_step
from insured.choices import RequestDocumentKind, RequestKind, RequestRefusal, RequestState
from insured.models import Request
from insured.services import request_kinds, requests
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def marie():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


@pytest.fixture
def request_(marie):
    return requests.submit(
        person=marie, kind=RequestKind.S1, details={"country": "DE"}, actor=marie.account
    )


@contextmanager
def refused(reason: RequestRefusal):
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.reason == reason


def lines(request) -> list[str]:
    return [event.what for event in history(request.procedure)]


def titles(person) -> list[str]:
    return list(
        Message.objects.filter(dossier=person.dossier)
        .order_by("pk")
        .values_list("title", flat=True)
    )


def test_what_is_sent_is_a_procedure_with_a_receipt(marie, request_):
    assert request_.state == RequestState.SENT
    assert request_.procedure.kind == "insured.s1"
    assert request_.procedure.dossier == marie.dossier
    assert lines(request_) == ["request.sent"]
    assert titles(marie) == ["We have received your request"]
    assert request_.details == {"country": "DE"}
    entry = AuditEntry.objects.get(action="request.sent")
    assert (entry.actor, entry.dossier) == (marie.account, marie.dossier)
    assert "DE" not in str(entry.details)


def test_what_is_sent_for_another_names_both(marie):
    holder = AccountFactory()
    request = requests.submit(
        person=marie,
        kind=RequestKind.S1,
        details={},
        actor=holder,
        on_behalf_of=marie.full_name,
    )
    event = history(request.procedure).get()
    assert (event.actor, event.on_behalf_of) == (holder, marie.full_name)
    assert request.sent_by == holder


def test_the_same_is_not_sent_twice(marie, request_):
    with refused(RequestRefusal.ALREADY_SENT):
        requests.submit(person=marie, kind=RequestKind.S1, details={}, actor=marie.account)
    assert Request.objects.count() == 1
    assert len(titles(marie)) == 1


def test_it_may_be_sent_again_after_a_refusal(marie, request_, agent):
    requests.take(request_.pk, agent=agent)
    requests.refuse(request_.pk, agent=agent, reason="You live in Luxembourg.")
    requests.submit(person=marie, kind=RequestKind.S1, details={}, actor=marie.account)


def test_somebody_elses_file_cannot_be_attached(marie):
    foreign = DocumentFactory(dossier=InsuredPersonFactory().dossier)
    with refused(RequestRefusal.DOCUMENT_UNREADABLE):
        requests.submit(
            person=marie,
            kind=RequestKind.S1,
            details={},
            actor=marie.account,
            attached=[(foreign, RequestDocumentKind.OTHER)],
        )
    assert not Request.objects.exists()


@pytest.mark.parametrize("trait", [{"rejected": True}, {"deleted_at": clock.now()}])
def test_a_file_that_was_rejected_or_removed_cannot_be_attached(marie, trait):
    document = DocumentFactory(dossier=marie.dossier, **trait)
    with refused(RequestRefusal.DOCUMENT_UNREADABLE):
        requests.submit(
            person=marie,
            kind=RequestKind.S1,
            details={},
            actor=marie.account,
            attached=[(document, RequestDocumentKind.OTHER)],
        )


def test_one_file_belongs_to_one_request(marie):
    document = DocumentFactory(dossier=marie.dossier)
    attached = [(document, RequestDocumentKind.RESIDENCE)]
    requests.submit(
        person=marie, kind=RequestKind.S1, details={}, actor=marie.account, attached=attached
    )
    with refused(RequestRefusal.DOCUMENT_UNREADABLE):
        requests.submit(
            person=marie, kind=RequestKind.S2, details={}, actor=marie.account, attached=attached
        )


def test_an_agent_takes_it_and_another_one_is_told_so(request_, agent):
    taken = requests.take(request_.pk, agent=agent)
    assert (taken.state, taken.agent) == (RequestState.BEING_CHECKED, agent)
    assert requests.take(request_.pk, agent=agent).taken_at == taken.taken_at
    with refused(RequestRefusal.NOT_YOURS):
        requests.take(request_.pk, agent=AccountFactory(agent=True))
    assert lines(request_) == ["request.sent", "request.taken"]


def test_nobody_decides_about_themselves_nor_what_they_sent_for_another(marie, agent):
    own, child = InsuredPersonFactory(account=agent), InsuredPersonFactory()
    from_them = requests.submit(person=own, kind=RequestKind.S1, details={}, actor=agent)
    about_them = requests.submit(
        person=marie, kind=RequestKind.CO_INSURANCE, details={}, actor=marie.account, about=own
    )
    for_another = requests.submit(person=child, kind=RequestKind.S1, details={}, actor=agent)
    for sent in (from_them, about_them, for_another):
        with refused(RequestRefusal.OWN_FILE):
            requests.take(sent.pk, agent=agent)
        colleague = AccountFactory(agent=True)
        assert requests.take(sent.pk, agent=colleague)
        with refused(RequestRefusal.OWN_FILE):
            requests.take_over(sent.pk, agent=agent, seen=colleague.pk)


def test_what_is_given_back_keeps_its_day(request_, agent):
    requests.take(request_.pk, agent=agent)
    given_back = requests.release(request_.pk, agent=agent)
    assert (given_back.state, given_back.agent, given_back.taken_at) == ("sent", None, None)
    assert given_back.sent_at == request_.sent_at
    requests.take(request_.pk, agent=AccountFactory(agent=True))


def test_a_question_is_the_persons_turn_and_the_answer_the_agents(request_, agent):
    requests.take(request_.pk, agent=agent)
    requests.asked(request_.procedure, by=agent, text="Since when do you live there?")
    request_.refresh_from_db()
    assert request_.state == RequestState.NEEDS_YOU
    assert request_.answer_until == clock.today() + timedelta(days=15)
    # What was asked is a letter, sealed; the history is not and only says that it was.
    assert not request_.procedure.events.exclude(reason="").exists()
    kind = procedure_kinds.kind(request_.procedure.kind)
    assert kind.answer_by(request_.procedure, since=clock.now()) == request_.answer_until
    assert requests.replied(request_.procedure, by=request_.sent_by)
    request_.refresh_from_db()
    assert (request_.state, request_.answer_until) == (RequestState.BEING_CHECKED, None)
    assert not requests.replied(request_.procedure, by=request_.sent_by)


def test_accepting_does_what_the_kind_asks_for_and_tells_the_reason(
    marie, request_, agent, monkeypatch
):
    done = []
    rules = request_kinds.KindRules(accepted=lambda *what: done.append(what))
    monkeypatch.setitem(request_kinds._rules, "s1", rules)
    requests.take(request_.pk, agent=agent)
    accepted = requests.accept(
        request_.pk, agent=agent, reason="The form follows.", added={"from": "2026-12-01"}
    )
    assert done == [(accepted, agent, {"from": "2026-12-01"})]
    assert accepted.decided_by == agent
    assert titles(marie)[-1] == "Your request is accepted"
    assert "The form follows." in Message.objects.latest("pk").body
    assert not out_of_step().exists()


def test_an_effect_that_fails_decides_nothing(marie, request_, agent, monkeypatch):
    def fails(*what):
        raise Refused(RequestRefusal.CLOSED)

    monkeypatch.setitem(request_kinds._rules, "s1", request_kinds.KindRules(accepted=fails))
    requests.take(request_.pk, agent=agent)
    with pytest.raises(Refused):
        requests.accept(request_.pk, agent=agent)
    request_.refresh_from_db()
    assert (request_.state, request_.decided_at) == (RequestState.BEING_CHECKED, None)
    assert titles(marie) == ["We have received your request"]


def test_a_refusal_says_why(marie, request_, agent):
    requests.take(request_.pk, agent=agent)
    with refused(RequestRefusal.NO_REASON):
        requests.refuse(request_.pk, agent=agent, reason=" ")
    requests.refuse(request_.pk, agent=agent, reason="You live in Luxembourg.")
    assert "You live in Luxembourg." in Message.objects.latest("pk").body
    assert titles(marie)[-1] == "Your request is refused"
    assert Request.objects.get().decision["reason"] == "You live in Luxembourg."
    assert not request_.procedure.events.exclude(reason="").exists()  # it may name an illness


def test_what_is_decided_is_not_decided_again(request_, agent):
    requests.take(request_.pk, agent=agent)
    requests.accept(request_.pk, agent=agent)
    with refused(RequestRefusal.CLOSED):
        requests.refuse(request_.pk, agent=agent, reason="No.")
    with refused(RequestRefusal.CLOSED):
        requests.withdraw(request_.procedure, actor=request_.sent_by)
    assert requests.why_not_withdraw(request_.procedure, clock.now())


def test_withdrawing_ends_it(marie, request_, agent):
    assert requests.why_not_withdraw(request_.procedure, clock.now()) is None
    requests.withdraw(request_.procedure, actor=marie.account)
    request_.refresh_from_db()
    assert request_.state == RequestState.WITHDRAWN
    assert request_.procedure.phase == "done"
    with refused(RequestRefusal.CLOSED):
        requests.take(request_.pk, agent=agent)


def test_what_was_withdrawn_is_not_shown_as_decided(marie, request_):
    shown = [step["label"] for step in phase_steps(request_.procedure)]
    assert shown == ["Received", "Being checked", "Decided", "Done"]
    requests.withdraw(request_.procedure, actor=marie.account)
    request_.procedure.refresh_from_db()
    steps = [(str(step["label"]), step["state"]) for step in phase_steps(request_.procedure)]
    assert steps == [("Received", "done"), ("Withdrawn", "done")]


@pytest.mark.parametrize(
    ("kind", "decide", "last"),
    [
        (RequestKind.S1, requests.accept, ("Done", "next")),  # the form is yet to be issued
        (RequestKind.S1, requests.refuse, ("Decided", "done")),
        (RequestKind.LIFT_RESTRICTIONS, requests.accept, ("Decided", "done")),
        (RequestKind.LIFT_RESTRICTIONS, requests.refuse, ("Decided", "done")),
    ],
)
def test_nothing_is_promised_after_a_decision_that_nothing_follows(
    marie, agent, kind, decide, last
):
    item = requests.submit(
        person=marie, kind=kind, details={"first": "2026-11-22"}, actor=marie.account
    )
    requests.take(item.pk, agent=agent)
    decide(item.pk, agent=agent, reason="It is so.")
    item.procedure.refresh_from_db()
    step = phase_steps(item.procedure)[-1]
    assert (str(step["label"]), step["state"]) == last


def test_a_form_is_issued_then_answered_abroad(request_, agent):
    requests.take(request_.pk, agent=agent)
    with refused(RequestRefusal.NOT_ACCEPTED):
        requests.mark_issued(request_.pk, agent=agent)
    requests.accept(request_.pk, agent=agent)
    requests.mark_issued(request_.pk, agent=agent)
    answered = requests.mark_answered(
        request_.pk, agent=agent, answer_kind="s071", answered_on=clock.today()
    )
    assert answered.state == RequestState.ANSWERED
    assert lines(request_)[-2:] == ["request.issued", "request.answered_abroad"]
    assert not out_of_step().exists()


def test_every_line_of_the_history_has_words(request_, agent):
    requests.take(request_.pk, agent=agent)
    requests.asked(request_.procedure, by=agent, text="?")
    kind = procedure_kinds.kind(request_.procedure.kind)
    assert {event.what for event in history(request_.procedure)} <= set(kind.happenings)
    assert set(kind.states) == set(RequestState.values) == set(kind.what_next)
