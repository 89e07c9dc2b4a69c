"""Which sheet goes where, by the country of the doctor, and what must stand on it.

The page of the CNS for cross-border workers: cns.public.lu/en/assure/vie-professionnelle/
arret-de-travail/maladie/declaration-incapacite-travail.html; the languages and the printout: news
of guichet.lu of 18 March 2020; outings of French sheets: lesfrontaliers.lu.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetAdvice(TextChoices):
    """What to send to whom. The value is the country's code; `OTHER` is any other country."""

    LUXEMBOURG = (
        "LU",
        _(
            "The doctor gives you three sheets: sheet 1 goes to the CNS, sheet 2 to your employer, "
            "sheet 3 is yours."
        ),
    )
    FRANCE = (
        "FR",
        _(
            "The “avis d’arrêt de travail” has a sheet 1, which goes to the CNS, and a sheet for "
            "your employer. The hours for going out that it prints do not hold for you: those of "
            "Luxembourg do."
        ),
    )
    GERMANY = (
        "DE",
        _(
            "German doctors report electronically to German funds only (eAU). Ask the doctor for a "
            "printout: send it to the CNS. What your employer gets must not show the diagnosis."
        ),
    )
    BELGIUM = (
        "BE",
        _(
            "A Belgian certificate mostly has one sheet. It goes to the CNS: ask the doctor for a "
            "duplicate for your employer."
        ),
    )
    OTHER = (
        "other",
        _(
            "Ask the doctor for a certificate with everything that is named here, and for one for "
            "your employer that does not show the diagnosis."
        ),
    )


class OnTheSheet(TextChoices):
    """What must stand on every certificate."""

    MATRICULE = "matricule", _("Your Luxembourg matricule, 13 digits")
    DAYS = "days", _("The first and the last day of the incapacity for work")
    DIAGNOSIS = "diagnosis", _("The code of the diagnosis, on the sheet for the CNS")
    ISSUED = "issued", _("The day on which the doctor drew it up")
    DOCTOR = "doctor", _("The doctor’s name, with stamp or signature")


def advice_for(country: str) -> SheetAdvice:
    """What to do with a sheet from this country (a code of two letters)."""
    return SheetAdvice(country) if country in SheetAdvice.values else SheetAdvice.OTHER


def has_three_sheets(country: str) -> bool:
    """Whether a doctor of this country (a code of two letters) gives three numbered sheets."""
    return advice_for(country) == SheetAdvice.LUXEMBOURG
