"""Sending, working on and answering a request: what changed, who was told, what was recorded."""

import uuid
from datetime import timedelta

import pytest

from cns_portal import clock, documents, privacy, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import Phase
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules import answering, deadlines
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, sending, working
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def officer():
    return an_officer()


def send(person, kind=RightsKind.OBJECTION, **given):
    said = {
        "details": {"processing": "letters", "text": "They go to my former address."},
        "sent_key": uuid.uuid4(),
        **given,
    }
    return sending.send(person=person, kind=kind, actor=person.account, **said)


def decide(request, verb, officer, **given):
    fitting = answering.bases_for(request.kind, verb)
    said = {"said": "Here is why.", "bases": fitting[:1], "seen": seen(request), **given}
    return deciding.decide(request.pk, verb, agent=officer, **said)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def actions() -> list[str]:
    found = AuditEntry.objects.filter(action__startswith="rights.").order_by("pk")
    return list(found.values_list("action", flat=True))


def test_a_request_becomes_a_procedure_with_its_deadline(me):
    sent = send(me)
    assert sent.due_on == deadlines.due_on(sent_on=clock.today())
    assert sent.procedure.kind == "rights.objection"
    assert (sent.procedure.phase, sent.state) == (Phase.RECEIVED, RightsState.SENT)
    message = Message.objects.get(dossier=me.dossier)
    assert sent.procedure.reference in message.body
    assert actions() == ["rights.sent"]


def test_the_e_mail_says_only_that_there_is_a_message(me):
    send(me)
    email = Email.objects.get(recipient=me.email)
    assert "former address" not in email.text_body
    assert "Objection" not in email.subject + email.text_body


def test_a_second_click_sends_nothing(me):
    key = uuid.uuid4()
    assert send(me, sent_key=key) == send(me, sent_key=key)
    assert RightsRequest.objects.count() == 1


def test_one_request_for_erasure_at_a_time(me):
    send(me, kind=RightsKind.ERASURE)
    assert refused(send, me, kind=RightsKind.ERASURE) == RightsRefusal.ALREADY_SENT
    assert RightsRequest.objects.count() == 1


def test_nothing_written_is_no_request(me):
    assert refused(send, me, details={"text": "  "}) == RightsRefusal.NOTHING_WRITTEN


def test_evidence_of_somebody_else_is_not_taken(me):
    other = InsuredPersonFactory(signs_in=True)
    theirs = documents.store(
        photo(), dossier=other.dossier, by=other.account, purpose=sending.EVIDENCE
    )
    assert refused(send, me, evidence=[theirs]) == RightsRefusal.FILE_REJECTED
    mine = documents.store(photo(), dossier=me.dossier, by=me.account, purpose=sending.EVIDENCE)
    assert [row.document for row in send(me, evidence=[mine]).documents.all()] == [mine]


def test_taking_a_request_and_giving_it_back(me, officer):
    sent = send(me)
    taken = working.take(sent.pk, agent=officer)
    assert (taken.state, taken.agent) == (RightsState.BEING_CHECKED, officer)
    assert working.take(sent.pk, agent=officer) == taken
    other = an_officer()
    assert refused(working.take, sent.pk, agent=other) == RightsRefusal.NOT_YOURS
    assert refused(working.release, sent.pk, agent=other) == RightsRefusal.NOT_YOURS
    assert working.release(sent.pk, agent=officer).agent is None
    assert actions() == ["rights.sent", "rights.taken", "rights.released"]


def test_nobody_answers_a_request_of_their_own():
    mine = RightsRequestFactory(person__account=an_officer())
    assert refused(working.take, mine.pk, agent=mine.person.account) == RightsRefusal.OWN_FILE


def test_handing_over_and_taking_over(me, officer):
    sent, other, third = send(me), an_officer(), an_officer()
    working.take(sent.pk, agent=officer)
    assert working.hand_over(sent.pk, agent=officer, to=other).agent == other
    assert working.take_over(sent.pk, agent=third, seen=officer.pk).agent == other
    assert working.take_over(sent.pk, agent=third, seen=other.pk).agent == third
    assert refused(working.hand_over, sent.pk, agent=other, to=officer) == RightsRefusal.NOT_YOURS


def test_a_question_waits_for_the_person_and_the_month_runs_on(me, officer):
    sent = send(me)
    working.take(sent.pk, agent=officer)
    procedures.ask(sent.procedure, text="Which letter?", by=officer, sent_key=uuid.uuid4())
    sent.refresh_from_db()
    assert sent.state == RightsState.NEEDS_YOU
    assert sent.answer_until == clock.today() + timedelta(days=15)
    assert sent.due_on == deadlines.due_on(sent_on=clock.today())
    procedures.reply(sent.procedure, text="This one", by=me.account, sent_key=uuid.uuid4())
    sent.refresh_from_db()
    assert (sent.state, sent.answer_until) == (RightsState.BEING_CHECKED, None)


