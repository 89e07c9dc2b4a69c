"""The text of a message is sealed from here on; what lies there already is sealed now."""

import cns_portal.sealing.fields
from django.db import migrations

from cns_portal.sealing import envelope

CONTEXT = b"inbox.message.body"
BATCH = 500


def seal(apps, schema_editor) -> None:
    """Batch by batch, and as bytes: the column’s own class would try to open them first."""
    _rewrite(schema_editor.connection, lambda text: envelope.encrypt(text, context=CONTEXT))


def unseal(apps, schema_editor) -> None:
    _rewrite(schema_editor.connection, lambda text: envelope.decrypt(text, context=CONTEXT))


def _rewrite(connection, changed) -> None:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, body FROM inbox_message WHERE id > %s ORDER BY id LIMIT %s",
                [last, BATCH],
            )
            rows = cursor.fetchall()
            for key, body in rows:
                cursor.execute(
                    "UPDATE inbox_message SET body = %s WHERE id = %s",
                    [connection.Database.Binary(changed(bytes(body))), key],
                )
        if not rows:
            return
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("inbox", "0003_sealed_attachments")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE inbox_message ALTER COLUMN body TYPE bytea"
            " USING convert_to(body, 'UTF8')",
            "ALTER TABLE inbox_message ALTER COLUMN body TYPE text"
            " USING convert_from(body, 'UTF8')",
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="body",
                    field=cns_portal.sealing.fields.SealedText(verbose_name="text"),
                ),
            ],
        ),
        migrations.RunPython(seal, unseal),
    ]
