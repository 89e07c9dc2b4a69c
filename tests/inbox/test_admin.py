"""The clerk's window on delivery: to read, and to send again."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox import delivery
from cns_portal.inbox.admin import EmailAdmin, MessageAdmin
from cns_portal.inbox.models import Email, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(agent):
    agent.is_staff = True
    agent.save()

    def request(*permissions: str):
        agent.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        made = RequestFactory().get("/")
        made.session = {}
        made.user = type(agent).objects.get(pk=agent.pk)
        made._messages = CookieStorage(made)
        return made

    return request


def test_reading_needs_a_permission_and_nothing_can_be_written(request_of):
    window = EmailAdmin(Email, admin.site)
    assert not window.has_view_permission(request_of())
    allowed = request_of("view_email", "add_email", "change_email", "delete_email")
    assert window.has_view_permission(allowed)
    assert not window.has_add_permission(allowed)
    assert not window.has_change_permission(allowed)
    assert not window.has_delete_permission(allowed)


def test_sending_again_is_offered_to_those_who_may(request_of):
    window = EmailAdmin(Email, admin.site)
    assert list(window.get_actions(request_of("view_email"))) == []
    assert list(window.get_actions(request_of("view_email", "resend_email"))) == ["resend"]


def test_sending_again_says_what_happened(request_of, post_email):
    request = request_of("view_email", "resend_email")
    window = EmailAdmin(Email, admin.site)
    post_email()
    window.resend(request, Email.objects.all())
    delivery.deliver_due(seconds=5)
    window.resend(request, Email.objects.all())
    first, second = (str(message) for message in request._messages)
    assert "still waiting" in first
    assert second == "1 e-mail will be sent again."
    assert Email.objects.exclude(resend_of=None).count() == 1


def test_a_message_that_was_given_up_is_delivered_again(request_of, post_message):
    request = request_of("view_message", "retry_message")
    message = post_message()
    Message.objects.filter(pk=message.pk).update(status="parked")
    MessageAdmin(Message, admin.site).retry(request, Message.objects.all())
    delivery.deliver_due(seconds=5)
    assert Message.objects.get().status == "delivered"


def test_looking_at_an_email_is_recorded_and_its_text_is_not_shown(request_of, post_email):
    email = post_email(text_body="Only for Claire", html_body="<p>Only for Claire</p>")
    page = EmailAdmin(Email, admin.site).change_view(request_of("view_email"), str(email.pk))
    entry = AuditEntry.objects.get(kind="view")
    assert (entry.action, entry.subject_id) == ("email.viewed", str(email.pk))
    assert not {"text_body", "html_body"} & set(page.context_data["adminform"].readonly_fields)
