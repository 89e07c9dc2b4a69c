"""My social security card and those of my children: how far they are, and what to do with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.forms.data import CardOrderForm
from insured.models import Card
from insured.presenters.cards import CardFile, CardSheet
from insured.presenters.data import address_lines
from insured.selectors import cards as selectors
from insured.services.cards import asking


class Cards(InsuredPage, TemplateView):
    """The cards of the open file; in one's own file also those of the children."""

    template_name = "insured/cards/list.html"
    scope = PageScope.INSURANCE

    def get_context_data(self, **kwargs) -> dict:
        today = clock.today()
        wards = [other.person for other in self.file.others if other.is_of_a_child]
        people = [self.person, *(wards if self.file.is_own else ())]
        mine, *family = [
            CardFile(found, today, is_open=found.person == self.person)
            for found in selectors.cards_of(people, today=today)
        ]
        return super().get_context_data(mine=mine, family=family, **kwargs)


class OrderCard(InsuredPage, View):
    """GET asks why and shows the address, POST orders."""

    scope = PageScope.INSURANCE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        present = selectors.of(self.person, today=clock.today())
        form = CardOrderForm(request.POST, asks_why=present.in_use is not None)
        if not form.is_valid():
            return self.answer(request, form)
        try:
            asking.order(
                self.person,
                actor=self.actor,
                chosen=form.cleaned_data.get("reason", ""),
                address_checked=True,
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("A new card is ordered. You find a message about it."))
        return redirect("insured:cards")

    def answer(self, request: HttpRequest, form: CardOrderForm | None = None) -> HttpResponse:
        present = selectors.of(self.person, today=clock.today())
        context = {
            "form": form or CardOrderForm(asks_why=present.in_use is not None),
            "file": CardFile(present, clock.today()),
            "address": address_lines(self.person),
        }
        return render(request, "insured/cards/order.html", context)


class CardDeed(InsuredPage, View):
    """What can be done with one card: GET asks, POST does it. For the pages below."""

    scope = PageScope.INSURANCE
    template_name: str
    done: str
    asks_address = False

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        return self.answer(request, self.card(public_id))

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        card = self.card(public_id)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.answer(request, card, form)
        try:
            self.do(card, address_checked=form.cleaned_data.get("address_checked", False))
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, self.done)
        return redirect("insured:cards")

    def card(self, public_id: UUID) -> Card:
        card = selectors.card_of(self.person, public_id)
        if card is None:
            raise Http404
        return card

    def form(self, data=None) -> CardOrderForm:
        return CardOrderForm(data, asks_why=False, asks_address=self.asks_address)

    def answer(self, request, card: Card, form: CardOrderForm | None = None) -> HttpResponse:
        context = {
            "sheet": CardSheet(card, clock.today()),
            "form": form or self.form(),
            "address": address_lines(self.person),
            "asks_address": self.asks_address,
        }
        return render(request, self.template_name, context)

    def do(self, card: Card, *, address_checked: bool) -> None:
        raise NotImplementedError


class LostCard(CardDeed):
    """Lost or stolen."""

    template_name = "insured/cards/lost.html"

    @property
    def done(self) -> str:
        return _("The loss is noted. You find messages about what comes next.")

    @property
    def asks_address(self) -> bool:
        return selectors.of(self.person, today=clock.today()).why_not_order is None

    def do(self, card: Card, *, address_checked: bool) -> None:
        asking.report_lost(self.person, card.pk, actor=self.actor, address_checked=address_checked)


class MissingCard(CardDeed):
    """Did not arrive within three weeks."""

    template_name = "insured/cards/missing.html"
    asks_address = True

    @property
    def done(self) -> str:
        return _("Another card is ordered. You find a message about it.")

    def do(self, card: Card, *, address_checked: bool) -> None:
        asking.report_missing(
            self.person, card.pk, actor=self.actor, address_checked=address_checked
        )


class ArrivedCard(CardDeed):
    """It is there."""

    template_name = "insured/cards/arrived.html"

    @property
    def done(self) -> str:
        return _("Your new card is noted as in use.")

    def do(self, card: Card, *, address_checked: bool) -> None:
        asking.say_arrived(self.person, card.pk, actor=self.actor)


class ReturnedCard(CardDeed):
    """It was sent back."""

    template_name = "insured/cards/returned.html"

    @property
    def done(self) -> str:
        return _("Thank you: the return of the card is noted.")

    def do(self, card: Card, *, address_checked: bool) -> None:
        asking.say_returned(self.person, card.pk, actor=self.actor)
