"""Posting is a row in the caller's transaction."""

import pytest
from django.db import transaction

from cns_portal import inbox
from cns_portal.accounts.models import Dossier
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox import delivery, selectors
from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.choices import Refusal
from cns_portal.inbox.models import Attachment, Email, Message
from cns_portal.kernel.refusal import Refused

pytestmark = pytest.mark.django_db

CALENDAR = AttachmentDraft(
    filename="a.ics", content_type="text/calendar; method=REQUEST; charset=utf-8", content=b"x"
)
GREETING = AttachmentDraft(
    filename="g.txt", content_type="text/plain", maker="trial.greeting", payload={"name": "Zoé"}
)


def test_posting_twice_posts_once(post_message, post_email, nudges):
    message = post_message(attachments=[CALENDAR, GREETING], notify="claire@example.org")
    again = post_message(title="Other", attachments=[CALENDAR], notify="claire@example.org")
    assert again == message
    assert (Message.objects.count(), Attachment.objects.count(), Email.objects.count()) == (1, 2, 1)
    email = post_email()
    nudges.clear()
    assert post_email(subject="Other").pk == email.pk
    assert nudges == []


def test_what_is_rolled_back_was_never_posted(post_email):
    with transaction.atomic():
        post_email()
        transaction.set_rollback(True)
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    "subject",
    ["Hello\nBcc: all@example.org", "Hello\r\nX-Evil: 1", "Hello\x0b1", "Hello\u2028x", "", "  "],
)
def test_a_subject_is_one_line(post_email, subject):
    with pytest.raises(ValueError, match="one line"):
        post_email(subject=subject)
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"]
)
def test_a_recipient_is_one_address(post_email, recipient):
    with pytest.raises(ValueError, match="not an e-mail address"):
        post_email(recipient=recipient)


@pytest.mark.parametrize(
    "columns",
    [
        {"content": None},
        {"maker": "trial.greeting"},
        {"content_type": "text"},
        {"content_type": "text/plain\nX: y"},
        {"content_type": 'text/plain; name="a\r\nb"'},
        {"filename": ""},
        {"filename": "../a.txt"},
        {"filename": 'a".txt'},
        {"filename": "a\nb.txt"},
    ],
)
def test_a_malformed_attachment_is_refused_at_once(columns):
    with pytest.raises(ValueError):
        AttachmentDraft(
            **{"filename": "a.txt", "content_type": "text/plain", "content": b""} | columns
        )


def test_another_maker_of_the_same_kind_is_an_error():
    with pytest.raises(ValueError, match="a maker already"):
        inbox.register_maker("trial.greeting", lambda payload: b"")


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_the_announcement_says_that_there_is_a_message_and_nothing_else(
    post_message, settings, language
):
    settings.SITE_URL = "https://portal.example"
    post_message(
        title="Long-term care", body="Tuesday", language=language, notify="claire@example.org"
    )
    email = Email.objects.get()
    whole = email.subject + email.text_body + email.html_body
    for telling in ["Long-term care", "Tuesday", "R7K2-M9QX", "appointment"]:
        assert telling not in whole
    link = f"https://portal.example/{language}/espace/messages/"
    assert link in email.text_body.splitlines()
    assert f'href="{link}"' in email.html_body
    assert f'<html lang="{language}"' in email.html_body


def test_a_message_shows_when_it_is_delivered_and_is_unread_until_opened(post_message, dossier):
    message = post_message()
    assert not Message.objects.of(dossier).delivered().exists()
    inbox.mark_read(message)
    delivery.deliver_due(seconds=5)
    message.refresh_from_db()
    assert message.read_at is None
    assert list(Message.objects.of(dossier).unread()) == [message]
    inbox.mark_read(message)
    first = message.read_at
    inbox.mark_read(message)
    message.refresh_from_db()
    assert message.read_at == first
    assert not Message.objects.of(dossier).unread().exists()


def test_messages_and_attachments_belong_to_their_dossier(post_message, dossier):
    message = post_message(attachments=[GREETING])
    assert not Attachment.objects.of(dossier).exists()
    delivery.deliver_due(seconds=5)
    stranger = Dossier.objects.create()
    assert list(Message.objects.of(dossier).about("R7K2-M9QX").delivered()) == [message]
    assert not Message.objects.of(stranger).exists()
    assert Attachment.objects.of(dossier).count() == 1
    assert not Attachment.objects.of(stranger).exists()


def test_a_list_of_messages_costs_two_queries(post_message, dossier, django_assert_num_queries):
    for number in range(5):
        post_message(idempotency_key=f"trial:{number}", attachments=[GREETING])
    delivery.deliver_due(seconds=5)
    with django_assert_num_queries(2):
        shown = selectors.with_attachments(Message.objects.of(dossier).delivered())
        assert [[a.filename for a in m.attachments.all()] for m in shown] == [["g.txt"]] * 5


def test_an_agent_sends_an_email_again_as_a_copy_that_says_so(post_email, agent, outbox):
    email = post_email(attachments=[CALENDAR, GREETING])
    delivery.deliver_due(seconds=5)
    copy = inbox.resend(email, actor=agent)
    delivery.deliver_due(seconds=5)
    assert copy.resend_of == email
    assert copy.message_id != email.message_id
    assert [letter.to for letter in outbox] == [["claire@example.org"]] * 2
    assert len(outbox[1].attachments) == 2
    assert AuditEntry.objects.get().action == "email.sent_again"
    assert list(selectors.emails_about("R7K2-M9QX")) == [copy, email]


def test_what_still_waits_is_not_sent_again(post_email, agent):
    email = post_email()
    with pytest.raises(Refused) as refused:
        inbox.resend(email, actor=agent)
    assert refused.value.reason == Refusal.STILL_WAITING
    delivery.deliver_due(seconds=5)
    inbox.resend(email, actor=agent)
    with pytest.raises(Refused) as refused:
        inbox.resend(email, actor=agent)
    assert refused.value.reason == Refusal.COPY_WAITING
    assert Email.objects.count() == 2


def test_only_what_was_given_up_is_retried(post_message, agent):
    with pytest.raises(Refused) as refused:
        inbox.retry_message(post_message(), actor=agent)
    assert refused.value.reason == Refusal.NOT_GIVEN_UP


def test_what_is_about_a_procedure_goes_with_it(post_message, post_email):
    post_message(attachments=[GREETING], notify="claire@example.org")
    post_email(attachments=[GREETING])
    other = post_email(reference="AAAA-AAAA", idempotency_key="trial:other")
    assert inbox.forget_about("R7K2-M9QX") == 3
    assert list(Email.objects.all()) == [other]
    assert not Message.objects.exists()
    with pytest.raises(ValueError):
        inbox.forget_about("")
