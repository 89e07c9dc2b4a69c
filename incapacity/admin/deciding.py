"""Deciding about a certificate, asking the medical board, and the board's opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.web.fields import LongTextField
from incapacity.admin.deed import Deed
from incapacity.choices.certificates import CertificateRefusal
from incapacity.notices import certificates as notices
from incapacity.presenters.replies import ready_texts
from incapacity.rules.states import Verb
from incapacity.selectors.medical import MAY_GIVE_OPINION
from incapacity.services import board, deciding
from incapacity.services.steps import KIND
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
from insured.admin.seen import SeenForm
from insured.choices.replies import ReplyUse
from insured.notices.notice import Notice
from insured.selectors import replies

if TYPE_CHECKING:
    from incapacity.admin.material import Material

LONGEST = 3000


class DecideForm(SeenForm, ReplyForm):
    """The words that the person reads, and the mark of what the page showed."""


class WithReply(Deed):
    """A decision whose words the person reads."""

    use: ReplyUse
    needs_words = True
    has_preview = True

    def form(self, request: HttpRequest, known: Material) -> DecideForm:
        return DecideForm(
            *sent(request),
            case=known.certificate,
            texts=ready_texts(replies.offered(kind=KIND, use=self.use), known.certificate),
            language=self.language(known),
            required=self.needs_words,
        )


class Accept(WithReply):
    code, verb, use = "accept", Verb.ACCEPT, ReplyUse.ACCEPT
    label = gettext_lazy("Accept the certificate")
    done = gettext_lazy("The certificate is accepted. The person is being told.")
    needs_words = False

    def effects(self, known: Material) -> list[str]:
        return [
            _("Its days count from now on as certain, in every figure of the person."),
            _("The person is told that it is accepted, with your words if you write any."),
        ]

    def preview(self, known: Material, said: dict[str, Any]) -> Notice:
        return notices.accepted(known.certificate, reason=said["said"])

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.accept(known.certificate.pk, agent=agent, seen=said["seen"], message=said["said"])


class Refuse(WithReply):
    code, verb, use, danger = "refuse", Verb.REFUSE, ReplyUse.REFUSE, True
    label = gettext_lazy("Do not accept the certificate")
    done = gettext_lazy("The certificate is not accepted. The person is being told why.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("Its days do not count any more, in no figure of the person."),
            _("The person reads your reason and what they can do if they disagree."),
        ]

    def preview(self, known: Material, said: dict[str, Any]) -> Notice:
        return notices.refused(known.certificate, reason=said["said"])

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.refuse(known.certificate.pk, agent=agent, seen=said["seen"], reason=said["said"])


class Reopen(Deed):
    code, verb = "reopen", Verb.REOPEN
    label = gettext_lazy("Take the decision back and check it anew")
    done = gettext_lazy("The decision is taken back. You have the certificate now.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("The decision does not hold any more; you make it anew."),
            _("The person is told that the certificate is looked at again."),
        ]

    def form(self, request: HttpRequest, known: Material) -> forms.Form:
        return forms.Form(*sent(request))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        deciding.reopen(known.certificate.pk, agent=agent)


class QuestionForm(SeenForm):
    words = LongTextField(
        label=gettext_lazy("What the medical board is to look at"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": CertificateRefusal.NO_QUESTION.label},
        help_text=gettext_lazy(
            "For the doctors of the medical board. The person does not read this here."
        ),
    )


class ToBoard(Deed):
    code, verb = "to-board", Verb.TO_BOARD
    label = gettext_lazy("Ask the medical board")
    done = gettext_lazy("The medical board is asked. You go on when its opinion is there.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("A doctor of the medical board reads your question, the sheet and the diagnosis."),
            _("Nothing is decided until the opinion is there; the certificate stays with you."),
            _("The person is told that the medical board looks at it, and not why."),
        ]

    def form(self, request: HttpRequest, known: Material) -> QuestionForm:
        return QuestionForm(*sent(request), case=known.certificate)

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        board.to_board(known.certificate.pk, agent=agent, seen=said["seen"], question=said["words"])


class Recall(Deed):
    code, verb = "recall", Verb.RECALL
    label = gettext_lazy("Take it back from the medical board")
    done = gettext_lazy("The medical board is not asked any more. You go on with the certificate.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("The medical board gives no opinion on your question; the question stays readable."),
            _("The person reads in the history that the board is not asked any more."),
        ]

    def form(self, request: HttpRequest, known: Material) -> forms.Form:
        return forms.Form(*sent(request))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        board.recall(known.certificate.pk, agent=agent)


class OpinionForm(SeenForm):
    words = LongTextField(
        label=gettext_lazy("Your opinion"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": CertificateRefusal.NO_OPINION.label},
        help_text=gettext_lazy("For the agent who decides. The person does not read this here."),
    )


class GiveOpinion(Deed):
    code, verb, permission = "opinion", Verb.GIVE_OPINION, MAY_GIVE_OPINION
    label = gettext_lazy("Give the opinion of the medical board")
    done = gettext_lazy("Your opinion is there. The agent who asked goes on.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("%(agent)s finds your opinion beside the sheet, and decides.")
            % {"agent": known.certificate.agent},
            _("It is kept sealed, and read only by who may see the sheet."),
        ]

    def form(self, request: HttpRequest, known: Material) -> OpinionForm:
        return OpinionForm(*sent(request), case=known.certificate)

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        board.give_opinion(
            known.certificate.pk, doctor=agent, seen=said["seen"], opinion=said["words"]
        )
