from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0008_last_message_of_a_sender")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                name="certificate_kept_by_day", fields=["changed_at"], condition=Q(state="kept")
            ),
        ),
    ]
