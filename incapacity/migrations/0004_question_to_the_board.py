from django.db import migrations

import cns_portal.sealing.fields


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0003_keys_of_senders_change")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="board_question",
            field=cns_portal.sealing.fields.SealedText(
                blank=True, default=str, verbose_name="question to the medical board"
            ),
        ),
    ]
