"""Asking for voluntary insurance: checked before it is sent, by the rule that also decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices import RequestKind
from insured.choices.acting import PageScope
from insured.choices.coverage import VoluntaryKind
from insured.forms.answers import YES
from insured.forms.coverage import VoluntaryForm
from insured.presenters.voluntary import Cost, Option, in_sentences
from insured.rules import voluntary as rules
from insured.selectors import requests as sent
from insured.selectors.families import lives_here
from insured.selectors.family_coverage import periods_of
from insured.services import voluntary
from insured.services.voluntary import Statement
from insured.views.family_sent import show_sent


class Voluntary(InsuredPage, View):
    """What is open and why not, the questions, the check, and sending."""

    scope = PageScope.INSURANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        options = self.options(self.known)
        best = next((option.kind for option in options if option.is_open), None)
        initial = {"kind": best, "lives_in_luxembourg": YES if lives_here(self.person) else None}
        return self.ask(VoluntaryForm(initial=initial, hints=hints(options)), options)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = VoluntaryForm(request.POST)
        statement = Statement(**form.cleaned_data) if form.is_valid() else None
        options = self.options(statement or self.known)
        form.fields["kind"].options = VoluntaryForm(hints=hints(options)).fields["kind"].options
        if statement is None or "change" in request.POST:
            return self.ask(form, options)
        option = next(option for option in options if option.kind == statement.kind)
        if not option.is_open:
            return self.ask(form, options, refused=option)
        if "send" not in request.POST:
            return self.check(form, statement, option)
        try:
            case = voluntary.ask(
                person=self.person,
                statement=statement,
                actor=self.actor,
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            return self.ask(form, options, refusal=refused.sentence)
        messages.success(
            request,
            _("Your request is sent. Its reference is {reference}.").format(
                reference=case.procedure.reference
            ),
        )
        return show_sent(self, case)

    @property
    def known(self) -> Statement:
        """What is known before anything is stated."""
        return Statement(VoluntaryKind.CONTINUED, lives_in_luxembourg=lives_here(self.person))

    def options(self, statement: Statement) -> list[Option]:
        """Both insurances with what stands in the way, as far as `statement` says."""
        today = clock.today()
        periods = periods_of(self.person)
        found = []
        for kind in VoluntaryKind:
            known = voluntary.applicant(self.person, statement, periods=periods, on=today)
            reasons = rules.why_not(kind, known, on=today)
            found.append(Option(kind, tuple(reasons), known.periods, today))
        return found

    def ask(self, form, options, *, refused: Option | None = None, refusal: str = ""):
        return render(
            self.request,
            "insured/voluntary.html",
            {
                "form": form,
                "options": options,
                "cost": Cost.on(clock.today()),
                "refused": refused,
                "reasons": [refusal]
                if refusal
                else in_sentences(refused.reasons if refused else ()),
                "already": sent.open_of(self.person)
                .filter(kind=RequestKind.VOLUNTARY_INSURANCE)
                .first(),
            },
        )

    def check(self, form, statement: Statement, option: Option) -> HttpResponse:
        return render(
            self.request,
            "insured/voluntary_check.html",
            {
                "form": form,
                "lines": voluntary.stated_lines(statement),
                "option": option,
                "cost": Cost.on(clock.today()),
            },
        )


def hints(options: list[Option]) -> dict[str, str]:
    """Under each choice, the first thing that stands in its way."""
    return {option.kind: option.why_not[0] for option in options if not option.is_open}
