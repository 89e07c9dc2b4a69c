"""Who works on a claim, and what is written to its person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock, procedures
from cns_portal.procedures import rules as thread_rules
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.choices import Refusal as ThreadRefusal
from insured.admin.deed import sent
from insured.admin.showing import day
from insured.admin.thread_form import LetterForm
from insured.choices.replies import ReplyUse
from insured.notices.notice import Notice
from insured.selectors import replies
from reimbursements.admin.deed import Deed
from reimbursements.choices.claims import ClaimRefusal, Original
from reimbursements.presenters.replies import ready_texts
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.selectors import work
from reimbursements.services import working
from reimbursements.services.steps import KIND

if TYPE_CHECKING:
    from reimbursements.admin.material import Material


class Take(Deed):
    code, verb, at_once = "take", Verb.TAKE, True
    label = gettext_lazy("Take this claim")
    done = gettext_lazy("You have this claim now. Your colleagues see that.")

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        working.take(known.claim.pk, agent=agent)


class SeenForm(forms.Form):
    """Whom the page named: two colleagues who take it over at once do not take it in turns."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class TakeOver(Deed):
    code, verb = "take-over", Verb.TAKE_OVER
    label = gettext_lazy("Take it over from your colleague")
    done = gettext_lazy("You have this claim now. Your colleague finds it with you.")

    def why_not(self, known: Material, agent) -> ClaimRefusal | None:
        refusal = super().why_not(known, agent)
        return refusal or (ClaimRefusal.CLOSED if known.claim.agent_id == agent.pk else None)

    def effects(self, known: Material) -> list[str]:
        return [
            _("%(agent)s no longer has this claim. What was entered and asked stays.")
            % {"agent": known.claim.agent},
            _("The person sees no difference. It is recorded who took it over."),
        ]

    def form(self, request: HttpRequest, known: Material) -> SeenForm:
        return SeenForm(*sent(request), initial={"seen": known.claim.agent_id})

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        working.take_over(known.claim.pk, agent=agent, seen=said["seen"])


class ColleagueForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=None, empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args, agent, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = work.colleagues_of(agent)


class HandOver(Deed):
    code, verb = "hand-over", Verb.TAKE_OVER
    label = gettext_lazy("Hand it over to a colleague")
    done = gettext_lazy("Your colleague has this claim now.")

    def why_not(self, known: Material, agent) -> ClaimRefusal | None:
        if known.claim.agent_id != agent.pk:
            return ClaimRefusal.NOT_YOURS
        return super().why_not(known, agent)

    def effects(self, known: Material) -> list[str]:
        return [_("Your colleague finds it among their own claims. The person sees no difference.")]

    def form(self, request: HttpRequest, known: Material) -> ColleagueForm:
        return ColleagueForm(*sent(request), agent=request.user)

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        working.hand_over(known.claim.pk, agent=agent, to=said["to"])


class Release(Deed):
    code, verb, at_once = "release", Verb.RELEASE, True
    label = gettext_lazy("Give it back to the queue")
    done = gettext_lazy("The claim is back in the queue, at its place by the day it was sent.")

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        working.release(known.claim.pk, agent=agent)


class OriginalHasCome(Deed):
    code, at_once = "original", True
    label = gettext_lazy("The original has come")
    done = gettext_lazy("Noted: the original has come.")
    has_come = True
    offered_when = Original.AWAITED

    def why_not(self, known: Material, agent) -> ClaimRefusal | None:
        if known.is_ones_own:
            return ClaimRefusal.OWN_FILE
        waits = known.claim.state in states.WAITING and known.claim.original == self.offered_when
        return None if waits else ClaimRefusal.CLOSED

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        working.note_original(known.claim.pk, agent=agent, has_come=self.has_come)


class OriginalHasNotCome(OriginalHasCome):
    code = "no-original"
    label = gettext_lazy("The original has not come after all")
    done = gettext_lazy("Noted: the original has not come.")
    has_come = False
    offered_when = Original.RECEIVED


class Ask(Deed):
    code, verb, has_preview = "ask", Verb.ASK, True
    label = gettext_lazy("Ask the person")
    done = gettext_lazy("The question is on its way. The claim waits for the person’s answer.")

    def effects(self, known: Material) -> list[str]:
        until = day(working.answer_until(today=clock.today()))
        return [
            _("The person gets your question as a message and can answer with files."),
            _("The claim waits for the answer until %(day)s; the person sees this day.")
            % {"day": until},
            _("The time of waiting does not count in the estimate of how long a claim takes."),
        ]

    def form(self, request: HttpRequest, known: Material) -> LetterForm:
        until = working.answer_until(today=clock.today())
        texts = ready_texts(
            replies.offered(kind=KIND, use=ReplyUse.ASK), known.claim, deadline=until
        )
        return LetterForm(*sent(request), texts=texts, language=known.claim.person.language)

    def preview(self, known: Material, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Question from the CNS"), text=said["said"])

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        procedures.ask(
            known.claim.procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
            until=working.answer_until(today=clock.today()),
        )


class Write(Deed):
    """A message of the thread: the claim stays as it is, with whoever has it."""

    code, has_preview = "write", True
    label = gettext_lazy("Write to the person")
    done = gettext_lazy("Your message is on its way.")

    def why_not(self, known: Material, agent) -> ThreadRefusal | None:
        phase = Phase(known.claim.procedure.phase)
        return thread_rules.why_not_reply(phase=phase, has_dossier=True)

    def effects(self, known: Material) -> list[str]:
        return [
            _("The person gets your message. The claim stays as it is."),
            _("What the person wrote before counts as answered."),
        ]

    def form(self, request: HttpRequest, known: Material) -> LetterForm:
        return LetterForm(*sent(request), texts=(), language=known.claim.person.language)

    def preview(self, known: Material, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Message from the CNS"), text=said["said"])

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        procedures.answer(
            known.claim.procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
        )


class NothingToAnswer(Deed):
    """What the person wrote needs no answer."""

    code, at_once = "no-answer", True
    label = gettext_lazy("The person’s message needs no answer")
    done = gettext_lazy("Noted. The claim no longer stands among those that wait for an answer.")

    def why_not(self, known: Material, agent) -> ThreadRefusal | None:
        return None if work.waits_for_an_answer(known.claim) else ThreadRefusal.NOTHING_WRITTEN

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        procedures.deal_with(known.claim.procedure, by=agent)
