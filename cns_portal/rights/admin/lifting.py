"""Announcing the end of a granted restriction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from cns_portal.rights.admin.deed import Deed
from cns_portal.rights.admin.working import LONGEST
from cns_portal.rights.choices.requests import RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import states
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import lifting
from cns_portal.web.fields import LongTextField
from insured.admin.deed import sent
from insured.admin.file_forms import date_input
from insured.notices.notice import Notice

DAYS_AHEAD = 7
"""A convention of the portal: proposed to the officer, so that the person can object before."""


class LiftForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("Not blocked any more from"),
        widget=date_input(),
        help_text=gettext_lazy("Tomorrow at the earliest: the person is told before."),
    )
    said = LongTextField(
        label=gettext_lazy("Why, in the person’s language"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": RightsRefusal.NO_REASON_TO_LIFT.label},
        help_text=gettext_lazy("The person reads this."),
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if refusal := states.why_not_lift_from(day, today=clock.today()):
            raise forms.ValidationError(refusal.label)
        return day


class Lift(Deed):
    code, verb, has_preview = "lift", Verb.LIFT, True
    label = gettext_lazy("Lift the restriction")
    done = gettext_lazy("The end of the restriction is announced. The person is being told.")

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            _("The person is told at once from which day on, and why."),
            _("From that day on the data are used again, and deleted when their time is over."),
        ]

    def form(self, request: HttpRequest, case: RightsRequest) -> LiftForm:
        proposed = clock.today() + timedelta(days=DAYS_AHEAD)
        form = LiftForm(*sent(request), initial={"on": proposed})
        form.fields["said"].widget.attrs["lang"] = self.language(case)
        return form

    def preview(self, case: RightsRequest, said: dict[str, Any]) -> Notice:
        return notices.lifted(case, on=said["on"], said=said["said"])

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        lifting.lift(case.pk, agent=agent, on=said["on"], said=said["said"])
