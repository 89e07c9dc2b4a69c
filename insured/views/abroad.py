"""Living and being treated abroad: what applies, asking for forms, following them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.web.lost_files import NamesLostFiles
from insured.access import InsuredPage
from insured.choices import Fund, RequestKind
from insured.choices.abroad import Care
from insured.choices.acting import PageScope
from insured.choices.countries import Country
from insured.forms.abroad import AnswerForm, CareForm, RegisterForm
from insured.models import Request
from insured.presenters.abroad import AbroadCard, FormOffer
from insured.rules import abroad as rules
from insured.selectors import abroad as selectors
from insured.selectors import coverage
from insured.selectors import requests as sent
from insured.services import abroad as services
from insured.views.family_sent import show_sent

REPORT, ANSWER = "medical_report", "answer_abroad"


class Abroad(InsuredPage, TemplateView):
    """Which form is for this person and why one is not, and how far what was asked has come."""

    scope = PageScope.INSURANCE
    template_name = "insured/abroad/page.html"

    def get_context_data(self, **kwargs) -> dict:
        today = clock.today()
        found = selectors.requests_of(self.person)
        covered = coverage.on(self.person, today)
        return super().get_context_data(
            offer=offer_for(self.person, today=today),
            person=self.person,
            cards=[AbroadCard(request, today) for request in found],
            is_with_the_cmfep=covered.fund == Fund.CMFEP,
            **kwargs,
        )


class Asking(NamesLostFiles, InsuredPage, FormView):
    """A form that ends as a procedure."""

    scope = PageScope.INSURANCE

    def sent(self, case: Request) -> HttpResponse:
        messages.success(
            self.request,
            _("Your request is sent. Its reference is {reference}.").format(
                reference=case.procedure.reference
            ),
        )
        return show_sent(self, case)

    def refuse(self, form, refused: Refused, *, field: str | None = None) -> HttpResponse:
        form.add_error(field, refused.sentence)
        return self.form_invalid(form)


class Register(Asking):
    """Ask for S1 or BL1. Whoever may not reads why, instead of the form."""

    form_class = RegisterForm
    template_name = "insured/abroad/register.html"

    @cached_property
    def offer(self) -> FormOffer:
        return offer_for(self.person, today=clock.today())

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(offer=self.offer, person=self.person, **kwargs)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        try:
            case = services.ask_to_register(
                person=self.person,
                actor=self.actor,
                form=self.offer.kind,
                on_behalf_of=self.on_behalf_of,
                **form.cleaned_data,
            )
        except Refused as refused:
            return self.refuse(form, refused)
        return self.sent(case)


class CareAbroad(Asking):
    """Ask for the authorisation of planned care (S2). The rule is asked before a file is kept."""

    form_class = CareForm
    template_name = "insured/abroad/care.html"

    def get_context_data(self, **kwargs) -> dict:
        covered = coverage.on(self.person, clock.today())
        return super().get_context_data(
            is_with_the_cmfep=covered.fund == Fund.CMFEP, days=rules.ASK_AHEAD.days, **kwargs
        )

    def form_valid(self, form: CareForm) -> HttpResponse:
        asked = dict(form.cleaned_data)
        file = asked.pop("report")
        asked["country"], asked["care"] = Country(asked["country"]), Care(asked["care"])
        why_not = selectors.why_not_authorise(
            self.person,
            today=clock.today(),
            **{name: asked[name] for name in ("country", "care", "first", "last")},
        )
        if why_not:
            return self.refuse(form, Refused(why_not))
        try:
            report = documents.store(file, dossier=self.dossier, by=self.actor, purpose=REPORT)
        except Refused as refused:
            return self.refuse(form, refused, field="report")
        try:
            case = services.ask_authorisation(
                person=self.person,
                actor=self.actor,
                report=report,
                on_behalf_of=self.on_behalf_of,
                **asked,
            )
        except Refused as refused:
            documents.discard(report, by=self.actor, reason="not_sent")
            return self.refuse(form, refused)
        return self.sent(case)


class Answer(Asking):
    """Hand in the S071 or BL6 of the other fund."""

    form_class = AnswerForm
    template_name = "insured/abroad/answer.html"

    @cached_property
    def case(self) -> Request:
        found = selectors.request_of(self.person, self.kwargs["reference"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not selectors.expects_answer(self.case):
            return redirect("insured:abroad")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        form_name = services.ANSWERS[RequestKind(self.case.kind)].label
        return super().get_context_data(case=self.case, form_name=form_name, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        try:
            document = documents.store(
                form.cleaned_data["file"], dossier=self.dossier, by=self.actor, purpose=ANSWER
            )
        except Refused as refused:
            return self.refuse(form, refused, field="file")
        try:
            services.report_answer(
                self.case, actor=self.actor, document=document, on_behalf_of=self.on_behalf_of
            )
        except Refused as refused:
            documents.discard(document, by=self.actor, reason="not_sent")
            return self.refuse(form, refused)
        messages.success(self.request, _("Thank you. An agent records what the answer says."))
        return redirect("insured:abroad")


def offer_for(person, *, today) -> FormOffer:
    """The form of the country in which the person lives; S1 where there is none, with why not."""
    residence = selectors.residence_of(person)
    kind = rules.form_for(residence, today=today) or RequestKind.S1
    why_not = selectors.why_not_register(person, kind, today=today)
    waiting = sent.open_of(person).filter(kind=kind).first()
    within = rules.days_until_sent_by_itself(residence, person.postcode, today=today)
    return FormOffer(kind, residence, why_not, waiting, within)
