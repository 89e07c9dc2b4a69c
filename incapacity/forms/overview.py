"""What the pages of days are asked for in their address: nothing personal, and never wrong."""

from django import forms

from incapacity.choices.counting import Figure

EARLIEST = 1950
LATEST = 2200


class OverviewForm(forms.Form):
    """The year of the calendar."""

    year = forms.IntegerField(min_value=EARLIEST, max_value=LATEST, required=False)

    def asked(self, *, otherwise: int) -> int:
        """The year in the address; `otherwise` where there is none, or nonsense."""
        asked = self.cleaned_data["year"] if self.is_valid() else None
        return asked or otherwise


class DaysForm(forms.Form):
    """Which figure is followed."""

    of = forms.ChoiceField(choices=Figure.choices, required=False)

    def asked(self) -> Figure:
        """The figure in the address; the first one where there is none, or nonsense."""
        asked = self.cleaned_data["of"] if self.is_valid() else ""
        return Figure(asked) if asked else Figure.PAY
