"""Who somebody is, how they are insured, and through whom."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from insured.models import DeclarationImport, LifeNote
from insured.privacy.keeping import LEGAL_DUTY, PUBLIC_TASK, Deleted, Kept

KEEP_IMPORTS = timedelta(days=92)
KEEP_NOTES = timedelta(days=400)


class PersonsFiles(Kept):
    """Who somebody is and how they are reached."""

    code = "insured.persons"
    label = _("Your file")
    what = _(
        "Your name, date of birth, national identification number (also former ones) or eIDAS "
        "identifier, and how you want to be reached."
    )
    why = _("To recognise you when you sign in and to know whose procedures are whose.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as you are insured and as long as the law on archives asks for.")


class Affiliations(Kept):
    """What was declared about somebody's insurance, and the timeline that follows from it."""

    code = "insured.affiliations"
    label = _("Your insurance")
    what = _(
        "Declarations of entry and exit of the Centre commun with the employer's name, your "
        "periods of insurance, and who is insured through whom."
    )
    why = _("To answer on any day whether you are covered, and to prove it.")
    legal_basis = LEGAL_DUTY
    keep_for = _("As long as you are insured and as long as the law on archives asks for.")


class Imports(Deleted):
    """The files of declarations, once they have been read."""

    code = "insured.imports"
    label = _("Files of declarations")
    what = _("The lines that could not be taken, by number and reason, and the report.")
    why = _("To send the Centre commun what it has to correct.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Three months after the file was read; its content goes when it is read.")

    def over(self, now: datetime) -> QuerySet[DeclarationImport]:
        return DeclarationImport.objects.filter(finished_at__lt=now - KEEP_IMPORTS)


class Notes(Deleted):
    """That somebody was told about a birthday or the end of a card."""

    code = "insured.notes"
    label = _("What you were told about days to come")
    what = _("That you were told about your 18th or 30th birthday or the end of a card.")
    why = _("So that you are told once.")
    legal_basis = PUBLIC_TASK
    keep_for = _("A good year after the day.")

    def over(self, now: datetime) -> QuerySet[LifeNote]:
        return LifeNote.objects.filter(day__lt=(now - KEEP_NOTES).date())
