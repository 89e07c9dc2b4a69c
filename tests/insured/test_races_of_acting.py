"""A mandate is revoked at the very moment at which somebody acts by it. Real threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from appointments.views import mine
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from insured.models import Mandate
from insured.services import mandates as services
from tests.backends import wait_until_somebody_waits_for_a_lock
from tests.factories import AppointmentFactory
from tests.insured.acting import a_mandate, browser_of
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PAIRS = 6
PATIENCE = 60  # seconds


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


class Story:
    """A mandate, an appointment in the file that it opens, and who cancels it by mandate."""

    def __init__(self) -> None:
        self.mandate = a_mandate("appointments")
        self.appointment = AppointmentFactory(person=self.mandate.grantor)
        self.browser = browser_of(self.mandate.holder, opened=self.mandate.grantor)

    def act(self) -> str:
        answer = self.browser.post(f"/en/espace/appointments/{self.appointment.public_id}/cancel/")
        return answer["Location"]

    def revoke(self) -> Mandate:
        return services.end(self.mandate, actor=self.mandate.grantor.account)

    def was_done(self) -> bool:
        self.appointment.refresh_from_db()
        return self.appointment.status == "cancelled"


def in_a_thread(pool: ThreadPoolExecutor, work):
    def run():
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def test_what_was_begun_before_the_end_counts_and_the_end_waits_for_it(monkeypatch):
    story, begun, go_on = Story(), threading.Event(), threading.Event()
    real = mine.cancel

    def slowly(*args, **kwargs):
        begun.set()
        assert go_on.wait(PATIENCE)
        return real(*args, **kwargs)

    monkeypatch.setattr(mine, "cancel", slowly)
    with ThreadPoolExecutor(2) as pool:
        acting = in_a_thread(pool, story.act)
        assert begun.wait(PATIENCE)
        ending = in_a_thread(pool, story.revoke)
        wait_until_somebody_waits_for_a_lock()
        go_on.set()
        assert str(story.appointment.public_id) in acting.result(PATIENCE)
        assert ending.result(PATIENCE).revoked_at
    assert story.was_done()


def test_what_comes_after_the_end_is_not_done():
    story = Story()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            story.revoke()
            acting = in_a_thread(pool, story.act)
            wait_until_somebody_waits_for_a_lock()
        assert acting.result(PATIENCE) == "/en/espace/"
    assert not story.was_done()
    assert not Message.objects.filter(title__contains="has acted for you").exists()


def test_however_they_meet_nothing_is_done_after_the_end():
    stories = [Story() for _ in range(PAIRS)]
    answers = at_once(*(work for story in stories for work in (story.act, story.revoke)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Mandate.objects.filter(revoked_at=None).count() == 0
    for story in stories:
        done = AuditEntry.objects.filter(
            action="appointment.cancelled", subject_id=story.appointment.pk
        )
        ended = AuditEntry.objects.get(action="mandate.ended", subject_id=story.mandate.pk)
        assert done.exists() is story.was_done()
        assert not done.filter(pk__gt=ended.pk).exists()
