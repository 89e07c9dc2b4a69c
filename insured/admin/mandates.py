"""Ending a mandate for somebody who cannot do it in the portal: by telephone, or at the counter."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from insured.admin import showing
from insured.admin.file_deeds import FileDeed
from insured.models import InsuredPerson
from insured.presenters.mandates import MandateRow
from insured.selectors import mandates as selectors
from insured.services import mandates as services


class EndMandateForm(forms.Form):
    """Which of those that are not over; each says who, for what and when."""

    mandate = forms.ChoiceField(label=gettext_lazy("Mandate"), widget=forms.RadioSelect)

    def __init__(self, *args, person: InsuredPerson, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = [MandateRow(one, person, clock.today()) for one in selectors.of(person)]
        self.rows = {str(row.mandate.public_id): row for row in rows if not row.is_over}
        self.fields["mandate"].choices = [(key, _words(row)) for key, row in self.rows.items()]

    def clean_mandate(self):
        return self.rows[self.cleaned_data["mandate"]].mandate


class EndMandate(FileDeed):
    code, permission = "end_mandate", "insured.register_mandate"
    label = gettext_lazy("End a mandate")
    done = gettext_lazy("The mandate has ended. Both people are being told.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("The mandate opens nothing any more, from this moment on."),
            _("Both people get a message. Your name is recorded."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> EndMandateForm:
        return EndMandateForm(request.POST if request.method == "POST" else None, person=person)

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        services.end(form.cleaned_data["mandate"], actor=agent)
        return person


def _words(row: MandateRow) -> str:
    words = (
        _("given to {name}: {scopes}. {days}")
        if row.is_given
        else _("held for {name}: {scopes}. {days}")
    )
    return words.format(name=row.other_name, scopes=showing.scopes(row.mandate), days=row.days)
