"""Real worker processes, killed with SIGKILL while they deliver."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection

from cns_portal import clock
from cns_portal.inbox import rules
from cns_portal.inbox.models import Email
from cns_portal.inbox.tasks import deliver
from tests.backends import wait_until_the_dead_are_forgotten

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

PATIENCE = 60  # seconds, for a worker to begin on a busy machine
WORKER = """
import os, sys
from datetime import timedelta

import django
from django.conf import settings

django.setup()
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])

from cns_portal import queue
from cns_portal.inbox import rules
from cns_portal.inbox.tasks import deliver

queue.nudge = lambda task: None
rules.LEASE = timedelta(seconds=float(sys.argv[2]))
rules.MOST_UNEXPLAINED_ENDS = 1000
deliver()
"""


@pytest.fixture
def start_worker(settings):
    """Start a process of its own that runs the task once, on the test's database."""
    workers = []
    database = connection.settings_dict
    address = (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@/"
        f"{database['NAME']}?host={quote(database['HOST'], safe='')}"
        if database["HOST"].startswith("/")
        else f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}"
        f"@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    )

    def start(lease: float = 0.0) -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(settings.EMAIL_PORT), str(lease)],
            env={**os.environ, "DATABASE_URL": address},
            cwd=settings.BASE_DIR,
        )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def test_a_worker_killed_before_the_servers_answer_costs_nothing(
    mail_server, start_worker, post_email
):
    email = post_email()
    mail_server.stalls = True
    worker = start_worker(lease=30)
    assert mail_server.received.wait(PATIENCE)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until_the_dead_are_forgotten()
    email.refresh_from_db()
    assert (email.status, email.attempts) == ("pending", 1)
    mail_server.stalls = False
    with time_machine.travel(clock.now() + rules.LEASE + timedelta(seconds=1), tick=True):
        deliver()
    email.refresh_from_db()
    assert (email.status, email.attempts) == ("sent", 2)
    assert [letter["Message-ID"] for letter in mail_server.accepted] == [email.message_id]


def test_many_killed_workers_lose_nothing(mail_server, start_worker, post_email):
    """Killed at random moments: at most one copy too many per kill, never another Message-ID."""
    pick = random.Random(7)
    expected = {post_email(idempotency_key=f"trial:{n}").message_id for n in range(150)}
    kills = 0
    for _ in range(6):
        before = len(mail_server.accepted)
        worker = start_worker()
        until = time.monotonic() + PATIENCE
        while len(mail_server.accepted) <= before + pick.randrange(10):
            assert time.monotonic() < until
            time.sleep(0.002)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        kills += 1
    assert Email.objects.filter(status="pending").exists(), "the kills came too late to matter"
    wait_until_the_dead_are_forgotten()
    assert start_worker().wait(PATIENCE) == 0
    copies = Counter(letter["Message-ID"] for letter in mail_server.accepted)
    assert set(copies) == expected
    assert copies.total() - len(expected) <= kills
    assert not Email.objects.exclude(status="sent").exists()
