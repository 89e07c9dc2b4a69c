import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_events_are_never_changed")]

    operations = [
        migrations.AddIndex(
            model_name="procedureevent",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["at"], name="procedure_event_by_time", autosummarize=True
            ),
        ),
    ]
