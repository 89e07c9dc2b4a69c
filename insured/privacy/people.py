"""Who somebody is, how they are insured, and through whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts.models import Dossier
from cns_portal.keeping import Category, Erased, Persons, Recipient, Stays, Turn
from insured.models import (
    AffiliationPeriod,
    Declaration,
    DeclarationImport,
    FamilyTie,
    FormerMatricule,
    Guardianship,
    InsuredPerson,
    LifeNote,
    RejectedRow,
)
from insured.privacy import belonging
from insured.privacy.keeping import (
    FOR_AS_LONG_AS_INSURED,
    LEGAL_DUTY,
    PUBLIC_TASK,
    Deleted,
    Kept,
)

KEEP_IMPORTS = timedelta(days=92)
KEEP_NOTES = timedelta(days=400)


class PersonsFiles(Kept):
    """Who somebody is and how they are reached."""

    code = "insured.persons"
    label = _("Your file")
    part_that_goes = _("your e-mail address and your telephone number")
    what = _(
        "Your name, date of birth, national identification number (also former ones) or eIDAS "
        "identifier, and how you want to be reached."
    )
    why = _("To recognise you when you sign in and to know whose procedures are whose.")
    legal_basis = LEGAL_DUTY
    keep_for = FOR_AS_LONG_AS_INSURED
    tables = (Dossier, InsuredPerson, FormerMatricule)
    persons = (Persons.INSURED, Persons.FAMILY)
    categories = (Category.IDENTITY, Category.CHARACTERISTICS)
    turn = Turn.PERSON

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.file_rows(dossier)

    def hold(self, dossier: Dossier) -> None:
        """Everything about somebody is changed after this row is held (`services.holding`)."""
        rows = InsuredPerson.objects.select_for_update(of=("self",), no_key=True)
        list(rows.filter(dossier=dossier).values_list("pk"))

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """The e-mail address and the telephone number would go; who somebody is stays."""
        reached = InsuredPerson.objects.filter(dossier=dossier).exclude(email="", phone="")
        return Erased(gone=reached.count(), stays=self._stays(dossier))

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Empty what was only given to be reached through the portal, and let go of the account.

        The postal address stays: decisions are sent to it.
        """
        theirs = InsuredPerson.objects.filter(dossier=dossier)
        gone = theirs.exclude(email="", phone="").update(email="", phone="")
        theirs.update(account=None)
        return Erased(gone=gone, stays=self._stays(dossier))

    def _stays(self, dossier: Dossier) -> tuple[Stays, ...]:
        count = sum(rows.count() for rows in self.rows_of(dossier))
        return (Stays(count, self.why),) if count else ()


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
    keep_for = FOR_AS_LONG_AS_INSURED
    tables = (Declaration, AffiliationPeriod, FamilyTie, Guardianship)
    persons = (Persons.INSURED, Persons.FAMILY, Persons.REPRESENTATIVES)
    categories = (
        Category.AFFILIATIONS,
        Category.EMPLOYMENT,
        Category.HOUSEHOLD,
        Category.JUDICIAL,
    )

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.insurance_rows(dossier)


class Imports(Deleted):
    """The files of declarations, once they have been read."""

    code = "insured.imports"
    label = _("Files of declarations")
    what = _("The lines that could not be taken, by number and reason, and the report.")
    why = _("To send the Centre commun what it has to correct.")
    legal_basis = LEGAL_DUTY
    keep_for = _("Three months after the file was read; its content goes when it is read.")
    tables = (DeclarationImport, RejectedRow)
    persons = (Persons.INSURED, Persons.AGENTS)
    categories = (Category.AFFILIATIONS, Category.EMPLOYMENT)
    recipients = (Recipient.AGENTS, Recipient.DECLARANT)

    def over(self, now: datetime) -> QuerySet[DeclarationImport]:
        return DeclarationImport.objects.filter(finished_at__lt=now - KEEP_IMPORTS)

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[DeclarationImport]:
        """None: a line that could not be taken belongs to nobody on file."""
        return DeclarationImport.objects.none()


class Notes(Deleted):
    """That somebody was told about a birthday or the end of a card."""

    code = "insured.notes"
    label = _("What you were told about days to come")
    what = _("That you were told about your 18th or 30th birthday or the end of a card.")
    why = _("So that you are told once.")
    legal_basis = PUBLIC_TASK
    keep_for = _("A good year after the day.")
    tables = (LifeNote,)
    categories = (Category.CHARACTERISTICS,)
    recipients = (Recipient.NOBODY,)

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.note_rows(dossier)

    def over(self, now: datetime) -> QuerySet[LifeNote]:
        return LifeNote.objects.filter(day__lt=(now - KEEP_NOTES).date())

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet[LifeNote]:
        """All of them."""
        return LifeNote.objects.filter(person__dossier=dossier)
