"""The same with a worker of its own process, woken by the broker alone: no beat comes to help."""

import os
import subprocess
import sys
import time
from email import message_from_bytes, policy
from functools import partial
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.db import connection

from appointments.models import Appointment
from tests.journeys.mailbox import Letter
from tests.journeys.paper import Paper
from tests.journeys.steps import VISITOR, Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORKER = """
import sys

import django
from django.conf import settings

queue, site, private, mail = sys.argv[1:]
django.setup()
settings.CELERY_TASK_DEFAULT_QUEUE = queue
settings.SITE_URL, settings.PRIVATE_ROOT = site, private
settings.EMAIL_BACKEND = "cns_portal.inbox.eml.EmlBackend"
settings.EMAIL_FILE_PATH = mail

from cns_portal.celery import app

app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", "--without-mingle"])
"""
PATIENCE = 60  # seconds, on a busy machine; "normally a second or two"


@pytest.fixture(autouse=True)
def _by_day():
    """The worker of its own process knows no other time than the machine's."""


def database_address() -> str:
    """The test's database, as the environment names it."""
    known = connection.settings_dict
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    if known["HOST"].startswith("/"):
        return f"postgresql://{who}@/{known['NAME']}?host={quote(known['HOST'], safe='')}"
    return f"postgresql://{who}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


@pytest.fixture
def mail_folder(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def real_worker(live_portal, agency, settings, mail_folder, monkeypatch):
    """A Celery worker that shares nothing with this process but the database and the broker."""
    queue = f"journeys {connection.settings_dict['NAME']}"  # other tests share the broker
    send_task = partial(current_app.send_task, queue=queue)
    app = SimpleNamespace(
        send_task=send_task, connection_for_write=current_app.connection_for_write
    )
    monkeypatch.setattr("cns_portal.queue.current_app", app)
    program = subprocess.Popen(
        [
            *(sys.executable, "-c", WORKER),
            *(queue, live_portal.url, settings.PRIVATE_ROOT, str(mail_folder)),
        ],
        env={
            **os.environ,
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "cns_portal.settings.test",
        },
        cwd=django_settings.BASE_DIR,
    )
    yield program
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def letters(folder, to: str) -> list[Letter]:
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]
    return [Letter(message) for message in found if to in message["To"]]


def test_a_real_worker_confirms_without_a_beat(page, real_worker, live_portal, mail_folder):
    journey = Journey(page, live_portal.url)
    journey.to_the_check_page()
    journey.send()
    page.wait_for_url("**/appointments/sent/**")
    page.get_by_text("Your appointment is confirmed").wait_for(timeout=PATIENCE * 1000)
    appointment = Appointment.objects.get()
    until = time.monotonic() + PATIENCE
    while not letters(mail_folder, VISITOR["E-mail address"]):
        assert time.monotonic() < until, "no letter came"
        time.sleep(0.1)
    [letter] = letters(mail_folder, VISITOR["E-mail address"])
    assert Paper(letter.file(".pdf")).scanned == [appointment.check_in_code]
    page.goto(letter.link)
    journey.press("Cancel this appointment")
    journey.heading("This appointment is cancelled")
    assert real_worker.poll() is None
