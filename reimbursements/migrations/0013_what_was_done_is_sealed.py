"""What was done, in free words, is sealed from here on: of each act, and where it was decided."""

from django.db import migrations

from cns_portal.sealing.fields import SealedNote
from cns_portal.sealing.moving import seal_text


class Migration(migrations.Migration):
    dependencies = [("reimbursements", "0012_rows_in_order_of_their_keys")]

    operations = [
        *seal_text(
            "reimbursements",
            "line",
            "label",
            SealedNote(verbose_name="what was done", default="", blank=True),
        ),
        *seal_text(
            "reimbursements",
            "linedecision",
            "label",
            SealedNote(verbose_name="label", default="", blank=True),
            trigger="line_decision_is_never_edited",
        ),
    ]
