"""Delivery: nothing is lost, nothing goes out twice, nothing is tried for ever."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail

from cns_portal import clock, inbox
from cns_portal.inbox import delivery, rules
from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from tests.racing import done_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def draft(**columns):
    return AttachmentDraft(
        **{"filename": "a.txt", "content_type": "text/plain", "content": b"a"} | columns
    )


GREETING = {"content": None, "maker": "trial.greeting", "payload": {"name": "Zoé"}}
BROKEN = {"content": None, "maker": "trial.broken"}


def test_a_letter_arrives_as_it_was_posted(mail_server, post_email):
    ics = b"BEGIN:VCALENDAR\r\nSUMMARY:Caf\xc3\xa9\r\nEND:VCALENDAR\r\n"
    email = post_email(
        subject="Bestätegung – votre dossier №7 ✓",
        text_body="Moien Zoé\n\nhttps://portal.example/a/token/\n",
        html_body="<p>Moien Zoé</p>",
        language="lb",
        attachments=[
            draft(
                filename="invite.ics",
                content_type="text/calendar; method=CANCEL; charset=utf-8",
                content=ics,
            ),
            draft(filename="Bestätegung.txt", **GREETING),
        ],
    )
    deliver()
    (letter,) = mail_server.accepted
    assert letter["Subject"] == "Bestätegung – votre dossier №7 ✓"
    assert letter["To"] == "claire@example.org"
    assert letter["Message-ID"] == email.message_id
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["Content-Language"] == "lb"
    assert "Zoé" in letter.get_body(["plain"]).get_content()
    assert "<p>Moien Zoé</p>" in letter.get_body(["html"]).get_content()
    invite, greeting = letter.iter_attachments()
    assert invite.get_content_type() == "text/calendar"
    assert invite.get_param("method") == "CANCEL"
    assert invite.get_param("charset") == "utf-8"
    assert invite["Content-Type"].count("charset") == 1
    assert invite.get_filename() == "invite.ics"
    assert invite.get_payload(decode=True) == ics
    assert greeting.get_filename() == "Bestätegung.txt"
    assert greeting.get_payload(decode=True) == "Moien Zoé".encode()
    email.refresh_from_db()
    assert (email.status, email.attempts, email.refusals) == ("sent", 1, 0)


def test_each_letter_goes_out_once_however_often_the_task_runs(mail_server, post_email):
    for number in range(7):
        post_email(idempotency_key=f"trial:{number}")
    deliver()
    deliver()
    assert len({letter["Message-ID"] for letter in mail_server.accepted}) == 7
    assert len(mail_server.accepted) == 7
    assert mail_server.calls == 1, "one connection serves the whole run"


@pytest.mark.race
def test_workers_side_by_side_share_the_work(mail_server, post_email):
    for number in range(40):
        post_email(idempotency_key=f"trial:{number}")
    done_at_once(*[deliver] * 4)
    assert len(mail_server.accepted) == 40
    assert len({letter["Message-ID"] for letter in mail_server.accepted}) == 40
    assert set(Email.objects.values_list("status", "attempts")) == {("sent", 1)}


@pytest.mark.race
def test_posting_at_the_same_moment_posts_once(post_email):
    def post():
        post_email(attachments=[draft(**GREETING)])

    done_at_once(*[post] * 6)
    assert Email.objects.get().attachments.count() == 1


def test_a_refused_letter_stays_and_goes_out_later(mail_server, post_email):
    mail_server.refuse_with = "451 Greylisted, Claire <claire@example.org>, come back later"
    email = post_email()
    deliver()
    email.refresh_from_db()
    assert (email.status, email.attempts, email.refusals) == ("pending", 1, 1)
    assert email.last_error == "SMTPDataError 451"
    mail_server.refuse_with = ""
    deliver()
    assert mail_server.accepted == []
    with time_machine.travel(clock.now() + rules.RETRY_AFTER[0], tick=True):
        deliver()
    email.refresh_from_db()
    assert (email.status, email.attempts, email.last_error) == ("sent", 2, "")
    assert [letter["Message-ID"] for letter in mail_server.accepted] == [email.message_id]


def test_one_refused_letter_does_not_hold_up_the_others(mail_server, post_email):
    refused = post_email(attachments=[draft(**BROKEN)])
    for number in range(3):
        post_email(idempotency_key=f"trial:good{number}")
    deliver()
    assert len(mail_server.accepted) == 3
    refused.refresh_from_db()
    assert (refused.status, refused.last_error) == ("pending", "ZeroDivisionError")


def test_an_address_that_does_not_exist_is_given_up_at_once(mail_server, post_email):
    mail_server.refuse_recipient_with = "550 No such user claire@example.org"
    email = post_email()
    deliver()
    email.refresh_from_db()
    assert (email.status, email.last_error) == ("parked", "SMTPRecipientsRefused 550")


def test_a_server_that_is_away_costs_one_try_for_all(settings, mail_server, post_email):
    settings.EMAIL_PORT = 1  # nobody listens there
    for number in range(5):
        post_email(idempotency_key=f"trial:{number}")
    deliver()
    assert sum(Email.objects.values_list("attempts", flat=True)) == 1
    assert set(Email.objects.values_list("status", flat=True)) == {"pending"}


@pytest.mark.fault
def test_a_server_that_does_not_answer_is_left(settings, mail_server, post_email):
    settings.EMAIL_TIMEOUT = 0.3
    mail_server.stalls = True
    post_email()
    post_email(idempotency_key="trial:2")
    deliver()
    assert sorted(Email.objects.values_list("attempts", flat=True)) == [0, 1]
    assert mail_server.accepted == []


def test_in_the_end_a_letter_is_given_up_and_an_agent_may_send_it_again(
    mail_server, post_email, agent
):
    mail_server.refuse_with = "451 Not today"
    email = post_email()
    moment = clock.now()
    for _ in range(len(rules.RETRY_AFTER) + 5):
        with time_machine.travel(moment, tick=True):
            deliver()
        moment += max(rules.RETRY_AFTER) + timedelta(minutes=1)
    email.refresh_from_db()
    assert (email.status, email.refusals) == ("parked", len(rules.RETRY_AFTER) + 1)
    mail_server.refuse_with = ""
    inbox.resend(email, actor=agent)
    deliver()
    assert len(mail_server.accepted) == 1


def test_a_letter_that_ends_the_worker_is_parked_after_five_attempts(
    monkeypatch, mail_server, post_email
):
    class Killed(BaseException):
        """As abrupt as SIGKILL: no handler runs."""

    def die(*args, **kwargs):
        raise Killed

    email = post_email()
    monkeypatch.setattr(delivery, "letter", die)
    moment = clock.now()
    for _ in range(rules.MOST_UNEXPLAINED_ENDS):
        with time_machine.travel(moment, tick=True), pytest.raises(Killed):
            deliver()
        moment += rules.LEASE + timedelta(seconds=1)
    with time_machine.travel(moment, tick=True):
        deliver()
    email.refresh_from_db()
    assert (email.status, email.attempts) == ("parked", rules.MOST_UNEXPLAINED_ENDS)


def test_an_announcement_waits_for_its_message(mail_server, post_message, dossier, agent):
    message = post_message(attachments=[draft(**BROKEN)], notify="claire@example.org")
    deliver()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("pending", "ZeroDivisionError")
    assert mail_server.accepted == []
    Message.objects.filter(pk=message.pk).update(status="parked", refusals=21, attempts=21)
    message.attachments.update(maker="trial.greeting", payload={"name": "Zoé"})
    inbox.retry_message(message, actor=agent)
    deliver()
    assert Message.objects.of(dossier).delivered().get() == message
    assert bytes(message.attachments.get().content) == "Moien Zoé".encode()
    assert len(mail_server.accepted) == 1


def test_what_was_made_is_not_made_again(monkeypatch, mail_server, post_email):
    made = []
    monkeypatch.setattr(delivery.attachments, "make", lambda *_: made.append(1) or b"made")
    mail_server.refuse_with = "451 Later"
    post_email(attachments=[draft(**GREETING)])
    deliver()
    mail_server.refuse_with = ""
    with time_machine.travel(clock.now() + rules.RETRY_AFTER[0], tick=True):
        deliver()
    assert len(made) == len(mail_server.accepted) == 1


def test_the_row_is_locked_while_the_server_is_spoken_to(monkeypatch, post_email):
    """Even when its lease is over, a second worker leaves the e-mail to the first."""
    email = post_email()
    sent = []

    def send_and_look(self, fail_silently=False):
        sent.append(self)
        with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
            done_at_once(deliver)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send_and_look)
    deliver()
    assert len(sent) == 1
    email.refresh_from_db()
    assert (email.status, email.attempts) == ("sent", 1)


def test_a_run_ends_in_time_and_asks_for_another(monkeypatch, mail_server, post_email, nudges):
    monkeypatch.setattr("cns_portal.inbox.tasks.SECONDS_PER_RUN", 0.0)
    post_email()
    nudges.clear()
    deliver()
    assert nudges == ["inbox.deliver"]
    assert mail_server.accepted == []


def test_an_eml_file_is_whole_and_opens(settings, tmp_path, post_email):
    settings.EMAIL_BACKEND = "cns_portal.inbox.eml.EmlBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    email = post_email(subject="Bestätegung", attachments=[draft(**GREETING)])
    deliver()
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name.endswith(f"Z-{email.message_id.strip('<>').partition('@')[0]}.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["Subject"] == "Bestätegung"
    (attachment,) = letter.iter_attachments()
    assert attachment.get_payload(decode=True) == "Moien Zoé".encode()


def test_the_same_letter_twice_makes_two_eml_files(settings, tmp_path, post_email):
    settings.EMAIL_BACKEND = "cns_portal.inbox.eml.EmlBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    email = post_email()
    with time_machine.travel(clock.now(), tick=False):
        delivery.letter(email).send()
        delivery.letter(email).send()
    assert len(list(tmp_path.glob("*.eml"))) == len(list(tmp_path.iterdir())) == 2


def test_the_last_error_never_repeats_an_address():
    refusal = smtplib.SMTPRecipientsRefused({"claire@example.org": (550, b"claire@example.org?")})
    assert delivery._without_personal_data(refusal) == "SMTPRecipientsRefused 550"
    sender = smtplib.SMTPSenderRefused(553, b"claire@example.org", "claire@example.org")
    assert delivery._without_personal_data(sender) == "SMTPSenderRefused 553"
