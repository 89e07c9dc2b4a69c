"""What is attached is sealed from here on; what lies there already is sealed now."""

import cns_portal.sealing.fields
from django.db import migrations

from cns_portal.sealing import envelope

CONTEXT = b"inbox.attachment.content"
BATCH = 200


def seal(apps, schema_editor) -> None:
    """Batch by batch, and as bytes: the column’s own class would try to open them first."""
    _rewrite(schema_editor.connection, lambda content: envelope.encrypt(content, context=CONTEXT))


def unseal(apps, schema_editor) -> None:
    _rewrite(schema_editor.connection, lambda content: envelope.decrypt(content, context=CONTEXT))


def _rewrite(connection, changed) -> None:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, content FROM inbox_attachment"
                " WHERE id > %s AND content IS NOT NULL ORDER BY id LIMIT %s",
                [last, BATCH],
            )
            rows = cursor.fetchall()
            for key, content in rows:
                cursor.execute(
                    "UPDATE inbox_attachment SET content = %s WHERE id = %s",
                    [connection.Database.Binary(changed(bytes(content))), key],
                )
        if not rows:
            return
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_withdrawn")]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="content",
            field=cns_portal.sealing.fields.SealedBytes(
                blank=True, null=True, verbose_name="content"
            ),
        ),
        migrations.RunPython(seal, unseal),
    ]
