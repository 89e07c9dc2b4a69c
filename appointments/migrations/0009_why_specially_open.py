from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0008_offers_outlive_their_holds")]

    operations = [
        migrations.AddField(
            model_name="specialopening",
            name="note",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Only staff read it.",
                max_length=120,
                verbose_name="why",
            ),
            preserve_default=False,
        ),
    ]