def test_the_time_is_extended_once_with_reasons(me, officer):
    sent = send(me)
    working.take(sent.pk, agent=officer)
    assert refused(working.extend, sent.pk, agent=officer, reasons=" ") == RightsRefusal.NO_REASON
    longer = working.extend(sent.pk, agent=officer, reasons="Four rooms have to answer.")
    assert longer.due_on == deadlines.due_on(sent_on=clock.today(), extended=True)
    told = Message.objects.filter(dossier=me.dossier).order_by("pk").last()
    assert "Four rooms have to answer." in told.body
    assert "CNPD" in told.body
    again = refused(working.extend, sent.pk, agent=officer, reasons="And more")
    assert again == RightsRefusal.ALREADY_EXTENDED


def test_the_time_cannot_be_extended_once_the_month_is_over(officer):
    late = RightsRequestFactory(days_ago=40)
    working.take(late.pk, agent=officer)
    why = refused(working.extend, late.pk, agent=officer, reasons="Much to do")
    assert why == RightsRefusal.TOO_LATE_TO_EXTEND


def test_a_refusal_names_its_article_and_what_can_be_done(me, officer):
    sent = send(me)
    working.take(sent.pk, agent=officer)
    decided = decide(sent, Verb.REFUSE, officer)
    assert decided.decision == {"said": "Here is why.", "bases": ["art_21_none"]}
    assert decided.procedure.phase == Phase.DECIDED
    told = Message.objects.filter(dossier=me.dossier).order_by("pk").last()
    for word in ("Here is why.", "21(1)", "CNPD", "court"):
        assert word in told.body
    assert actions()[-1] == "rights.refused"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"said": " "}, RightsRefusal.NO_TEXT),
        ({"bases": []}, RightsRefusal.NO_BASIS),
        ({"bases": ["art_99"]}, RightsRefusal.NO_BASIS),
        ({"bases": [AnswerBasis.OBJECTION]}, RightsRefusal.UNFIT_BASIS),
        ({"bases": [AnswerBasis.LEGAL_DUTY]}, RightsRefusal.UNFIT_BASIS),
        ({"bases": [AnswerBasis.NO_OBJECTION, AnswerBasis.ACCESS]}, RightsRefusal.UNFIT_BASIS),
    ],
)
def test_no_answer_without_words_and_articles(me, officer, given, reason):
    sent = send(me)
    working.take(sent.pk, agent=officer)
    assert refused(decide, sent, Verb.REFUSE, officer, **given) == reason
    sent.refresh_from_db()
    assert sent.state == RightsState.BEING_CHECKED


def test_a_question_is_answered_and_nothing_else(me, officer):
    sent = send(me, kind=RightsKind.OTHER, details={"text": "For how long?"})
    working.take(sent.pk, agent=officer)
    assert refused(decide, sent, Verb.ACCEPT, officer) == RightsRefusal.CLOSED
    assert decide(sent, Verb.ANSWER, officer).state == RightsState.ANSWERED


def test_an_accepted_correction_changes_the_line_that_the_portal_keeps(me, officer):
    details = {"field": "birth_place", "present": "", "proposed": "Wiltz", "text": ""}
    sent = send(me, kind=RightsKind.CORRECTION, details=details)
    working.take(sent.pk, agent=officer)
    decide(sent, Verb.ACCEPT, officer, bases=[AnswerBasis.RECTIFICATION], written="Wiltz")
    me.refresh_from_db()
    assert me.birth_place == "Wiltz"
    assert AuditEntry.objects.filter(action="insured.corrected", dossier=me.dossier).exists()


def test_an_accepted_correction_leaves_what_another_body_keeps(me, officer):
    details = {"field": "name", "present": "", "proposed": "Klara", "text": ""}
    sent = send(me, kind=RightsKind.CORRECTION, details=details)
    working.take(sent.pk, agent=officer)
    decide(sent, Verb.ACCEPT, officer, bases=[AnswerBasis.RECTIFICATION], written="Klara")
    before = me.full_name
    me.refresh_from_db()
    assert me.full_name == before
    assert not AuditEntry.objects.filter(action="insured.corrected").exists()


def test_a_granted_erasure_is_ordered(me, officer):
    sent = send(me, kind=RightsKind.ERASURE, details={"text": "I have moved away"})
    working.take(sent.pk, agent=officer)
    decide(sent, Verb.ACCEPT_PARTLY, officer)
    ordered = privacy.erasure_of(me.dossier)
    assert ordered.reference == sent.procedure.reference


def test_a_refused_erasure_is_not_ordered(me, officer):
    sent = send(me, kind=RightsKind.ERASURE, details={"text": "I have moved away"})
    working.take(sent.pk, agent=officer)
    decide(sent, Verb.REFUSE, officer)
    assert privacy.erasure_of(me.dossier) is None


def test_a_request_is_taken_back_until_it_is_answered(me, officer):
    sent = send(me)
    procedures.withdraw(sent.procedure, actor=me.account)
    sent.refresh_from_db()
    assert sent.state == RightsState.WITHDRAWN
    answered = RightsRequestFactory(answered_no=True)
    assert sending.why_not_withdraw(answered.procedure, clock.now())
    assert refused(sending.withdraw, answered.procedure, actor=me.account) == RightsRefusal.CLOSED
