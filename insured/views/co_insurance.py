"""Adding somebody to one's insurance: who can be added and who cannot, who it is, what decides."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal import clock
from insured.access import InsuredPage
from insured.choices import Relation
from insured.choices.acting import PageScope
from insured.choices.co_insurance import PreviousCover
from insured.forms.co_insurance import FactsForm, MemberForm
from insured.presenters import co_insurance as presenters
from insured.selectors import families
from insured.services import co_insurance as services
from insured.views.co_insurance_draft import Draft


class FamilyAdd(InsuredPage, TemplateView):
    """Who can be added, and who cannot and why: everybody on file, and each relation."""

    scope = PageScope.INSURANCE
    template_name = "insured/family/add.html"

    def get_context_data(self, **kwargs) -> dict:
        family = families.family_of(self.person, today=clock.today())
        draft = Draft(self.request, self.person)
        return {
            **super().get_context_data(**kwargs),
            "relatives": [presenters.relative_card(one) for one in family.relatives],
            "in_general": [presenters.relation_card(*one) for one in family.in_general],
            "draft": draft if draft.exists else None,
        }

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Begin with somebody; what stands in the way already is asked again, by the rule."""
        draft = Draft(request, self.person)
        if "forget" in request.POST:
            draft.abandon(by=self.actor)
            messages.success(request, _("Your answers are deleted."))
            return redirect("insured:family_add")
        family = families.family_of(self.person, today=clock.today())
        who, relation = request.POST.get("who", ""), request.POST.get("relation", "")
        if who:
            known = [r for r in family.relatives if str(r.person.dossier.public_id) == who]
            if not known or known[0].tie or known[0].answer.obstacles:
                raise Http404
            draft.begin(relation=known[0].candidate.relation, about=known[0].person)
            return redirect("insured:family_add_facts")
        if not any(str(r) == relation and a.is_possible for r, a in family.in_general):
            raise Http404
        draft.begin(relation=relation, about=None)
        return redirect("insured:family_add_member")


class Step(InsuredPage):
    """One page of the way; without a beginning, back to it."""

    scope = PageScope.INSURANCE
    draft: Draft
    number = 1

    def before(self) -> HttpResponse | None:
        """What has to be answered first."""
        self.draft = Draft(self.request, self.person)
        if not self.draft.exists or (
            self.draft.names_somebody_known and self.draft.about() is None
        ):
            return redirect("insured:family_add")
        return None

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.before() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.before() or self.answer(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        return super().post(request)

    def get_context_data(self, **kwargs) -> dict:
        known = self.draft.names_somebody_known
        return {
            **super().get_context_data(**kwargs),
            "draft": self.draft,
            "about": self.draft.about(),
            "step": self.number - 1 if known else self.number,
            "steps": 3 if known else 4,
        }


class GiveMember(Step, FormView):
    """Who is it?"""

    form_class = MemberForm
    template_name = "insured/family/member.html"

    def before(self) -> HttpResponse | None:
        missing = super().before()
        if missing is None and self.draft.names_somebody_known:
            return redirect("insured:family_add_facts")
        return missing

    def get_initial(self) -> dict:
        return dict(self.draft.get("person", {}))

    def form_valid(self, form: MemberForm) -> HttpResponse:
        self.draft.set(person=typed(form))
        return redirect("insured:family_add_facts")

    def form_invalid(self, form: MemberForm) -> HttpResponse:
        self.draft.set(person=typed(form))
        return super().form_invalid(form)


class GiveFacts(Step, FormView):
    """What decides; the rule answers at once, and what was typed stays."""

    number = 2
    template_name = "insured/family/facts.html"
    obstacles: tuple = ()

    def before(self) -> HttpResponse | None:
        if missing := super().before():
            return missing
        known = self.draft.names_somebody_known
        if not known and not self.draft.member_form().is_valid():
            return redirect("insured:family_add_member")
        return None

    def get_form(self, form_class=None) -> FactsForm:
        return self.draft.facts_form(revis=settings.REVIS_ONE_PERSON, **self.get_form_kwargs())

    def get_initial(self) -> dict:
        about = self.draft.about()
        known = {"lives_here": "yes"} if about and families.lives_here(about) else {}
        if about:
            known |= {"relation": Relation.OWN_CHILD, "previous_cover": PreviousCover.NONE}
        return {"union_lasts": "", **known, **self.draft.get("facts", {})}

    def form_valid(self, form: FactsForm) -> HttpResponse:
        self.draft.set(facts=typed(form))
        statement = self.draft.statement()
        if statement is None:
            return redirect("insured:family_add_member")
        answer = services.check(
            self.person, statement, today=clock.today(), about=self.draft.about()
        )
        if form.demand(answer.questions) or answer.obstacles:
            self.obstacles = presenters.obstacle_lines(answer.obstacles)
            return super().form_invalid(form)
        return redirect("insured:family_add_documents")

    def form_invalid(self, form: FactsForm) -> HttpResponse:
        self.draft.set(facts=typed(form))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "obstacles": self.obstacles}


def typed(form) -> dict[str, str]:
    """What was typed, field by field."""
    return {name: form.data.get(form.add_prefix(name), "") for name in form.fields}
