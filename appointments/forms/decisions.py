"""What staff decide by link about appointments outside the hours."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from appointments.choices import Treatment
from appointments.forms.replanning import insist_on_reason, reason_fields, reason_said
from cns_portal.kernel import civil_time
from cns_portal.web.forms import PageForm

TO = "to:"
"""Before a moment: the time that was chosen by hand."""


class DecisionForm(PageForm):
    """Keep, move or cancel, with a reason for whoever is moved or cancelled."""

    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        choices=Treatment.choices,
        error_messages={"required": _("Choose what becomes of it.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= reason_fields()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("decision", Treatment.KEEP) != Treatment.KEEP:
            insist_on_reason(self, cleaned)
        return cleaned

    def reason(self) -> str:
        """Of a valid form, in the language of the moment."""
        return reason_said(self.cleaned_data)()


class OneDecisionForm(DecisionForm):
    """About one appointment: the nearest times can be chosen by hand as well."""

    def __init__(self, *args, times: Iterable[datetime], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        keep, move, cancel = Treatment.choices
        by_hand = [
            (
                f"{TO}{start.astimezone(UTC):%Y-%m-%dT%H:%M}",
                _("Move it to %(time)s")
                % {"time": formats.date_format(civil_time.wall(start), "l j F Y, H:i")},
            )
            for start in times
        ]
        self.fields["decision"].choices = [keep, move, *by_hand, cancel]

    def chosen_time(self) -> datetime | None:
        """Of a valid form: the time that was chosen by hand."""
        chosen = self.cleaned_data["decision"]
        if not chosen.startswith(TO):
            return None
        return datetime.fromisoformat(chosen.removeprefix(TO)).replace(tzinfo=UTC)


class DeskDayForm(DecisionForm):
    """About all appointments of a desk's day; what was shown comes back with the answer."""

    question = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].label = _("What becomes of all that are not decided")

    def has_seen(self, key: int) -> bool:
        """Of a valid form: whether this appointment was on the page that was answered."""
        return str(key) in self.cleaned_data["seen"].split(",")
