"""A mail server that takes, refuses, stalls and hangs up as told."""

import asyncio
import threading
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core import mail

from cns_portal.accounts.models import Account, Dossier
from cns_portal.inbox import attachments, services
from tests import ports


class Handler:
    """Keeps a letter only when it has answered 250, as a real server would."""

    def __init__(self) -> None:
        self.accepted = []
        self.calls = 0
        self.refuse_with = ""  # the answer to DATA instead of 250
        self.refuse_recipient_with = ""
        self.received = threading.Event()  # set when a letter has arrived and is not answered yet
        self.stalls = False
        self.release = threading.Event()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.calls += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse_recipient_with:
            return self.refuse_recipient_with
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.stalls:
            self.received.set()
            while not self.release.is_set():
                await asyncio.sleep(0.01)
            return "451 Too late"
        if self.refuse_with:
            return self.refuse_with
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Accepted"


@pytest.fixture
def mail_server(settings):
    handler = Handler()
    controller = Controller(handler, hostname="127.0.0.1", port=ports.free())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    handler.release.set()
    controller.stop()


@pytest.fixture(autouse=True)
def makers(monkeypatch):
    """Makers of attachments that only these tests know."""
    monkeypatch.setattr(attachments, "_makers", {})
    attachments.register("trial.greeting", greet)
    attachments.register("trial.broken", break_down)


def greet(payload: dict) -> bytes:
    return f"Moien {payload['name']}".encode()


def break_down(payload: dict) -> bytes:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nudges(monkeypatch):
    """The tasks that would have been woken; nothing goes to the broker."""
    woken = []
    monkeypatch.setattr("cns_portal.queue.nudge", woken.append)
    return woken


@pytest.fixture
def dossier(db):
    return Dossier.objects.create()


@pytest.fixture
def agent(db):
    return Account.objects.create_user("agent")


@pytest.fixture
def post_email(db):
    def post(**columns):
        return services.post_email(
            **{
                "recipient": "claire@example.org",
                "subject": "Your confirmation",
                "text_body": "Moien\n",
                "html_body": "<p>Moien</p>",
                "language": "en",
                "reference": "R7K2-M9QX",
                "idempotency_key": "trial:1",
            }
            | columns
        )

    return post


@pytest.fixture
def post_message(dossier):
    def post(**columns):
        return services.post_message(
            **{
                "dossier": dossier,
                "reference": "R7K2-M9QX",
                "title": "Your confirmation",
                "body": "Moien\n",
                "language": "en",
                "idempotency_key": "trial:1",
            }
            | columns
        )

    return post


@pytest.fixture
def outbox():
    return mail.outbox
