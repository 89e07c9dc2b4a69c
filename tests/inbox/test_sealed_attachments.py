"""What is attached cannot be read in the database, nor in a copy of it."""

import importlib
from types import SimpleNamespace

import pytest
from django.db import connection

from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.models import Attachment
from cns_portal.inbox.services import post_message
from tests.factories import DossierFactory

pytestmark = pytest.mark.django_db
MARK = b"Certificate of Marie Beispill"
MIGRATION = importlib.import_module("cns_portal.inbox.migrations.0003_sealed_attachments")


@pytest.fixture
def attachment():
    message = post_message(
        dossier=DossierFactory(),
        reference="",
        title="A paper",
        body="Here it is.",
        language="en",
        idempotency_key="sealed",
        attachments=[AttachmentDraft(filename="a.txt", content_type="text/plain", content=MARK)],
    )
    return message.attachments.get()


def stored(attachment) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM inbox_attachment WHERE id = %s", [attachment.pk])
        return bytes(cursor.fetchone()[0])


def test_the_row_holds_no_readable_content(attachment):
    assert MARK not in stored(attachment)
    assert attachment.content == MARK


def test_what_lay_there_before_is_sealed_by_the_migration_and_can_be_unsealed(attachment):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_attachment SET content = %s WHERE id = %s", [MARK, attachment.pk]
        )
    editor = SimpleNamespace(connection=connection)
    MIGRATION.seal(None, editor)
    assert MARK not in stored(attachment)
    assert Attachment.objects.get().content == MARK
    MIGRATION.unseal(None, editor)
    assert stored(attachment) == MARK
