"""Deciding the bills of a claim, and the second agent's yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.web.fields import LongTextField
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
from insured.choices.replies import ReplyUse
from insured.notices.notice import Notice
from insured.selectors import replies
from reimbursements.admin import showing
from reimbursements.admin.deed import Deed
from reimbursements.choices.claims import ClaimRefusal
from reimbursements.presenters.replies import ready_texts
from reimbursements.rules.states import Verb
from reimbursements.selectors import payees
from reimbursements.services import deciding
from reimbursements.services.steps import KIND

if TYPE_CHECKING:
    from reimbursements.admin.material import Material
    from reimbursements.presenters.work import BillShown

LONGEST = 1000


class DecideForm(ReplyForm):
    """Which bills, and what the person reads besides the statement."""

    bills = forms.MultipleChoiceField(
        label=gettext_lazy("Bills to decide"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one bill.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    field_order = ["bills", "ready", "words"]

    @property
    def leading(self) -> forms.BoundField:
        """What comes before the ready texts."""
        return self["bills"]

    def __init__(self, *args, decidable: list[BillShown], **kwargs) -> None:
        super().__init__(*args, required=False, **kwargs)
        self.fields["bills"].choices = [(str(one.bill.pk), _said(one)) for one in decidable]
        self.initial.setdefault("bills", [str(one.bill.pk) for one in decidable])
        self.initial["seen"] = " ".join(f"{one.bill.pk}:{one.mark}" for one in decidable)

    def chosen(self) -> dict[int, str]:
        """The keys of the bills with the marks of what the page showed; of a valid form."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        marks = {key: mark for key, _colon, mark in pairs}
        return {int(key): marks.get(key, "") for key in self.cleaned_data["bills"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "bills" in cleaned and "seen" in cleaned:
            cleaned["chosen"] = self.chosen()
        return cleaned


class Decide(Deed):
    code, verb, has_preview = "decide", Verb.PROPOSE, True
    label = gettext_lazy("Decide bills")
    done = gettext_lazy(
        "Done. It is told together, at once, or after the second agent where a rule asks for one."
    )

    def why_not(self, known: Material, agent) -> ClaimRefusal | None:
        if refusal := super().why_not(known, agent):
            return refusal
        is_something = any(one.can_be_decided for one in known.bills)
        return None if is_something else ClaimRefusal.STILL_OPEN

    def effects(self, known: Material) -> list[str]:
        account = payees.account_shown(known.claim.person, claim=known.claim)
        effects = [
            _("One statement tells the person what was decided about the chosen bills, and why."),
            _("The money goes to the account %(account)s.") % {"account": account}
            if account
            else _("There is no bank account yet: the money waits until there is one."),
        ]
        for one in _decidable(known):
            if one.second:
                why = " ".join(showing.second_sentences(one.second))
                effects.append(
                    _("Bill %(number)s waits for a second agent. %(why)s")
                    % {"number": one.bill.position, "why": why}
                )
        return effects

    def form(self, request: HttpRequest, known: Material) -> DecideForm:
        texts = [
            text
            for use in (ReplyUse.ACCEPT, ReplyUse.REFUSE)
            for text in ready_texts(replies.offered(kind=KIND, use=use), known.claim)
        ]
        decidable = _decidable(known)
        only = request.GET.get("bill", "")
        chosen = [str(one.bill.pk) for one in decidable if str(one.bill.pk) == only]
        return DecideForm(
            *sent(request),
            texts=texts,
            language=known.claim.person.language,
            decidable=decidable,
            initial={"bills": chosen} if chosen else {},
        )

    def preview(self, known: Material, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Beside the statement"), text=said["said"])

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.decide(known.claim.pk, bills=said["chosen"], agent=agent, message=said["said"])


class Second(Deed):
    """What another agent says about a proposal."""

    def why_not(self, known: Material, agent) -> ClaimRefusal | None:
        proposed = [one.decision for one in known.bills if one.decision and not one.is_open]
        waiting = [one for one in proposed if one.state == "proposed"]
        return (
            deciding.why_not_confirm(known.claim, waiting, agent=agent)
            if waiting
            else (ClaimRefusal.CLOSED)
        )


class Confirm(Second):
    code = "confirm"
    label = gettext_lazy("Confirm as the second agent")
    done = gettext_lazy("Confirmed. The person is being told.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("All that is proposed here is in force, as it stands under the bills."),
            _("One statement tells the person, and the money is paid."),
            _("It is recorded that you have looked at it."),
        ]

    def form(self, request: HttpRequest, known: Material) -> forms.Form:
        return forms.Form(*sent(request))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.confirm(known.claim.pk, agent=agent)


class WhyForm(forms.Form):
    reason = LongTextField(
        label=gettext_lazy("What is to be looked at again"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the agent who proposed it. The person does not read this."),
    )


class SendBack(Second):
    code = "send-back"
    label = gettext_lazy("Send it back to the agent who proposed it")
    done = gettext_lazy("Sent back. Your colleague finds your reason beside the bill.")

    def effects(self, known: Material) -> list[str]:
        return [_("Nothing is told to the person. The bills are open again.")]

    def form(self, request: HttpRequest, known: Material) -> WhyForm:
        return WhyForm(*sent(request))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.send_back(known.claim.pk, agent=agent, reason=said["reason"])


def _decidable(known: Material) -> list[BillShown]:
    return [one for one in known.bills if one.can_be_decided]


def _said(one: BillShown) -> str:
    """A bill as a choice: which, what comes out, how much."""
    return _("Bill %(number)s: %(outcome)s, %(reimbursed)s of %(invoiced)s") % {
        "number": one.bill.position,
        "outcome": one.verdict.label,
        "reimbursed": one.totals["reimbursed"],
        "invoiced": one.totals["invoiced"],
    }
