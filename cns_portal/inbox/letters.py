"""From a stored e-mail to what the mail server gets."""

from email import encoders
from email.mime.base import MIMEBase
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

from cns_portal.inbox.models import Attachment, Email


def letter(email: Email, *, connection=None) -> EmailMultiAlternatives:
    """`email` as Django sends it. Two letters for the same row are the same letter."""
    made = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text_body,
        to=[email.recipient],
        connection=connection,
        headers={
            "Message-ID": email.message_id,
            "Date": format_datetime(email.created_at),
            "Content-Language": email.language,
            # Robots do not answer robots (RFC 3834), and offices out of the office neither.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if email.html_body:
        made.attach_alternative(email.html_body, "text/html")
    for attachment in email.attachments.order_by("position"):
        made.attach(_part(attachment))
    return made


def _part(attachment: Attachment) -> MIMEBase:
    """The file with its content type exactly as stored: a calendar needs its `method`."""
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", attachment.content_type)
    part.set_payload(bytes(attachment.content))
    encoders.encode_base64(part)
    name = attachment.filename
    part.add_header(
        "Content-Disposition",
        "attachment",
        filename=name if name.isascii() else ("utf-8", "", name),
    )
    return part
