"""Every promise of the inbox's tables, broken once."""

import pytest
from django.db import IntegrityError

from cns_portal import clock
from cns_portal.inbox.models import Attachment, Email, Message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("message_language_is_known", {"language": "xx"}),
        ("message_status_is_known", {"status": "lost"}),
        ("message_is_delivered_iff_dated", {"status": "delivered"}),
        ("message_is_delivered_iff_dated", {"delivered_at": clock.now()}),
        ("message_is_read_after_delivery", {"read_at": clock.now()}),
    ],
)
def test_the_database_refuses_a_message(post_message, promise, columns):
    refused(promise, Message.objects.filter(pk=post_message().pk).update, **columns)


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("email_language_is_known", {"language": "xx"}),
        ("email_status_is_known", {"status": "lost"}),
        ("email_is_sent_iff_dated", {"status": "sent"}),
        ("email_is_sent_iff_dated", {"sent_at": clock.now()}),
        ("email_headers_are_one_line_each", {"subject": "Hello\nBcc: all@example.org"}),
        ("email_headers_are_one_line_each", {"subject": "Hello\rBcc: all@example.org"}),
        ("email_headers_are_one_line_each", {"subject": ""}),
        ("email_headers_are_one_line_each", {"recipient": "a@example.org\nBcc: b@example.org"}),
        ("email_headers_are_one_line_each", {"message_id": "<a@b>\n"}),
    ],
)
def test_the_database_refuses_an_email(post_email, promise, columns):
    refused(promise, Email.objects.filter(pk=post_email().pk).update, **columns)


def test_a_message_is_posted_once(post_message):
    first = post_message()
    second = post_message(idempotency_key="trial:2")
    refused(
        "message_is_posted_once",
        Message.objects.filter(pk=second.pk).update,
        idempotency_key=first.idempotency_key,
    )


def test_an_email_is_posted_once_and_has_a_message_id_of_its_own(post_email):
    first = post_email()
    second = Email.objects.filter(pk=post_email(idempotency_key="trial:2").pk)
    refused("email_is_posted_once", second.update, idempotency_key=first.idempotency_key)


def test_no_two_emails_share_a_message_id(post_email):
    first = post_email()
    second = Email.objects.filter(pk=post_email(idempotency_key="trial:2").pk)
    refused("email_has_its_own_message_id", second.update, message_id=first.message_id)


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("attachment_goes_with_a_message_or_an_email", {"email": None}),
        ("attachment_has_content_or_a_maker", {"content": None, "made_at": None}),
        ("attachment_has_content_iff_made", {"made_at": None}),
        ("attachment_has_content_iff_made", {"content": None, "maker": "trial.greeting"}),
        ("attachment_headers_are_one_line_each", {"filename": "a.txt\nX: y"}),
        ("attachment_headers_are_one_line_each", {"content_type": "text/plain\r\nX: y"}),
    ],
)
def test_the_database_refuses_an_attachment(post_email, promise, columns):
    refused(promise, Attachment.objects.create, **attachment(email=post_email()) | columns)


def test_an_attachment_does_not_go_with_both(post_email, post_message):
    both = attachment(email=post_email(), message=post_message())
    refused("attachment_goes_with_a_message_or_an_email", Attachment.objects.create, **both)


@pytest.mark.parametrize("owner", ["post_email", "post_message"])
def test_each_attachment_has_its_own_place(request, owner):
    posting = request.getfixturevalue(owner)()
    columns = attachment(**{owner.removeprefix("post_"): posting})
    Attachment.objects.create(**columns)
    refused("attachment_has_its_own_place", Attachment.objects.create, **columns)


def attachment(**owner):
    return {
        **owner,
        "position": 1,
        "filename": "a.txt",
        "content_type": "text/plain",
        "content": b"a",
        "made_at": clock.now(),
    }


def refused(promise, change, **columns):
    with pytest.raises(IntegrityError) as refusal:
        change(**columns)
    assert refusal.value.__cause__.diag.constraint_name == promise
