from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever turns 18 or 30 is found without reading everybody."""

    dependencies = [("insured", "0006_states_named_by_one_promise")]

    operations = [
        migrations.AddIndex(
            model_name="insuredperson",
            index=models.Index(fields=["birth_date"], name="insured_by_birth_date"),
        ),
    ]
