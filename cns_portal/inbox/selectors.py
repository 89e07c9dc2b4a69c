"""Questions about messages and e-mails that other packages may ask."""

from django.db.models import Prefetch, QuerySet

from cns_portal.inbox.models import Attachment, Email, Message


def messages_about(reference: str) -> QuerySet[Message]:
    """Every message about a procedure, delivered or not, newest first; for agents."""
    return Message.objects.about(reference).order_by("-created_at", "-pk")


def emails_about(reference: str) -> QuerySet[Email]:
    """Every e-mail about a procedure with how far it got, newest first; for agents."""
    return (
        Email.objects.about(reference)
        .defer("text_body", "html_body")
        .order_by("-created_at", "-pk")
    )


def with_attachments(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The same messages with the names of their attachments: one more query in all."""
    return messages.prefetch_related(
        Prefetch("attachments", queryset=Attachment.objects.without_content())
    )
