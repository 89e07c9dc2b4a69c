"""Using a right: a page for each, which says first what the law says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from cns_portal import clock, documents, privacy
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.correcting import CorrectionField, Owner
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.forms import asking as forms
from cns_portal.rights.presenters.erasing import ErasurePlan
from cns_portal.rights.presenters.present import present_values
from cns_portal.rights.rules import correcting, deadlines
from cns_portal.rights.selectors import cases
from cns_portal.rights.services import sending
from cns_portal.web.lost_files import NamesLostFiles
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.presenters.data import LookRow
from insured.selectors import looks


class Asking(NamesLostFiles, InsuredPage, FormView):
    """A form that ends as a request to the data protection officer."""

    scope = PageScope.DATA
    kind: RightsKind

    def get_context_data(self, **kwargs) -> dict:
        today = clock.today()
        return super().get_context_data(
            due_on=deadlines.due_on(sent_on=today),
            is_open=self.kind in cases.open_kinds_of(self.person),
            **kwargs,
        )

    def details(self, form) -> dict[str, Any]:
        """What the request keeps of the form."""
        return form.details

    def form_valid(self, form) -> HttpResponse:
        file = form.cleaned_data.get("evidence")
        stored = None
        if file:
            try:
                stored = documents.store(
                    file, dossier=self.dossier, by=self.actor, purpose=sending.EVIDENCE
                )
            except Refused as refused:
                return self.refuse(form, refused, field="evidence")
        try:
            sent = sending.send(
                person=self.person,
                kind=self.kind,
                details=self.details(form),
                actor=self.actor,
                sent_key=form.cleaned_data["sent_key"],
                evidence=[stored] if stored else [],
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            if stored:
                documents.discard(stored, by=self.actor, reason="not_sent")
            return self.refuse(form, refused)
        if stored:
            # Of a form that arrived twice the request is known already, with the first evidence.
            # What went along with a request stays.
            documents.discard(stored, by=self.actor, reason="not_sent")
        messages.success(
            self.request,
            _("Your request is sent. Its reference is {reference}.").format(
                reference=sent.procedure.reference
            ),
        )
        return redirect("rights:request", sent.public_id)

    def refuse(self, form, refused: Refused, *, field: str | None = None) -> HttpResponse:
        form.add_error(field, refused.sentence)
        return self.form_invalid(form)


class Missing(Asking):
    """Access to what the copy does not hold."""

    kind, form_class = RightsKind.ACCESS, forms.MissingForm
    template_name = "rights/missing.html"


class Correction(Asking):
    """Which field, the value now, the one proposed, the proof."""

    kind, form_class = RightsKind.CORRECTION, forms.CorrectionForm
    template_name = "rights/correction.html"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("field", "")
        known = asked in CorrectionField.values
        return {**super().get_initial(), **({"field": asked} if known else {})}

    def get_context_data(self, **kwargs) -> dict:
        values = present_values(self.person)
        return super().get_context_data(
            owners=[
                {
                    "owner": owner.label,
                    "fields": [
                        {"label": field.label, "value": values.get(field, "")}
                        for field in CorrectionField
                        if correcting.owner_of(field) == owner
                    ],
                    "is_yourself": owner == Owner.YOURSELF,
                }
                for owner in Owner
            ],
            **kwargs,
        )

    def details(self, form) -> dict[str, Any]:
        said = form.details
        known = present_values(self.person).get(CorrectionField(said["field"]), "")
        return {**said, "present": said["present"].strip() or known}


class Restriction(Asking):
    kind, form_class = RightsKind.RESTRICTION, forms.RestrictionForm
    template_name = "rights/restriction.html"


class Objection(Asking):
    kind, form_class = RightsKind.OBJECTION, forms.ObjectionForm
    template_name = "rights/objection.html"


class Erasure(Asking):
    """With what would go, what stays and why, and what has to be over first."""

    kind, form_class = RightsKind.ERASURE, forms.ErasureForm
    template_name = "rights/erasure.html"

    def get_context_data(self, **kwargs) -> dict:
        plan = privacy.plan_erasure(self.dossier, now=clock.now())
        return super().get_context_data(
            plan=ErasurePlan(plan), ordered=privacy.erasure_of(self.dossier), **kwargs
        )


class LookQuestion(Asking):
    """One consultation that its person does not understand."""

    kind, form_class = RightsKind.ACCESS_QUESTION, forms.LookForm
    template_name = "rights/look.html"

    @cached_property
    def look(self):
        found = looks.look_of(self.person, self.kwargs["entry"])
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(row=LookRow(self.look), **kwargs)

    def details(self, form) -> dict[str, Any]:
        row = LookRow(self.look)
        return {
            "look": self.kwargs["entry"],
            "at": self.look.at.isoformat(),
            "who": row.who,
            "why": row.why,
            **form.details,
        }


class Question(Asking):
    """Anything else about one's data."""

    kind, form_class = RightsKind.OTHER, forms.QuestionForm
    template_name = "rights/question.html"
