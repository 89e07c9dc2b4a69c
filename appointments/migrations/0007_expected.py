"""The worker asks each minute who is expected and has not come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0006_video_sessions")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "confirmed")),
                fields=["starts_at"],
                name="appointment_expected",
            ),
        ),
    ]
