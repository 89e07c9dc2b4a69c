"""Answering a request: granted, granted in part, refused, or a question answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.rights.admin.deed import Deed
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.presenters.replies import KIND, fitting, ready_texts
from cns_portal.rights.rules import answering, correcting
from cns_portal.rights.rules.states import GRANTING, Verb
from cns_portal.rights.services import deciding
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
from insured.admin.seen import SeenForm
from insured.choices.replies import ReplyUse
from insured.notices.notice import Notice
from insured.selectors import replies

SUGGESTED = {
    (RightsKind.ACCESS, Verb.ACCEPT): [AnswerBasis.ACCESS],
    (RightsKind.CORRECTION, Verb.ACCEPT): [AnswerBasis.RECTIFICATION],
    (RightsKind.CORRECTION, Verb.REFUSE): [AnswerBasis.CORRECT_ALREADY],
    (RightsKind.RESTRICTION, Verb.ACCEPT): [AnswerBasis.RESTRICTION],
    (RightsKind.RESTRICTION, Verb.REFUSE): [AnswerBasis.NO_GROUND],
    (RightsKind.OBJECTION, Verb.ACCEPT): [AnswerBasis.OBJECTION],
    (RightsKind.OBJECTION, Verb.REFUSE): [AnswerBasis.NO_OBJECTION],
    (RightsKind.ERASURE, Verb.ACCEPT): [AnswerBasis.ERASURE],
    (RightsKind.ERASURE, Verb.ACCEPT_PARTLY): [AnswerBasis.ERASURE, AnswerBasis.LEGAL_DUTY],
    (RightsKind.ERASURE, Verb.REFUSE): [AnswerBasis.LEGAL_DUTY],
    (RightsKind.ACCESS_QUESTION, Verb.ANSWER): [AnswerBasis.INFORMATION],
    (RightsKind.OTHER, Verb.ANSWER): [AnswerBasis.INFORMATION],
}
"""What is ticked at first, by kind and answer; the officer decides."""


class AnswerForm(SeenForm, ReplyForm):
    """The words that the person reads, the articles, and the corrected line where there is one."""

    bases = forms.MultipleChoiceField(
        label=gettext_lazy("Legal basis"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": RightsRefusal.NO_BASIS.label,
            "invalid_choice": RightsRefusal.UNFIT_BASIS.label,
        },
    )
    written = forms.CharField(
        label=gettext_lazy("What is written into the file"),
        max_length=100,
        error_messages={
            "required": gettext_lazy("Write the value that the file is to have from now on.")
        },
    )

    def __init__(self, *args, fitting: Sequence[AnswerBasis], writes: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bases"].choices = [(basis.value, basis.label) for basis in fitting]
        if not writes:
            del self.fields["written"]


class Decide(Deed):
    """A decision whose words the person reads."""

    use: ReplyUse
    has_preview = True

    def writes(self, case: RightsRequest) -> bool:
        """Whether it changes a line of the file."""
        field = (case.details or {}).get("field", "")
        is_correction = case.kind == RightsKind.CORRECTION
        return is_correction and self.verb in GRANTING and _is_line(field)

    def form(self, request: HttpRequest, case: RightsRequest) -> AnswerForm:
        kind = RightsKind(case.kind)
        offered = fitting(replies.offered(kind=KIND, use=self.use), kind=kind, verb=self.verb)
        return AnswerForm(
            *sent(request),
            case=case,
            texts=ready_texts(offered, case),
            fitting=answering.bases_for(kind, self.verb),
            language=self.language(case),
            writes=self.writes(case),
            initial={
                "bases": SUGGESTED.get((kind, self.verb), []),
                "written": (case.details or {}).get("proposed", ""),
            },
        )

    def effects(self, case: RightsRequest) -> list[str]:
        found = [_("The person reads your words and the articles that you tick.")]
        if case.identity_copy_id:
            found.append(_("The copy of the identity document is deleted."))
        if case.kind == RightsKind.ACCESS and not case.signed_in:
            found.append(
                _(
                    "A copy of the data that was prepared cannot be downloaded afterwards: if you "
                    "want to hand it over, download it first."
                )
            )
        return found

    def preview(self, case: RightsRequest, said: dict[str, Any]) -> Notice:
        return deciding.NOTICES[self.verb](case, said=said["said"], bases=said["bases"])

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        deciding.decide(
            case.pk,
            self.verb,
            agent=agent,
            said=said["said"],
            bases=said["bases"],
            seen=said["seen"],
            written=said.get("written", ""),
        )


class Grant(Decide):
    use = ReplyUse.ACCEPT

    def effects(self, case: RightsRequest) -> list[str]:
        found = super().effects(case)
        if case.kind == RightsKind.ERASURE:
            found.append(
                _("The erasure is ordered: it is carried out once nothing open needs the data.")
            )
        if case.kind == RightsKind.RESTRICTION:
            found.append(
                _(
                    "Until you lift the restriction here, the portal deletes nothing of what it "
                    "keeps about the person, whatever its time, and says on their file and cases "
                    "that the data are blocked. It keeps no agent from using them: tell those who "
                    "work with them what exactly is blocked."
                )
            )
        if case.kind == RightsKind.OBJECTION:
            found.append(
                _(
                    "Nothing stops by itself: have what the person objects to ended before you "
                    "say that it is."
                )
            )
        if self.writes(case):
            found.append(_("The line is changed in the file of the person."))
        elif case.kind == RightsKind.CORRECTION:
            field = (case.details or {}).get("field", "")
            found.append(str(_owner(field)))
        return found


class Accept(Grant):
    code, verb = "accept", Verb.ACCEPT
    label = gettext_lazy("Grant the request")
    done = gettext_lazy("The request is granted. The person is being told.")


class AcceptPartly(Grant):
    code, verb = "accept-partly", Verb.ACCEPT_PARTLY
    label = gettext_lazy("Grant it in part")
    done = gettext_lazy("The request is granted in part. The person is being told.")


class Refuse(Decide):
    code, verb, use, danger = "refuse", Verb.REFUSE, ReplyUse.REFUSE, True
    label = gettext_lazy("Refuse the request")
    done = gettext_lazy("The request is refused. The person is being told why.")

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            *super().effects(case),
            _("The person is also told that they can complain to the CNPD or go to court."),
        ]


class Answer(Decide):
    code, verb, use = "answer", Verb.ANSWER, ReplyUse.ACCEPT
    label = gettext_lazy("Answer the question")
    done = gettext_lazy("The question is answered.")


def _is_line(field: str) -> bool:
    return correcting.is_written_on_acceptance(field)


def _owner(field: str) -> Any:
    """Who changes such data, in words; the CNS in the case it belongs to where it is not known."""
    known = {one.value: owner.label for one, owner in correcting.OWNERS.items()}
    return known.get(field, correcting.Owner.AGENT.label)
