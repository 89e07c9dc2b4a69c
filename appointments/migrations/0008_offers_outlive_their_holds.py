"""An offer stays when its kept time is forgotten, so that nobody is asked twice about it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0007_expected")]

    operations = [
        migrations.AlterField(
            model_name="earlieroffer",
            name="held",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="earlier_offer",
                to="appointments.appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), _negated=True)
                | models.Q(("held__isnull", False)),
                name="earlier_offer_open_keeps_a_time",
            ),
        ),
    ]
