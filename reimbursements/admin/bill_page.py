"""One bill: its pictures beside its lines, what the engine proposes, and what an agent corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.admin.showing import pictures
from insured.selectors import families
from reimbursements.admin import material, showing
from reimbursements.admin.bill_form import BillForm, Lines, forms_of
from reimbursements.choices.care import URGENT
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules import correcting as rules
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.selectors import work
from reimbursements.services import correcting

if TYPE_CHECKING:
    from insured.models import InsuredPerson
    from reimbursements.admin.material import Material
    from reimbursements.presenters.work import BillShown

REFUSE = "_refuse"
"""The button that refuses the whole bill."""


class RefuseForm(forms.Form):
    """One reason for every line."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Refuse the whole bill, because"),
        choices=[
            ("", gettext_lazy("Choose a reason")),
            *((str(reason), Reason(reason).label) for reason in rules.REASONS_TO_REFUSE),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def work_on(request: HttpRequest, model_admin, *, claim_id: int, bill_id: int) -> HttpResponse:
    """Recorded before anything is shown. Saving calculates anew and decides nothing."""
    claim = work.get(claim_id)
    known = claim and material.of(claim, agent=request.user)
    one = known and known.bill(bill_id)
    if one is None:
        raise Http404
    why_not = _why_not(request, model_admin, known, one)
    family = _family(known) if why_not is None else []
    refuse = RefuseForm()
    both = forms_of(one.bill, family) if why_not is None else None
    if request.method == "POST":
        if not model_admin.has_change_permission(request):
            raise Http404
        if why_not is not None:
            messages.warning(request, showing.how_it_stands(claim, why_not))
            return HttpResponseRedirect(showing.address_of_bill(one.bill))
        if REFUSE in request.POST:
            refuse = RefuseForm(request.POST)
            answer = _refuse(request, one, refuse)
        else:
            both = forms_of(one.bill, family, request.POST)
            answer = _save(request, one, *both)
        if answer is not None:
            return answer
    return _page(request, model_admin, known, one, both=both, refuse=refuse, why_not=why_not)


def _save(
    request: HttpRequest, one: BillShown, bill_form: BillForm, lines: Lines
) -> HttpResponse | None:
    """Back to the page with what it comes to now; None when something is to be put right."""
    if not (bill_form.is_valid() & lines.is_valid()):
        return None
    try:
        correcting.correct(
            one.bill.pk,
            agent=request.user,
            seen=bill_form.cleaned_data["seen"],
            values=bill_form.values(),
            lines=lines.changes(),
        )
    except Refused as refused:
        bill_form.add_error(None, refused.sentence)
        return None
    messages.success(request, _("Saved, and calculated anew."))
    return HttpResponseRedirect(showing.address_of_bill(one.bill))


def _refuse(request: HttpRequest, one: BillShown, form: RefuseForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        correcting.refuse_bill(one.bill.pk, agent=request.user, reason=form.cleaned_data["reason"])
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None
    messages.success(request, _("Every line of the bill is refused. Decide the bill to tell it."))
    return HttpResponseRedirect(showing.address_of_bill(one.bill))


def _page(
    request: HttpRequest,
    model_admin,
    known: Material,
    one: BillShown,
    *,
    both: tuple[BillForm, Lines] | None,
    refuse: RefuseForm,
    why_not: Any,
) -> HttpResponse:
    material.record(request, known, purpose="reimbursements.claim")
    claim = known.claim
    bill_form, lines = both or (None, None)
    words = {"number": one.bill.position, "reference": claim.procedure.reference}
    others = [other for other in known.bills if other.bill.pk != one.bill.pk]
    context = {
        **material.context(request, model_admin, known),
        "title": _("Bill %(number)s of %(reference)s") % words,
        "is_nav_sidebar_enabled": False,  # the pictures need the room
        "one": one,
        "this": material.bill_line(one),
        "facts": _facts(one),
        "others": [material.bill_line(other) for other in others],
        "pictures": pictures(one.bill.pages.all()),
        "form": bill_form,
        "lines": lines,
        "rows": _rows(one, lines),
        "refuse": refuse,
        "why_not": showing.how_it_stands(claim, why_not) if why_not else "",
        "decide_address": (
            f"{showing.address_of_claim(claim.pk, 'decide')}?bill={one.bill.pk}#decision"
            if one.can_be_decided and why_not is None
            else ""
        ),
        "ask_address": (
            f"{showing.address_of_claim(claim.pk, 'ask')}#decision" if why_not is None else ""
        ),
    }
    return TemplateResponse(request, "admin/reimbursements/claim/bill.html", context)


def _rows(one: BillShown, lines: Lines | None) -> list[dict[str, Any]]:
    """Each line of the proposal with its form; after them the form of a new line."""
    shown = {row.line.pk: row for row in one.lines}
    if lines is None:
        return [{"shown": row, "line": row.line, "form": None} for row in one.lines]
    rows = []
    for form in lines.forms:
        key = form.initial.get("line")
        row = shown.get(key)
        rows.append(
            {
                "shown": row,
                "line": row.line if row else None,
                "form": form,
                "by_hand_is_open": row is not None
                and (row.is_by_hand or row.explained.verdict == Verdict.OPEN or form.is_bound),
            }
        )
    return rows


def _facts(one: BillShown) -> list[tuple[str, Any]]:
    """What stands on the bill, for who only reads it; what is not known is left out."""
    bill = one.bill
    told = [
        (_("Person treated"), bill.patient),
        (_("Provider"), bill.provider or bill.provider_name),
        (_("Number of the bill"), bill.number),
        (_("What it is"), bill.get_document_kind_display()),
        (_("Where"), bill.get_setting_display()),
        (_("Was it urgent?"), URGENT.get(bill.urgent, "")),
        (_("Proof of payment"), bill.get_proof_display()),
    ]
    return [(label, value) for label, value in told if value]


def _family(known: Material) -> list[InsuredPerson]:
    """Whom a bill of this file may treat: the person, who is insured with them, their children."""
    person, today = known.claim.person, clock.today()
    ties = families.running_ties_of(person, today=today)
    people = [
        person,
        *(tie.member for tie in ties),
        *(tie.principal for tie in ties),
        *families.wards_of(person, today=today),
        *known.people,
    ]
    return list({one.pk: one for one in people}.values())


def _why_not(request: HttpRequest, model_admin, known: Material, one: BillShown) -> Any:
    """Why this agent cannot correct this bill now; None when they can."""
    claim = known.claim
    if not model_admin.has_change_permission(request) or not one.is_open:
        return showing.bill_tag(one.bill)["label"]
    if claim.agent_id is None:
        return _("Take the claim first: then you can correct it.")
    return states.why_not(
        Verb.CORRECT,
        state=ClaimState(claim.state),
        is_another_agents=claim.agent_id != request.user.pk,
        is_ones_own=known.is_ones_own,
    )
