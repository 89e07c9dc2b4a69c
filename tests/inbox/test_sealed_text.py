"""What a message says cannot be read in the database, nor in a copy of it."""

import importlib
from types import SimpleNamespace

import pytest
from django.db import connection

from cns_portal.inbox.models import Message
from cns_portal.inbox.services import post_message
from tests.factories import DossierFactory

pytestmark = pytest.mark.django_db
MARK = "Votre opération du genou"
MIGRATION = importlib.import_module("cns_portal.inbox.migrations.0004_sealed_text")


@pytest.fixture
def message():
    return post_message(
        dossier=DossierFactory(),
        reference="",
        title="The CNS has written to you",
        body=MARK,
        language="fr",
        idempotency_key="sealed",
    )


def stored(message) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM inbox_message WHERE id = %s", [message.pk])
        return bytes(cursor.fetchone()[0])


def test_the_row_holds_no_readable_text(message):
    assert MARK.encode() not in stored(message)
    assert Message.objects.get().body == MARK


def test_what_lay_there_before_is_sealed_by_the_migration_and_can_be_unsealed(message):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_message SET body = %s WHERE id = %s", [MARK.encode(), message.pk]
        )
    editor = SimpleNamespace(connection=connection)
    MIGRATION.seal(None, editor)
    assert MARK.encode() not in stored(message)
    assert Message.objects.get().body == MARK
    MIGRATION.unseal(None, editor)
    assert stored(message) == MARK.encode()
