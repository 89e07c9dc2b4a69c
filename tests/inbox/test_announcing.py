"""A message may be announced to several addresses: the parents of a child."""

import pytest

from cns_portal import inbox
from cns_portal.inbox.models import Email
from tests.factories import DossierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.mark.parametrize(
    ("notify", "told"),
    [
        ("", []),
        ("one@people.example", ["one@people.example"]),
        (
            ["one@people.example", "two@people.example"],
            ["one@people.example", "two@people.example"],
        ),
        (["one@people.example", "one@people.example", ""], ["one@people.example"]),
        ([], []),
    ],
)
def test_each_address_is_told_once_that_there_is_a_message(notify, told):
    words = {
        "dossier": DossierFactory(),
        "reference": "",
        "title": "A title",
        "body": "A text",
        "language": "en",
        "idempotency_key": "once",
        "notify": notify,
    }
    message = inbox.post_message(**words)
    inbox.post_message(**words)
    mails = Email.objects.filter(announces=message).order_by("pk")
    assert [mail.recipient for mail in mails] == told
    assert all("A text" not in mail.text_body for mail in mails)
