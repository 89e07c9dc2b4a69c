"""Asking to stay abroad, and to leave the house at any hour."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.web.lost_files import NamesLostFiles
from incapacity.choices.asking import AskingRefusal
from incapacity.forms.asking import LiftForm, StayForm
from incapacity.presenters.asking import FIELDS, AskedCard, in_words
from incapacity.services import asking
from insured.access import InsuredPage
from insured.choices import RequestKind
from insured.choices.acting import PageScope
from insured.selectors import requests as sent

if TYPE_CHECKING:
    from incapacity.rules.asking import WhyNot

FOR_GOOD = {AskingRefusal.TOO_SHORT, AskingRefusal.FORBIDDEN}
"""What another day in the form would not change."""

PROOF = "stay_abroad"
"""Under which purpose the paper is stored."""


class Asking(NamesLostFiles, InsuredPage, FormView):
    """A form that ends as a request, below what was asked for before."""

    scope = PageScope.INCAPACITY
    kind: RequestKind
    page_name: str

    @cached_property
    def situation(self) -> asking.Situation:
        return asking.Situation.of(self.person)

    def get_context_data(self, **kwargs) -> dict:
        cards = [AskedCard(request) for request in sent.of_kind(self.person, self.kind)]
        return super().get_context_data(
            cards=cards,
            sees_messages=self.file.opens(PageScope.MESSAGES),
            why_not=in_words(self.why_not),
            waiting=any(card.is_waiting for card in cards),
            today=clock.today(),
            **kwargs,
        )

    @property
    def why_not(self) -> WhyNot | None:
        """Why nothing can be asked for now, whatever is typed; None where something can be."""
        return asking.why_not_any(self.situation, today=clock.today())

    def refuse(self, form, refused: Refused, *, field: str | None = None) -> HttpResponse:
        form.add_error(field or FIELDS.get(refused.reason), refused.sentence)
        return self.form_invalid(form)

    def sent(self, case) -> HttpResponse:
        messages.success(
            self.request,
            _("Your request is sent. Its reference is {reference}.").format(
                reference=case.procedure.reference
            ),
        )
        return redirect(self.page_name)


class StayAbroad(Asking):
    """The cases in which it is authorised, and the request; no file is kept that is not sent."""

    form_class = StayForm
    template_name = "incapacity/asking/stay_abroad.html"
    kind = RequestKind.STAY_ABROAD
    page_name = "incapacity:stay_abroad"

    def form_valid(self, form: StayForm) -> HttpResponse:
        file, proof = form.cleaned_data["proof"], None
        why_not = asking.why_not_stay_abroad(
            self.person,
            form.stay,
            has_proof=bool(file),
            today=clock.today(),
            situation=self.situation,
        )
        if why_not:
            return self.refuse(form, Refused(why_not.reason))
        try:
            if file:
                proof = documents.store(file, dossier=self.dossier, by=self.actor, purpose=PROOF)
        except Refused as refused:
            return self.refuse(form, refused, field="proof")
        try:
            case = asking.ask_to_stay_abroad(
                person=self.person,
                stay=form.stay,
                actor=self.actor,
                proof=proof,
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            if proof:
                documents.discard(proof, by=self.actor, reason="not_sent")
            return self.refuse(form, refused)
        return self.sent(case)


class Outings(Asking):
    """When the restrictions may be lifted, and the request."""

    form_class = LiftForm
    template_name = "incapacity/asking/outings.html"
    kind = RequestKind.LIFT_RESTRICTIONS
    page_name = "incapacity:outings"

    @cached_property
    def first(self) -> date | None:
        """From which day on it could be asked for, as far as certificates cover any."""
        return asking.first_to_ask_for(self.situation, today=clock.today())

    def get_initial(self) -> dict:
        return {"first": self.first}

    @property
    def why_not(self) -> WhyNot | None:
        """Of the first day; a later one may lie in another, longer period."""
        if (general := super().why_not) is not None:
            return general
        why_not = asking.why_not_lift(
            self.person, self.first, today=clock.today(), situation=self.situation
        )
        return why_not if why_not and why_not.reason in FOR_GOOD else None

    def form_valid(self, form: LiftForm) -> HttpResponse:
        try:
            case = asking.ask_to_lift(
                person=self.person,
                actor=self.actor,
                on_behalf_of=self.on_behalf_of,
                **form.cleaned_data,
            )
        except Refused as refused:
            return self.refuse(form, refused)
        return self.sent(case)
