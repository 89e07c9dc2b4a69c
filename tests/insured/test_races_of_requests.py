"""A person writes while an agent works on the same request: one after the other, neither breaks."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from cns_portal import procedures
from cns_portal.procedures.models import Procedure, Reply
from cns_portal.procedures.selectors import out_of_step
from insured.choices import RequestState
from insured.services import requests
from tests.backends import wait_until_somebody_waits_for_a_lock
from tests.factories import AccountFactory
from tests.insured.factories import RequestFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def test_a_reply_and_an_agent_who_takes_the_request_never_wait_for_each_other():
    """The reply holds the case when the agent begins; each would wait for the other's row."""
    request, agent, answers = RequestFactory(), AccountFactory(agent=True), []

    def take() -> None:
        try:
            answers.append(requests.take(request.pk, agent=agent).state)
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=take)
    with transaction.atomic():
        Procedure.objects.select_for_update().get(pk=request.procedure_id)
        other.start()
        wait_until_somebody_waits_for_a_lock()
        procedures.reply(
            request.procedure, text="One more thing.", by=request.sent_by, sent_key=uuid.uuid4()
        )
    other.join()
    assert answers == [RequestState.BEING_CHECKED]
    assert Reply.objects.count() == 1
    assert not out_of_step().exists()
