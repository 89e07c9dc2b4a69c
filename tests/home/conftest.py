"""Somebody signed in, somebody else, and the post they get."""

import itertools

import pytest
from django.test import Client

from cns_portal import clock, inbox
from cns_portal.inbox.choices import MessageStatus
from tests.factories import InsuredPersonFactory

_keys = itertools.count()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def person(db):
    return InsuredPersonFactory(signs_in=True, first_name="Claire", last_name="Weber")


@pytest.fixture
def me(person):
    """The browser of `person`."""
    return signed_in(person)


@pytest.fixture
def stranger(db):
    """The browser of somebody else, who is insured too."""
    return signed_in(InsuredPersonFactory(signs_in=True))


@pytest.fixture
def post(person):
    """Leave a message in the file of `person`; delivered, unless told otherwise."""

    def leave(*, delivered=True, dossier=None, **columns):
        message = inbox.post_message(
            **{
                "dossier": dossier or person.dossier,
                "reference": "",
                "title": "Your appointment is confirmed",
                "body": "Moien\n\nhttp://testserver/a/token/",
                "language": "en",
                "idempotency_key": f"home:{next(_keys)}",
                "attachments": [
                    inbox.AttachmentDraft(
                        filename="confirmation.pdf",
                        content_type="application/pdf",
                        content=b"%PDF-1.7 trial",
                    ),
                    inbox.AttachmentDraft(
                        filename="appointment.ics",
                        content_type="text/calendar; method=REQUEST; charset=utf-8",
                        content=b"BEGIN:VCALENDAR",
                    ),
                ],
                **columns,
            }
        )
        if delivered:
            message.status, message.delivered_at = MessageStatus.DELIVERED, clock.now()
            message.save(update_fields=["status", "delivered_at"])
        return message

    return leave
