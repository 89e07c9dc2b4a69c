"""What an agent sees and fills in when two declarations contradict each other."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.web.fields import LongTextField
from insured.admin import showing
from insured.choices import Movement, Standing
from insured.choices.contradictions import Contradiction
from insured.models import Declaration
from insured.rules.contradictions import LONGEST_REASON

TONES = {
    Standing.COUNTED: "success",
    Standing.CONTRADICTING: "warning",
    Standing.SET_ASIDE: "neutral",
}


class StandingFilter(admin.SimpleListFilter):
    """What waits for an agent, unless something else is asked for."""

    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin):
        return [("all", _("All")), *Standing.choices]

    def choices(self, changelist):
        chosen = self.value() or Standing.CONTRADICTING
        for value, label in self.lookup_choices:
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset):
        chosen = self.value() or Standing.CONTRADICTING
        return queryset if chosen == "all" else queryset.filter(standing=chosen)


class ReasonFilter(admin.SimpleListFilter):
    """Why it contradicts."""

    title = gettext_lazy("contradiction")
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin):
        return Contradiction.choices

    def queryset(self, request: HttpRequest, queryset):
        return queryset.filter(contradiction=self.value()) if self.value() else queryset


class DecisionForm(forms.Form):
    """Which of the two is wrong, and why."""

    use_required_attribute = False

    wrong = forms.TypedChoiceField(
        label=gettext_lazy("Which declaration is wrong?"), coerce=int, widget=forms.RadioSelect
    )
    because = LongTextField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Whoever reads the file later needs it: who told you, and where it is written."
        ),
    )

    def __init__(self, *args, of: list[Declaration], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wrong"].choices = [(row.pk, in_words(row)) for row in of]


def in_words(row: Declaration) -> str:
    """Enough to tell two declarations apart."""
    return _("%(number)s: %(movement)s on %(day)s, %(employer)s") % {
        "number": row.number,
        "movement": Movement(row.movement).label,
        "day": formats.date_format(row.effective_on, "SHORT_DATE_FORMAT"),
        "employer": row.employer_name or row.employer_number or row.get_cover_display(),
    }


def side(row: Declaration, asked: Declaration, other: Declaration | None) -> dict:
    """One of the two, with a mark where it says something else than the other."""
    mine, theirs = _facts(row), _facts(other) if other is not None else []
    return {
        "row": row,
        "is_this": row.pk == asked.pk,
        "tone": TONES[Standing(row.standing)],
        "facts": [
            {"label": label, "lines": lines, "differs": bool(theirs) and theirs[at][1] != lines}
            for at, (label, lines) in enumerate(mine)
        ],
    }


def _facts(row: Declaration) -> list[tuple[str, list[str]]]:
    return [
        (_("Person"), [str(row.person), showing.number(row.person)]),
        (_("Movement"), [row.get_movement_display()]),
        (_("Day"), [formats.date_format(row.effective_on, "DATE_FORMAT")]),
        (_("As"), [row.get_cover_display()]),
        (_("Fund"), [row.get_fund_display()]),
        (_("Employer"), [row.employer_name or "–", row.employer_number]),
    ]
