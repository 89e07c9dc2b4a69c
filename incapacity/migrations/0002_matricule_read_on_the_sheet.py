from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0001_certificates")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="sheet_matricule",
            field=models.CharField(
                blank=True,
                default="",
                help_text="As the person read it there, to compare; empty where nobody did.",
                max_length=13,
                verbose_name="matricule read on the sheet",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                name="certificate_sheet_matricule_is_thirteen_digits",
                condition=Q(sheet_matricule="") | Q(sheet_matricule__regex=r"^[0-9]{13}$"),
            ),
        ),
    ]
