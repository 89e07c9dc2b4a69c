"""The text of an e-mail is sealed from here on: it tells of appointments and holds links."""

from django.db import migrations

from cns_portal.sealing.fields import SealedNote
from cns_portal.sealing.moving import seal_text


class Migration(migrations.Migration):
    dependencies = [("inbox", "0004_sealed_text")]

    operations = [
        *seal_text("inbox", "email", "text_body", SealedNote(verbose_name="text")),
        *seal_text(
            "inbox", "email", "html_body", SealedNote(verbose_name="HTML", default="", blank=True)
        ),
    ]
