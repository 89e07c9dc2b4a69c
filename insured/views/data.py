"""My data: who I am, where letters go, how I am reached, and who looked at my file."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal.accounts import sessions
from cns_portal.audit import selectors as trail
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.forms.data import AddressForm, ReachedForm
from insured.presenters import data as presenters
from insured.selectors import bank
from insured.selectors.contact import waiting_change_of
from insured.services import sessions as services
from insured.services.files import change_contact
from insured.views.identifiers import identifiers

LOOKS_PER_PAGE = 20
CONTACT = ("email", "phone", "street", "postcode", "locality", "country", "language")


class Data(InsuredPage, TemplateView):
    """Everything that is known about somebody, each part with the way to change it."""

    template_name = "insured/data/overview.html"
    scope = PageScope.DATA

    def get_context_data(self, **kwargs) -> dict:
        former = self.person.former_matricules.values_list("matricule", flat=True)
        account = bank.in_force(self.person)
        waiting = waiting_change_of(self.person)
        return super().get_context_data(
            person=self.person,
            identity=presenters.Identity(self.person, list(former)),
            address=presenters.address_lines(self.person),
            lives_here=self.person.country == "LU",
            waiting_address=presenters.waiting_address(waiting),
            account=presenters.AccountRow(account) if account else None,
            holder=account.holder if account else "",
            proposed=bank.proposed_for(self.person),
            is_own=self.acting is None,
            **kwargs,
        )


class Address(InsuredPage, FormView):
    """Where letters go. The register's own address is changed at the commune."""

    template_name = "insured/data/address.html"
    scope = PageScope.DATA
    form_class = AddressForm

    def get_initial(self) -> dict:
        names = AddressForm.base_fields
        return {name: getattr(self.person, name) for name in names}

    def form_valid(self, form) -> HttpResponse:
        _change(self, **form.cleaned_data)
        messages.success(self.request, _("Letters now go to the new address."))
        return redirect("insured:data")


class Reached(InsuredPage, FormView):
    """Telephone, language and notices."""

    template_name = "insured/data/reached.html"
    scope = PageScope.DATA
    form_class = ReachedForm

    def get_initial(self) -> dict:
        names = ReachedForm.base_fields
        return {name: getattr(self.person, name) for name in names}

    def form_valid(self, form) -> HttpResponse:
        _change(self, **form.cleaned_data)
        messages.success(self.request, _("Your changes are saved."))
        return redirect("insured:data")


class Sessions(InsuredPage, TemplateView):
    """Where I am signed in; POST ends one place, or all others."""

    template_name = "insured/data/sessions.html"
    scope = PageScope.OWN

    def get_context_data(self, **kwargs) -> dict:
        visits = sessions.visits_of(self.actor, here=self.request.session.session_key)
        places = presenters.places(visits)
        return super().get_context_data(
            places=places,
            has_others=any(not place.visit.is_this_one for place in places),
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = None if "all" in request.POST else identifiers(request.POST.getlist("place"))
        ended = services.end(self.actor, public_ids=wanted, here=request.session.session_key)
        if ended:
            messages.success(request, _("You are signed out there."))
        else:
            messages.info(request, _("You were no longer signed in there."))
        return redirect("insured:data_sessions")


class Looks(InsuredPage, TemplateView):
    """Who looked at my file."""

    template_name = "insured/data/looks.html"
    scope = PageScope.DATA

    def get_context_data(self, **kwargs) -> dict:
        looks = trail.looks_at(self.dossier, own=self.person.account)
        page = Paginator(looks, LOOKS_PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page, rows=presenters.look_rows(trail.in_words(page)), **kwargs
        )


def _change(page: InsuredPage, **changed) -> None:
    kept = {name: getattr(page.person, name) for name in CONTACT}
    change_contact(page.person, actor=page.actor, **(kept | changed))
