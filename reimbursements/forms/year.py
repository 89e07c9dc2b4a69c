"""Which year is asked for."""

from django import forms

from reimbursements.rules.year import By

FIRST_YEAR = 1900
LAST_YEAR = 9000


class YearForm(forms.Form):
    """What an address says; anything else is the present year by the day of care."""

    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    by = forms.ChoiceField(choices=[(by.value, by.value) for by in By], required=False)

    def asked(self, *, otherwise: int) -> tuple[int, By]:
        """The year and the way of counting; `otherwise` where none or nonsense was asked for."""
        self.is_valid()
        found = self.cleaned_data
        return found.get("year", otherwise), By(found.get("by") or By.CARE)
