"""At an agency's desk: bills handed in, decided and paid at once, before the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.kernel.refusal import Refused
from cns_portal.web.bank_fields import IbanField
from cns_portal.web.fields import MatriculeField
from insured.admin.deed import sent
from insured.choices.immediate_reimbursement import WhyNotBring
from insured.notices.sentences import euro
from insured.selectors import people
from reimbursements.admin import showing
from reimbursements.admin.deciding import Decide, DecideForm
from reimbursements.admin.deed import Deed
from reimbursements.choices.money import Method, PaymentRefusal
from reimbursements.models import Claim
from reimbursements.rules.desk import MOST_BILLS
from reimbursements.selectors import payees
from reimbursements.selectors import payments as selectors
from reimbursements.services import desk
from reimbursements.services.desk import Desk

if TYPE_CHECKING:
    from reimbursements.admin.material import Material
    from reimbursements.models import Bill
    from reimbursements.rules.desk import Judged


class HowPaidForm(forms.Form):
    """How the money leaves the desk, and to whom."""

    method = forms.ChoiceField(
        label=gettext_lazy("Paid by"),
        choices=[(method.value, method.label) for method in (Method.INSTANT, Method.CHEQUE)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it is paid.")},
    )
    cheque_number = forms.CharField(
        label=gettext_lazy("Number of the cheque"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Only for a cheque."),
    )
    by_proxy = forms.BooleanField(
        label=gettext_lazy("Somebody else stands at the desk, as a proxy"), required=False
    )
    proxy_papers = forms.BooleanField(
        label=gettext_lazy(
            "The proxy has shown the signed form of the CNS and copies of both identity cards"
        ),
        required=False,
    )
    proxy_holder = forms.CharField(
        label=gettext_lazy("Account holder (the proxy)"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("An instant transfer then goes to the account of the proxy."),
    )
    proxy_iban = IbanField(label=gettext_lazy("IBAN of the proxy"), required=False)

    def desk(self) -> Desk:
        """What was filled in, for the service; of a valid form."""
        said = self.cleaned_data
        names = ("cheque_number", "by_proxy", "proxy_papers", "proxy_holder", "proxy_iban")
        return Desk(
            method=Method(said["method"]),
            flat_rates=[int(key) for key in said.get("flat_rates", [])],
            **{name: said[name] for name in names},
        )


class PayAtOnceForm(HowPaidForm, DecideForm):
    """Which bills are decided, and how they are paid."""

    flat_rates = forms.MultipleChoiceField(
        label=gettext_lazy("From abroad, but paid at once"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "A funeral allowance, or a flat rate for food products or nappies: nothing else."
        ),
    )

    field_order = [
        "bills",
        "flat_rates",
        "method",
        "cheque_number",
        "by_proxy",
        "proxy_papers",
        "proxy_holder",
        "proxy_iban",
        "ready",
        "words",
    ]

    def __init__(self, *args, decidable, **kwargs) -> None:
        super().__init__(*args, decidable=decidable, **kwargs)
        abroad = [one.bill for one in decidable if one.bill.country != "LU"]
        if abroad:
            self.fields["flat_rates"].choices = [(str(bill.pk), _named(bill)) for bill in abroad]
        else:
            del self.fields["flat_rates"]


class AtTheDesk(Deed):
    """What money leaves the desk by; afterwards the papers to hand out are offered."""

    def _do(self, request: HttpRequest, known: Material, form):
        if form.is_valid():
            form.cleaned_data["desk"] = form.desk()
        answer, preview = super()._do(request, known, form)
        if answer is not None:
            _offer_papers(request, known.claim)
        return answer, preview


class PayAtOnce(AtTheDesk, Decide):
    """Decides the chosen bills and pays them before the person leaves."""

    code, has_preview = "desk", False
    label = gettext_lazy("Decide and pay at once at the desk")
    done = gettext_lazy("Decided. Hand out the statement, and the cheque if it is one.")

    def effects(self, known: Material) -> list[str]:
        decidable = [one for one in known.bills if one.can_be_decided]
        account = payees.account_shown(known.claim.person, claim=known.claim)
        return [
            *_verdicts([one.bill for one in decidable]),
            *(
                _("%(bill)s needs a second agent, and cannot be paid at once. %(why)s")
                % {"bill": _named(one.bill), "why": " ".join(showing.second_sentences(one.second))}
                for one in decidable
                if one.second
            ),
            _("An instant transfer goes to %(account)s, or to a proxy’s account.")
            % {"account": account or _("no account: there is none yet")},
            _("It lies ready in a file of its own: another agent releases it."),
        ]

    def form(self, request: HttpRequest, known: Material) -> PayAtOnceForm:
        plain = super().form(request, known)
        decidable = [one for one in known.bills if one.can_be_decided]
        payable = set(desk.judge([one.bill for one in decidable]).payable)
        return PayAtOnceForm(
            *sent(request),
            texts=plain.texts,
            language=known.claim.person.language,
            decidable=decidable,
            initial={"bills": [str(key) for key in payable]},
        )

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        desk.settle(known.claim.pk, bills=said["chosen"], agent=agent, desk=said["desk"])


class PayWaiting(AtTheDesk):
    """What is decided, but waits for a payment file, is paid at the desk instead."""

    code = "desk-waiting"
    label = gettext_lazy("Pay a decided statement at once at the desk")
    done = gettext_lazy("Done. Hand out the statement, and the cheque if it is one.")

    def why_not(self, known: Material, agent) -> PaymentRefusal | None:
        if known.is_ones_own:
            return PaymentRefusal.OWN_FILE
        is_waiting = bool(selectors.of_claim(known.claim.pk))
        return None if is_waiting else PaymentRefusal.NOT_WAITING

    def effects(self, known: Material) -> list[str]:
        return [
            _("Statement %(number)s, %(amount)s, leaves the desk and goes into no other file.")
            % {"number": row.statement.number, "amount": euro(row.amount)}
            for row in selectors.of_claim(known.claim.pk)[:1]
        ] + [_("An instant transfer lies ready in a file of its own: another agent releases it.")]

    def form(self, request: HttpRequest, known: Material) -> HowPaidForm:
        return HowPaidForm(*sent(request))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        waiting = selectors.of_claim(known.claim.pk)
        if not waiting:
            raise Refused(PaymentRefusal.NOT_WAITING)
        desk.pay_waiting(waiting[0].pk, agent=agent, desk=said["desk"])


class HandInForm(forms.Form):
    """Whose bills lie on the desk."""

    matricule = MatriculeField(help_text=gettext_lazy("13 digits, of the main insured person."))
    bills = forms.IntegerField(
        label=gettext_lazy("How many bills"), min_value=1, max_value=MOST_BILLS, initial=1
    )


def hand_in(request: HttpRequest, model_admin) -> HttpResponse:
    """A claim for the bills that lie on the desk; then the agent enters what stands on them."""
    if not model_admin.has_change_permission(request):
        raise Http404
    form = HandInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (claim := _handed_in(request, form)):
        messages.success(request, _("Enter now what stands on the bills."))
        return HttpResponseRedirect(showing.address_of_claim(claim.pk))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Bills at the desk"),
        "opts": Claim._meta,
        "form": form,
    }
    return TemplateResponse(request, "admin/reimbursements/hand_in.html", context)


def _handed_in(request: HttpRequest, form: HandInForm) -> Claim | None:
    said = form.cleaned_data
    person = people.by_matricule(said["matricule"])
    if person is None:
        form.add_error("matricule", _("Nobody with this number is insured here."))
        return None
    try:
        return desk.hand_in(person, agent=request.user, bills=said["bills"])
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None


def _offer_papers(request: HttpRequest, claim: Claim) -> None:
    """Where the statement is printed, and the payment whose file another agent releases."""
    payment = selectors.paid_at_a_desk(claim.pk)
    if payment is None:
        return
    messages.info(
        request,
        format_html(
            "<a href='{}'>{}</a> · <a href='{}'>{}</a>",
            reverse("admin:reimbursements_payment_statement", args=[payment.pk]),
            _("Statement %(number)s (PDF)") % {"number": payment.statement.number},
            reverse("admin:reimbursements_payment_change", args=[payment.pk]),
            _("Payment"),
        ),
    )


def _verdicts(bills: list[Bill]) -> list[str]:
    """Each bill, whether it can be paid at once; and whether they come to enough."""
    judged = desk.judge(bills)
    by_key = {bill.pk: bill for bill in bills}
    found = []
    for key, why_not in judged.why_not.items():
        what = _named(by_key[key])
        if why_not is None:
            found.append(_("%(bill)s: meets the conditions.") % {"bill": what})
        else:
            found.append(_("%(bill)s: %(why)s") % {"bill": what, "why": _why(why_not, judged, key)})
    answer = judged.answer
    amounts = {"total": euro(answer.total), "least": euro(answer.least)}
    if answer.is_enough:
        return [*found, _("Together %(total)s; at least %(least)s are needed.") % amounts]
    sentence = _("Together %(total)s: less than %(least)s. They cannot be paid at once.")
    return [*found, sentence % amounts]


def _why(why_not: WhyNotBring, judged: Judged, key: int) -> str:
    position = list(judged.why_not).index(key)
    one = judged.answer.bills[position]
    return str(why_not.label).format(
        paid=date_format(one.bill.paid_on, "DATE_FORMAT"),
        too_old_from=date_format(one.too_old_from, "DATE_FORMAT"),
    )


def _named(bill: Bill) -> str:
    return _("Bill %(number)s") % {"number": bill.position}
