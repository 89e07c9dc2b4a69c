"""Delivering what has been posted: one row at a time, safely beside other workers.

An attempt has two transactions. The first takes one due row (`FOR UPDATE SKIP LOCKED`), counts
the attempt, sets the row aside for a moment and commits: the count survives whatever happens
next. The second locks the same row, does the work while it holds the lock, and writes the
outcome. The last question before it sends is whether the posting is still wanted, where the room
that posted it asked for that. A worker that is killed loses its lock with its connection; the row
is due again when the moment is over. Only between the mail server's "250" and the commit can a
kill cause a second copy, and it carries the same Message-ID.
"""

import logging
import smtplib
import time
from collections.abc import Callable

from django.core import mail
from django.db import transaction

from cns_portal import clock
from cns_portal.inbox import attachments, checks, rules
from cns_portal.inbox.choices import EmailStatus, MessageStatus
from cns_portal.inbox.letters import letter
from cns_portal.inbox.models import Email, Message

logger = logging.getLogger(__name__)


def deliver_due(*, seconds: float) -> bool:
    """Deliver what is due, messages first. True when there may be more after `seconds`."""
    until = time.monotonic() + seconds
    return _drain(_deliver_message, until=until) or _deliver_emails(until=until)


def _drain(deliver_one: Callable[[], bool], *, until: float) -> bool:
    while time.monotonic() < until:
        if not deliver_one():
            return False
    return True


def _deliver_emails(*, until: float) -> bool:
    """One connection for the whole run; it is left at once when the server does not answer."""
    connection = mail.get_connection()
    try:
        return _drain(lambda: _send_email(connection), until=until)
    except _ServerAwayError:
        return False  # the next beat tries with the next e-mail
    finally:
        _hang_up(connection)


class _ServerAwayError(Exception):
    """There is nobody to talk to: trying the other e-mails would only make them wait."""


def _deliver_message() -> bool:
    claim = _claim(Message)
    if claim is None:
        return False
    with transaction.atomic():
        message = _lock(Message, claim)
        if message is None:
            return True
        try:
            _make_attachments(message)
            if not _is_still_wanted(message):
                _withdraw(message, MessageStatus.WITHDRAWN)
                # Nobody is told of a message that will never be there.
                message.announcements.filter(status=EmailStatus.PENDING).update(
                    status=EmailStatus.WITHDRAWN
                )
                return True
        except Exception as error:
            _note_refusal(message, error, parked=MessageStatus.PARKED)
        else:
            message.status, message.delivered_at = MessageStatus.DELIVERED, clock.now()
            message.last_error = ""
            message.save(update_fields=["status", "delivered_at", "last_error"])
    return True


def _send_email(connection) -> bool:
    claim = _claim(Email)
    if claim is None:
        return False
    is_away = False
    with transaction.atomic():
        email = _lock(Email, claim)
        if email is None:
            return True
        try:
            _make_attachments(email)
            if not _is_still_wanted(email):
                _withdraw(email, EmailStatus.WITHDRAWN)
                return True
            connection.open()  # stays open for the next e-mail; does nothing when it is open
            letter(email, connection=connection).send()
        except Exception as error:
            _note_refusal(email, error, parked=EmailStatus.PARKED)
            _hang_up(connection)
            is_away = _is_away(error)
        else:
            email.status, email.sent_at, email.last_error = EmailStatus.SENT, clock.now(), ""
            email.save(update_fields=["status", "sent_at", "last_error"])
    if is_away:
        raise _ServerAwayError
    return True


def _claim(model: type[Message] | type[Email]) -> tuple[int, int] | None:
    """Take one due row and count the attempt; its key and the number of the attempt, or None."""
    while True:
        now = clock.now()
        with transaction.atomic():
            row = (
                model.objects.due(now=now)
                .select_for_update(skip_locked=True, of=("self",))
                .only("pk", "attempts", "refusals")
                .order_by("not_before", "pk")
                .first()
            )
            if row is None:
                return None
            if not rules.is_poison(attempts=row.attempts, refusals=row.refusals):
                row.attempts += 1
                row.not_before = now + rules.LEASE
                row.save(update_fields=["attempts", "not_before"])
                return row.pk, row.attempts
            row.status = "parked"
            row.last_error = "The worker ended during each of the last attempts."
            row.save(update_fields=["status", "last_error"])
            logger.error("%s %s given up: it ends the worker.", model._meta.verbose_name, row.pk)


def _lock(model: type[Message] | type[Email], claim: tuple[int, int]):
    """The claimed row, locked; None when another worker has taken it over since.

    It waits: whoever looks for work locks a row for a moment even when it then finds it claimed.
    Skipping the row at that moment would leave it for the next lease.
    """
    pk, attempt = claim
    return (
        model.objects.select_for_update(of=("self",))
        .filter(pk=pk, attempts=attempt, status="pending")
        .first()
    )


def _make_attachments(posting: Message | Email) -> None:
    """Make what is not made yet; what was made stays, even if the rest of the attempt fails."""
    for attachment in posting.attachments.filter(content__isnull=True).order_by("position"):
        with transaction.atomic():  # a savepoint: a maker's failed query must not spoil the attempt
            attachment.content = attachments.make(attachment.maker, attachment.payload)
            attachment.made_at = clock.now()
            attachment.save(update_fields=["content", "made_at"])


def _is_still_wanted(posting: Message | Email) -> bool:
    with transaction.atomic():  # a savepoint: a failed question must not spoil the attempt
        return checks.is_still_wanted(posting.check_code, posting.check_payload)


def _withdraw(posting: Message | Email, status: str) -> None:
    posting.status, posting.last_error = status, ""
    posting.save(update_fields=["status", "last_error"])
    logger.info("%s %s is no longer wanted.", posting._meta.verbose_name, posting.pk)


def _note_refusal(posting: Message | Email, error: Exception, *, parked: str) -> None:
    posting.refusals += 1
    posting.last_error = _without_personal_data(error)
    wait = None if _is_final(error) else rules.wait_after(posting.refusals)
    if wait is None:
        posting.status = parked
    else:
        posting.not_before = clock.now() + wait
    posting.save(update_fields=["refusals", "last_error", "status", "not_before"])
    logger.warning(
        "%s %s refused (%s), %s.",
        posting._meta.verbose_name,
        posting.pk,
        posting.last_error,
        "given up" if wait is None else f"again in {wait}",
    )


def _without_personal_data(error: Exception) -> str:
    """The kind of error and the server's code: its words often repeat the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({answer[0] for answer in error.recipients.values()})
        return f"SMTPRecipientsRefused {' '.join(map(str, codes))}"
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def _is_final(error: Exception) -> bool:
    """Whether the server says that this address will never take mail."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= answer[0] < 600 for answer in error.recipients.values()
    )


def _is_away(error: Exception) -> bool:
    """Whether the server itself is missing, silent or hanging up, whatever the e-mail."""
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def _hang_up(connection) -> None:
    try:
        connection.close()
    except Exception:
        logger.debug("The mail connection could not be closed.", exc_info=True)
