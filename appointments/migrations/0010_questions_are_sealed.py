"""What somebody writes that an appointment is about is sealed from here on."""

from django.db import migrations

from cns_portal.sealing.fields import SealedNote
from cns_portal.sealing.moving import seal_text


class Migration(migrations.Migration):
    dependencies = [("appointments", "0009_why_specially_open")]

    operations = seal_text(
        "appointments",
        "appointment",
        "question",
        SealedNote(verbose_name="what it is about", default="", blank=True),
    )
