"""Forms for care abroad: what the medical board says, the form itself, the other fund's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from insured.admin.deeds import Deed
from insured.admin.file_forms import date_input
from insured.choices import RequestKind, RequestRefusal, RequestState
from insured.choices.abroad import MedicalOpinion
from insured.models import Request
from insured.rules import abroad as rules
from insured.rules.requests import Verb
from insured.services import abroad

MEMBERS = 4
"""Members of the family whose decision can be noted at once; an answer seldom names more."""


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label=gettext_lazy("The opinion"),
        choices=MedicalOpinion.choices,
        widget=forms.RadioSelect,
    )
    given_on = forms.DateField(label=gettext_lazy("Day of the opinion"), widget=date_input())


class Opinion(Deed):
    code = "opinion"
    label = gettext_lazy("Note the opinion of the medical board")
    done = gettext_lazy("The opinion is noted.")

    def why_not(self, item: Request, agent) -> RequestRefusal | None:
        return rules.why_not_note_opinion(
            kind=RequestKind(item.kind),
            state=RequestState(item.state),
            is_mine=item.agent_id == agent.pk,
        )

    def effects(self, item: Request) -> list[str]:
        return [_("The last opinion noted counts. Nothing is sent to the person.")]

    def form(self, request: HttpRequest, item: Request) -> OpinionForm:
        sent = request.POST if request.method == "POST" else None
        return OpinionForm(sent, initial={"given_on": clock.today()})

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        abroad.note_opinion(
            item.pk,
            agent=agent,
            opinion=MedicalOpinion(said["opinion"]),
            given_on=said["given_on"],
        )


class DaysForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("Good from"), widget=date_input(), required=False)
    last = forms.DateField(
        label=gettext_lazy("Good until"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Empty: the days of the affiliation, or those that were asked for."),
    )


class Issue(Deed):
    code, verb = "issue", Verb.ISSUE
    label = gettext_lazy("Issue the form")
    done = gettext_lazy("The form is issued. The person gets it as a PDF.")

    def effects(self, item: Request) -> list[str]:
        return [
            _("The form is written from what is on file today and can be verified by its code."),
            _("The person gets it as a PDF and reads where to hand it in."),
        ]

    def form(self, request: HttpRequest, item: Request) -> DaysForm:
        return DaysForm(request.POST if request.method == "POST" else None)

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        abroad.issue(item.pk, agent=agent, first=said["first"], last=said["last"])


class AnswerForm(forms.Form):
    """The decision about each member of the family, as the other fund wrote it."""

    answered_on = forms.DateField(label=gettext_lazy("Day of the answer"), widget=date_input())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MEMBERS + 1):
            words = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Member %(number)d: name") % words, max_length=150, required=False
            )
            self.fields[f"born_{number}"] = forms.DateField(
                label=_("Member %(number)d: date of birth") % words,
                widget=date_input(),
                required=False,
            )
            self.fields[f"accepted_{number}"] = forms.BooleanField(
                label=_("Member %(number)d: the fund insures this person") % words, required=False
            )
            self.fields[f"first_{number}"] = forms.DateField(
                label=_("Member %(number)d: from") % words, widget=date_input(), required=False
            )

    def family(self) -> list[dict[str, Any]]:
        """Of a valid form: those who were named."""
        said = self.cleaned_data
        return [
            {
                "name": said[f"name_{number}"],
                "born": _iso(said[f"born_{number}"]),
                "accepted": said[f"accepted_{number}"],
                "first": _iso(said[f"first_{number}"]),
            }
            for number in range(1, MEMBERS + 1)
            if said[f"name_{number}"]
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["family"] = self.family()
        return cleaned


class OtherFundsAnswer(Deed):
    code, verb = "answer", Verb.ANSWER
    label = gettext_lazy("Record the answer of the other fund")
    done = gettext_lazy("The answer is recorded. The person is being told.")

    def effects(self, item: Request) -> list[str]:
        return [_("The request is finished. The person reads what the other fund decided.")]

    def form(self, request: HttpRequest, item: Request) -> AnswerForm:
        return AnswerForm(request.POST if request.method == "POST" else None)

    def act(self, item: Request, said: dict[str, Any], agent) -> None:
        abroad.record_answer(
            item.pk, agent=agent, answered_on=said["answered_on"], family=said["family"]
        )


def _iso(day) -> str:
    return day.isoformat() if day else ""
