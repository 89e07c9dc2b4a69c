"""Which opening of the page is at each end of a video call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0005_replanning")]

    operations = [
        migrations.AddField(
            model_name="videocall",
            name=name,
            field=models.CharField(blank=True, editable=False, max_length=32),
        )
        for name in ("person_session", "agent_session")
    ]
