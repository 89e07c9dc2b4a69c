"""Sheet 3 is ticked off too; whoever has not ticked sheet 2 is found without a long search."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incapacity", "0004_question_to_the_board"),
        ("insured", "0011_requests_while_ill"),
        ("procedures", "0004_thread"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="own_sheet_kept_on",
            field=models.DateField(blank=True, null=True, verbose_name="sheet 3 put away on"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(
                    ("employer_given_on__isnull", True),
                    ("nudged_at__isnull", True),
                    ("state__in", ["sent", "being_checked", "needs_you", "at_board", "accepted"]),
                ),
                fields=["first_day"],
                name="certificate_not_given_yet",
            ),
        ),
    ]
