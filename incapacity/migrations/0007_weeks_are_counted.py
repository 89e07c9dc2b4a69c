from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0006_first_ready_texts")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                name="certificate_by_decision",
                fields=["decided_at"],
                condition=Q(decided_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                name="certificate_withdrawn_by_day",
                fields=["changed_at"],
                condition=Q(state="withdrawn"),
            ),
        ),
    ]
