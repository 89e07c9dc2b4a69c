from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0009_kept_ones_by_day")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                name="certificate_of_a_typed_child",
                fields=["child_matricule"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(child_matricule=""),
            ),
        ),
    ]
