"""Two at once: only one of them happens, and nobody gets an error of the machine."""

import uuid

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, sending, working
from insured.services.seen import mark_of
from tests.factories import InsuredPersonFactory
from tests.racing import outcomes
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def test_one_form_sent_twice_at_once_is_one_request():
    me, key = InsuredPersonFactory(signs_in=True), uuid.uuid4()

    def send():
        sending.send(
            person=me,
            kind=RightsKind.OTHER,
            details={"text": "For how long?"},
            actor=me.account,
            sent_key=key,
        )

    assert outcomes(send, send, send) == ["done", "done", "done"]
    assert RightsRequest.objects.count() == 1


def test_two_forms_for_erasure_at_once_are_one_request():
    me = InsuredPersonFactory(signs_in=True)

    def send():
        sending.send(
            person=me,
            kind=RightsKind.ERASURE,
            details={"text": "All of it"},
            actor=me.account,
            sent_key=uuid.uuid4(),
        )

    assert outcomes(send, send) == ["already_sent", "done"]
    assert RightsRequest.objects.count() == 1


def test_of_two_officers_one_takes_it():
    request, first, second = RightsRequestFactory(), an_officer(), an_officer()
    outcome = outcomes(
        lambda: working.take(request.pk, agent=first),
        lambda: working.take(request.pk, agent=second),
    )
    assert outcome == ["done", "not_yours"]
    assert AuditEntry.objects.filter(action="rights.taken").count() == 1


def test_answering_and_taking_back_at_once_leaves_one_of_them():
    request = RightsRequestFactory()
    officer = an_officer()
    mark = mark_of(working.take(request.pk, agent=officer))
    outcome = outcomes(
        lambda: deciding.decide(
            request.pk,
            Verb.REFUSE,
            agent=officer,
            seen=mark,
            said="The law asks for it.",
            bases=[AnswerBasis.NO_OBJECTION],
        ),
        lambda: sending.withdraw(request.procedure, actor=request.person.account),
    )
    assert outcome == ["closed", "done"]
    request.refresh_from_db()
    assert request.state in {RightsState.REFUSED, RightsState.WITHDRAWN}
    request.procedure.refresh_from_db()
    assert request.procedure.current_state == request.state
