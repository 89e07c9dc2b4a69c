"""Social security cards for agents: which have to be sent, which have to come back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit, clock
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from insured.admin import showing
from insured.choices import CardState
from insured.models import Card
from insured.presenters.cards import CardSheet
from insured.rules import cards as rules
from insured.selectors import cards as selectors
from insured.services.cards import agents

CHANGE = "insured.change_card"
EVERYTHING = "all"


class StateFilter(admin.SimpleListFilter):
    """What has to be done, unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [*CardState.choices, (EVERYTHING, _("All"))]

    def choices(self, changelist):
        choices = list(super().choices(changelist))
        choices[0]["display"] = _("To send, and to come back")
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        wanted = self.value()
        if wanted == EVERYTHING:
            return queryset
        states = [wanted] if wanted in CardState.values else ["ordered", "to_return"]
        return queryset.filter(state__in=states)


class SentForm(forms.Form):
    months = forms.IntegerField(
        label=gettext_lazy("Months of the European side"),
        required=False,
        help_text=gettext_lazy("From the order on, 60 at most. Empty: as calculated."),
    )


@admin.register(Card)
class CardAdmin(ReadingRecorded):
    """Cards in the order in which they were ordered; every action calls its service."""

    purpose = "insured.cards"
    list_display = ["ordered", "of_whom", "why", "where", "european_side"]
    list_display_links = ["ordered"]
    list_filter = [StateFilter]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self):
        """Only what exists here."""
        prefix, one = "insured_card", "<int:card_id>/"
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}change/", view(self.show), name=f"{prefix}_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Card]:
        return Card.objects.select_related("person")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["ordered_at", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def dossier_id(self, row: Card) -> int:
        return row.person.dossier_id

    @admin.display(description=gettext_lazy("ordered"))
    def ordered(self, card: Card) -> str:
        return date_format(civil_time.day_of(card.ordered_at), "SHORT_DATE_FORMAT")

    @admin.display(description=gettext_lazy("person"))
    def of_whom(self, card: Card) -> str:
        return format_html("<bdi class='name'>{}</bdi>", card.person)

    @admin.display(description=gettext_lazy("because"))
    def why(self, card: Card) -> str:
        return card.get_reason_display()

    @admin.display(description=gettext_lazy("state"))
    def where(self, card: Card) -> str:
        return card.get_state_display()

    @admin.display(description=gettext_lazy("European side until"))
    def european_side(self, card: Card) -> str:
        return date_format(card.european_until, "SHORT_DATE_FORMAT")

    def show(self, request: HttpRequest, card_id: int) -> HttpResponse:
        """One card with what can be done with it."""
        if not request.user.has_perm(CHANGE):
            raise Http404
        card = Card.objects.select_related("person__dossier").filter(pk=card_id).first()
        if card is None:
            raise Http404
        form = SentForm(request.POST if "_sent" in request.POST else None)
        if request.method == "POST" and (done := self._done(request, card, form)):
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:insured_card_changelist"))
        return self._page(request, card, form)

    def _done(self, request: HttpRequest, card: Card, form: SentForm) -> str:
        """Do what was asked for; the sentence about it, empty when it was not done."""
        try:
            if "_sent" in request.POST:
                if form.is_valid():
                    months = form.cleaned_data["months"]
                    agents.mark_sent(card.pk, agent=request.user, months=months)
                    return _("The card is noted as sent. The person is being told.")
            elif "_returned" in request.POST:
                agents.mark_returned(card.pk, agent=request.user)
                return _("The card is noted as returned. The person is being told.")
        except Refused as refused:
            messages.error(request, refused.sentence)
        return ""

    def _page(self, request: HttpRequest, card: Card, form: SentForm) -> HttpResponse:
        person = card.person
        audit.record_view(request.user, card, purpose="insured.cards", dossier=person.dossier)
        present = selectors.of(person, today=clock.today())
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Social security card"),
            "opts": Card._meta,
            "card": card,
            "sheet": CardSheet(card, clock.today()),
            "person": person,
            "matricule": showing.number(person),
            "insured": present.affiliation.insured,
            "can_be_sent": not rules.why_not_change(card.state, CardState.SENT),
            "form": form,
        }
        return TemplateResponse(request, "admin/insured/card.html", context)
