"""Insurance and family: who is covered, what comes next, and what a lost job changes."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import View

from cns_portal import clock
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.forms.coverage import DayForm, LostJobForm
from insured.presenters.family_page import FamilyPage
from insured.presenters.lost_job import LostJob, last_day_on_file
from insured.rules.coverage import Facts
from insured.selectors.family_coverage import family_of, is_being_clarified


class Family(InsuredPage, View):
    """My affiliation and that of my family: today, on another day (`?day=`), and what comes."""

    scope = PageScope.INSURANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        today = clock.today()
        form = DayForm(request.GET) if "day" in request.GET else DayForm()
        day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else today
        family = family_of(self.person, today=today)
        page = FamilyPage(family, day, today, acts_for_another=self.acting is not None)
        context = {"form": form, "page": page, "clarified": is_being_clarified(self.person)}
        return render(request, "insured/family.html", context)


class LostJobPage(InsuredPage, View):
    """What stays until when after a job. Answers to a POST, because it asks about an illness;
    nothing is kept of it.
    """

    scope = PageScope.INSURANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        family = family_of(self.person, today=clock.today())
        form = LostJobForm(initial={"last_day": last_day_on_file(family[0])})
        return self.answer(request, form, family)

    def post(self, request: HttpRequest) -> HttpResponse:
        family = family_of(self.person, today=clock.today())
        form = LostJobForm(request.POST)
        result = None
        if form.is_valid():
            facts = Facts(
                illness_under_treatment=form.illness_under_treatment,
                covered_elsewhere=form.cleaned_data["covered_elsewhere"],
            )
            last_day: date = form.cleaned_data["last_day"]
            result = LostJob(family, last_day, facts, today=clock.today())
        return self.answer(request, form, family, result)

    def answer(self, request, form, family, result=None) -> HttpResponse:
        context = {
            "form": form,
            "result": result,
            "on_file": last_day_on_file(family[0]),
            "works": any(row.cover == "compulsory" for row in family[0].rows),
        }
        return render(request, "insured/lost_job.html", context)
