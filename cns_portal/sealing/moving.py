"""For migrations: a column of text becomes a sealed one, with what lies in it already."""

from __future__ import annotations

from functools import partial

from django.db import migrations, models

from cns_portal.sealing import envelope

BATCH = 500


def seal_text(
    app_label: str, model_name: str, name: str, field: models.Field, *, trigger: str = ""
) -> list[migrations.operations.base.Operation]:
    """The operations that turn the text column `name` into the sealed `field`; they can be undone.

    `trigger` refuses changes of the table's rows and is switched off meanwhile. Empty texts stay
    empty, as a `SealedNote` has them.
    """
    table = f"{app_label}_{model_name}"
    context = f"{app_label}.{model_name}.{name}".encode()
    seal = partial(_rewrite, table, name, partial(envelope.encrypt, context=context))
    unseal = partial(_rewrite, table, name, partial(envelope.decrypt, context=context))
    change = migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {name} TYPE bytea USING convert_to({name}, 'UTF8')",
        f"ALTER TABLE {table} ALTER COLUMN {name} TYPE text USING convert_from({name}, 'UTF8')",
        state_operations=[
            migrations.AlterField(model_name=model_name, name=name, field=field),
        ],
    )
    rewrite = migrations.RunPython(seal, unseal)
    if not trigger:
        return [change, rewrite]
    off = f"ALTER TABLE {table} DISABLE TRIGGER {trigger}"
    on = f"ALTER TABLE {table} ENABLE TRIGGER {trigger}"
    return [change, migrations.RunSQL(off, on), rewrite, migrations.RunSQL(on, off)]


def _rewrite(table: str, name: str, changed, apps, schema_editor) -> None:
    """Batch by batch, and as bytes: the column's own class would try to open them first."""
    connection, last = schema_editor.connection, 0
    with connection.cursor() as cursor:
        # ALTER wrote every row anew, so that each change looks at its foreign keys again: at once,
        # or the next ALTER would be refused for what is still to be looked at.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {name} FROM {table}"
                f" WHERE id > %s AND octet_length({name}) > 0 ORDER BY id LIMIT {BATCH}",
                [last],
            )
            rows = cursor.fetchall()
            for key, content in rows:
                cursor.execute(
                    f"UPDATE {table} SET {name} = %s WHERE id = %s",
                    [connection.Database.Binary(changed(bytes(content))), key],
                )
        if not rows:
            return
        last = rows[-1][0]
