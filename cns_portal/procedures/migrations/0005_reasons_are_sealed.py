"""What agents write into a history is sealed from here on: it may name an illness."""

from django.db import migrations

from cns_portal.sealing.fields import SealedNote
from cns_portal.sealing.moving import seal_text


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_thread")]

    operations = seal_text(
        "procedures",
        "procedureevent",
        "reason",
        SealedNote(verbose_name="reason", default="", blank=True),
        trigger="procedure_event_is_never_changed",
    )
