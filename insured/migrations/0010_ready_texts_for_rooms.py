"""Ready texts may be for a kind of case of any room: the room says which there are."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("insured", "0009_kinds_that_are_sent")]

    operations = [
        migrations.AlterField(
            "replytemplate",
            "kind",
            models.CharField(
                blank=True,
                help_text="Empty: offered for every kind.",
                max_length=30,
                verbose_name="kind of request",
            ),
        ),
        migrations.RemoveConstraint("replytemplate", "reply_template_kind_is_known"),
        migrations.AddConstraint(
            "replytemplate",
            models.CheckConstraint(
                condition=Q(kind__regex="^[a-z0-9_]*$"), name="reply_template_kind_is_a_code"
            ),
        ),
    ]
