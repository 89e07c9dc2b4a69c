"""What the hall keeps about people, and for how long."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _


class PersonsFiles:
    """Who somebody is and how they are reached."""

    code = "insured.persons"
    label = _("Your file")
    what = _(
        "Your name, date of birth, national identification number or eIDAS identifier, and how "
        "you want to be reached."
    )
    why = _("To recognise you when you sign in and to know whose procedures are whose.")
    legal_basis = _("Legal duty and public task (GDPR, article 6(1)(c) and (e))")
    keep_for = _("As long as you are insured and as long as the law on archives asks for.")

    def due(self, *, now: datetime) -> int:
        """None: a file ends by a decision, not by the calendar."""
        return 0

    def forget(self, *, now: datetime) -> int:
        return 0


HOLDINGS = [PersonsFiles()]
