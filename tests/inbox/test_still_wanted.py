"""What is no longer wanted when its turn comes is withdrawn, not sent."""

import smtplib
from datetime import timedelta

import pytest
import time_machine

from cns_portal import clock, inbox
from cns_portal.inbox import checks, rules, services
from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.choices import Refusal
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.kernel.refusal import Refused

pytestmark = pytest.mark.django_db(transaction=True)

WANTED = inbox.StillWanted(check="trial.wanted", payload={"number": 1})
wanted = {1}
asked = []


def is_wanted(payload: dict) -> bool:
    asked.append(payload)
    return payload["number"] in wanted


def breaks(payload: dict) -> bool:
    Message.objects.extra(where=["nonsense"]).count()  # a broken question to the database, too


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setattr(checks, "_checks", {})
    inbox.register_check("trial.wanted", is_wanted)
    inbox.register_check("trial.broken", breaks)
    wanted.clear()
    asked.clear()


def test_what_is_wanted_is_sent_and_asked_about_once(outbox, post_email):
    wanted.add(1)
    email = post_email(still_wanted=WANTED)
    deliver()
    email.refresh_from_db()
    assert (email.status, len(outbox)) == ("sent", 1)
    assert asked == [{"number": 1}]


def test_what_was_posted_without_a_check_is_always_wanted(outbox, post_email):
    post_email()
    deliver()
    assert (len(outbox), asked) == (1, [])


def test_an_email_that_nobody_wants_is_withdrawn(outbox, post_email):
    email = post_email(still_wanted=WANTED)
    deliver()
    deliver()
    email.refresh_from_db()
    assert (email.status, email.sent_at, email.last_error) == ("withdrawn", None, "")
    assert (outbox, len(asked)) == ([], 1)


def test_a_message_that_nobody_wants_is_withdrawn_with_its_announcement(
    outbox, post_message, dossier
):
    message = post_message(notify="claire@example.org", still_wanted=WANTED)
    deliver()
    message.refresh_from_db()
    assert (message.status, message.delivered_at) == ("withdrawn", None)
    assert Email.objects.get().status == "withdrawn"
    assert outbox == []
    assert not Message.objects.of(dossier).delivered().exists()


def test_a_message_that_is_wanted_is_announced(outbox, post_message):
    wanted.add(1)
    message = post_message(notify="claire@example.org", still_wanted=WANTED)
    deliver()
    message.refresh_from_db()
    assert (message.status, len(outbox)) == ("delivered", 1)


def test_it_is_asked_again_at_each_attempt(mail_server, post_email):
    """The server was away when it was still true."""
    wanted.add(1)
    mail_server.refuse_with = "451 Later"
    email = post_email(still_wanted=WANTED)
    deliver()
    email.refresh_from_db()
    assert (email.status, email.refusals) == ("pending", 1)
    mail_server.refuse_with = ""
    wanted.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        deliver()
    email.refresh_from_db()
    assert (email.status, len(asked), mail_server.accepted) == ("withdrawn", 2, [])


@pytest.mark.parametrize("code", ["trial.broken", "trial.unknown"])
def test_a_question_without_an_answer_is_asked_again_later(outbox, post_email, code):
    email = post_email(still_wanted=inbox.StillWanted(check=code))
    other = post_email(idempotency_key="trial:2")
    deliver()
    email.refresh_from_db()
    other.refresh_from_db()
    assert (email.status, email.refusals, other.status) == ("pending", 1, "sent")
    assert email.not_before > clock.now() + rules.LEASE / 2
    assert email.last_error in {"ProgrammingError", "LookupError"}


def test_the_room_is_asked_after_the_attachments_are_made(outbox, post_email):
    """They may take a while, and the answer should be as young as can be."""
    email = post_email(
        still_wanted=WANTED,
        attachments=[
            AttachmentDraft(
                filename="a.txt",
                content_type="text/plain",
                maker="trial.greeting",
                payload={"name": "Zoé"},
            )
        ],
    )
    deliver()
    assert email.attachments.get().made_at
    assert outbox == []


def test_a_withdrawn_email_is_not_sent_again(post_email, agent):
    email = post_email(still_wanted=WANTED)
    deliver()
    email.refresh_from_db()
    with pytest.raises(Refused) as refused:
        services.resend(email, actor=agent)
    assert refused.value.reason == Refusal.NO_LONGER_WANTED


def test_a_copy_is_asked_about_like_its_original(outbox, post_email, agent):
    wanted.add(1)
    email = post_email(still_wanted=WANTED)
    deliver()
    email.refresh_from_db()
    copy = services.resend(email, actor=agent)
    wanted.clear()
    deliver()
    copy.refresh_from_db()
    assert (copy.status, len(outbox)) == ("withdrawn", 1)


def test_a_withdrawn_message_is_not_delivered_again(post_message, agent):
    message = post_message(still_wanted=WANTED)
    deliver()
    message.refresh_from_db()
    with pytest.raises(Refused):
        services.retry_message(message, actor=agent)


def test_registering_twice(monkeypatch):
    inbox.register_check("trial.wanted", is_wanted)
    with pytest.raises(ValueError, match="already"):
        inbox.register_check("trial.wanted", breaks)


def test_what_is_withdrawn_is_forgotten_with_its_case(post_email, post_message):
    post_email(still_wanted=WANTED)
    post_message(still_wanted=WANTED)
    deliver()
    assert inbox.forget_about("R7K2-M9QX") == 2


def test_the_server_is_not_called_for_what_nobody_wants(mail_server, post_email, monkeypatch):
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *args: pytest.fail("called"))
    post_email(still_wanted=WANTED)
    deliver()
    assert mail_server.calls == 0
