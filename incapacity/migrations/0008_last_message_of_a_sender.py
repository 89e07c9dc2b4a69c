from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0007_weeks_are_counted")]

    operations = [
        migrations.AddIndex(
            model_name="electronicmessage",
            index=models.Index(
                fields=["sender", "-received_at"], name="electronic_message_by_sender"
            ),
        ),
    ]
