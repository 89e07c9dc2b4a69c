"""True parallel writers on committed data, and a worker that dies between writing and telling."""

import os
import signal
import subprocess
import sys
import uuid
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from cns_portal import documents, procedures
from cns_portal.inbox.models import Email, Message
from cns_portal.procedures.models import Answer, Procedure, Reply
from cns_portal.procedures.selectors import out_of_step
from cns_portal.procedures.services import posting
from tests.backends import wait_until_the_dead_are_forgotten
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)

KEY = uuid.UUID(int=7)


@pytest.mark.race
def test_a_double_click_writes_once(opened, write, upload):
    """The same form, with the same file, six times at the same moment."""
    file = upload()
    written = at_once(*[lambda: write(sent_key=KEY, documents=[file])] * 6)
    assert {reply.pk for reply in written} == {Reply.objects.get().pk}
    assert opened.events.filter(what="procedure.replied").count() == 1


@pytest.mark.race
def test_two_replies_at_once_are_both_kept_and_answer_one_question(opened, ask, write):
    """Two people with the same file open, for example two parents."""
    question = ask()
    at_once(*[lambda: write("Mine")] * 4)
    assert Reply.objects.count() == 4
    question.refresh_from_db()
    assert question.answered_at is not None
    assert not out_of_step().exists()


@pytest.mark.race
def test_a_reply_and_the_end_of_the_case_agree_about_which_came_first(opened, write, agent):
    def end():
        procedures.add_event(
            Procedure.objects.get(pk=opened.pk),
            what="trial.over",
            phase="done",
            state="over",
            actor=agent,
            actor_kind="agent",
        )

    at_once(write, end)
    opened.refresh_from_db()
    last = procedures.history(opened).last()
    assert (opened.phase, opened.current_state) == (last.phase, last.state)
    assert not out_of_step().exists()


@pytest.mark.race
def test_two_workers_post_an_answer_once(answer, agents_file):
    file = agents_file()
    answer(documents=[file])
    documents.check_now(file.pk)
    assert sum(at_once(*[posting.post_ready] * 4)) == 1
    assert Message.objects.count() == 1


WORKER = """
import sys, time

import django

django.setup()
from cns_portal import procedures, queue
from cns_portal.procedures.services import posting
from tests.backends import wait_until_the_dead_are_forgotten

procedures.declare_kind("trial", label="Trial")

queue.nudge = lambda task: None
post = posting.post


def slowly(written):
    post(written)
    print("posted", flush=True)
    time.sleep(60)


posting.post = slowly
posting.post_ready()
"""


@pytest.mark.fault
def test_a_worker_killed_between_the_message_and_its_end_leaves_nothing_half_done(
    opened, answer, agents_file
):
    """The message and the mark that it was posted are one transaction: both or neither."""
    file = agents_file()
    written = answer(documents=[file])
    documents.check_now(file.pk)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env={**os.environ, "DATABASE_URL": _database(), "DJANGO_SETTINGS_MODULE": _SETTINGS},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout.readline() == b"posted\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert not Message.objects.exists()
    wait_until_the_dead_are_forgotten()
    assert posting.post_ready()
    written.refresh_from_db()
    assert Message.objects.get() == written.message
    assert Email.objects.filter(announces=written.message).count() == 1
    assert Answer.objects.waiting().count() == 0


_SETTINGS = "cns_portal.settings.test"


def _database() -> str:
    known = connection.settings_dict
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    if known["HOST"].startswith("/"):
        return f"postgresql://{who}@/{known['NAME']}?host={quote(known['HOST'], safe='')}"
    return f"postgresql://{who}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"
