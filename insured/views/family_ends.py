"""Reporting that a co-insurance is over, and asking to remain co-insured from 30 on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.web.lost_files import NamesLostFiles
from insured.access import InsuredPage
from insured.choices import RequestDocumentKind, RequestRefusal, TieEnd
from insured.choices.acting import PageScope
from insured.choices.co_insurance import TieRefusal
from insured.forms.co_insurance import revis_sentence
from insured.forms.family_ends import LOW_RESOURCES, STUDIES, EndForm, RemainForm
from insured.models import FamilyTie, Request
from insured.rules import ages
from insured.selectors import families
from insured.services import ending_ties as services
from insured.views.family_sent import remember_sent

PURPOSE = "co_insurance"
FIELD_OF = {
    TieRefusal.WRONG_REASON: "reason",
    TieRefusal.IN_THE_FUTURE: "last_day",
    TieRefusal.ENDS_BEFORE_IT_BEGAN: "last_day",
    TieRefusal.NEITHER_STUDIES_NOR_LOW_RESOURCES: "grounds",
}
"""Where the person can put right what the rule says."""


class AboutATie(NamesLostFiles, InsuredPage, FormView):
    """A form about one of the co-insurances of the open file."""

    scope = PageScope.INSURANCE
    ties: list[FamilyTie]

    def find_ties(self) -> list[FamilyTie]:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        self.ties = self.find_ties()
        return {**super().get_form_kwargs(), "ties": self.ties, "reader": self.person}

    def form_valid(self, form) -> HttpResponse:
        try:
            sent = self.send(form, attached=self.stored(form))
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.reason), refused.sentence)
            return self.form_invalid(form)
        remember_sent(self.request, sent)
        return redirect("insured:family_sent")

    def stored(self, form) -> list:
        """The file, when one came with it, and what it is. Raises `Refused`."""
        if not form.cleaned_data.get("file"):
            return []
        document = documents.store(
            form.cleaned_data["file"], dossier=self.dossier, by=self.actor, purpose=PURPOSE
        )
        return [(document, self.kind_of_file(form))]

    def kind_of_file(self, form) -> RequestDocumentKind:
        return RequestDocumentKind.OTHER

    def send(self, form, *, attached: list) -> Request:
        raise NotImplementedError

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {**context, "ties": self.ties, "is_sent_already": _was_sent(context["form"])}


def _was_sent(form) -> bool:
    return str(RequestRefusal.ALREADY_SENT.label) in form.non_field_errors()


class FamilyEnd(AboutATie):
    """A separation, a move, a job: the person says so, an agent confirms."""

    form_class = EndForm
    template_name = "insured/family/end.html"

    def find_ties(self) -> list[FamilyTie]:
        return families.running_ties_of(self.person, today=clock.today())

    def kind_of_file(self, form) -> RequestDocumentKind:
        separated = form.cleaned_data["reason"] == TieEnd.SEPARATION
        return RequestDocumentKind.CIVIL_STATUS if separated else RequestDocumentKind.OTHER

    def send(self, form, *, attached: list) -> Request:
        said = form.cleaned_data
        return services.report_end(
            person=self.person,
            tie=said["tie"],
            reason=said["reason"],
            last_day=said["last_day"],
            remark=said["remark"],
            actor=self.actor,
            attached=attached,
            on_behalf_of=self.on_behalf_of,
        )


class FamilyRemain(AboutATie):
    """The request to remain co-insured from 30 on; the page says who can ask, and when."""

    form_class = RemainForm
    template_name = "insured/family/remain.html"

    def find_ties(self) -> list[FamilyTie]:
        self.found = families.ties_to_prolong(self.person)
        return [tie for tie in self.found if services.why_not_remain(tie) is None]

    def kind_of_file(self, form) -> RequestDocumentKind:
        studies = STUDIES in form.cleaned_data["grounds"]
        return RequestDocumentKind.STUDIES if studies else RequestDocumentKind.RESOURCES

    def send(self, form, *, attached: list) -> Request:
        said = form.cleaned_data
        return services.ask_to_remain(
            person=self.person,
            tie=said["tie"],
            studies=STUDIES in said["grounds"],
            low_resources=LOW_RESOURCES in said["grounds"],
            remark=said["remark"],
            actor=self.actor,
            attached=attached,
            on_behalf_of=self.on_behalf_of,
        )

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        others = [tie for tie in self.found if tie not in self.ties]
        return {
            **context,
            "others": [
                {
                    "name": tie.member.full_name,
                    "birthday": ages.birthday(tie.member.birth_date, ages.CHILDREN_UNTIL),
                    "why": services.why_not_remain(tie).label,
                }
                for tie in others
            ],
            "revis": revis_sentence(settings.REVIS_ONE_PERSON) if settings.REVIS_ONE_PERSON else "",
        }
