"""Who works on a claim, and what is written to its person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.admin import working
from insured.choices.replies import ReplyUse
from insured.selectors import replies
from reimbursements.admin.deed import MAY_DECIDE, Deed
from reimbursements.choices.claims import ClaimRefusal, Original
from reimbursements.presenters.replies import ready_texts
from reimbursements.rules import states
from reimbursements.rules.states import Verb
from reimbursements.services.steps import KIND

if TYPE_CHECKING:
    from insured.presenters.replies import Ready
    from reimbursements.admin.material import Material


class Take(working.Take, Deed):
    verb = Verb.TAKE
    label = gettext_lazy("Take this claim")
    done = gettext_lazy("You have this claim now. Your colleagues see that.")


class TakeOver(working.TakeOver, Deed):
    verb = Verb.TAKE_OVER
    done = gettext_lazy("You have this claim now. Your colleague finds it with you.")
    stays = gettext_lazy("%(agent)s no longer has this claim. What was entered and asked stays.")


class HandOver(working.HandOver, Deed):
    verb, may = Verb.TAKE_OVER, MAY_DECIDE
    done = gettext_lazy("Your colleague has this claim now.")

    def effects(self, known: Material) -> list[str]:
        return [_("Your colleague finds it among their own claims. The person sees no difference.")]


class Release(working.Release, Deed):
    verb = Verb.RELEASE
    done = gettext_lazy("The claim is back in the queue, at its place by the day it was sent.")


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
        self.services.note_original(known.claim.pk, agent=agent, has_come=self.has_come)


class OriginalHasNotCome(OriginalHasCome):
    code = "no-original"
    label = gettext_lazy("The original has not come after all")
    done = gettext_lazy("Noted: the original has not come.")
    has_come = False
    offered_when = Original.RECEIVED


class Ask(working.Ask, Deed):
    verb = Verb.ASK
    done = gettext_lazy("The question is on its way. The claim waits for the person’s answer.")
    waits = gettext_lazy("The claim waits for the answer until %(day)s; the person sees this day.")

    def texts(self, known: Material, *, until: date) -> list[Ready]:
        offered = replies.offered(kind=KIND, use=ReplyUse.ASK)
        return ready_texts(offered, known.claim, deadline=until)

    def effects(self, known: Material) -> list[str]:
        return [
            *super().effects(known),
            _("The time of waiting does not count in the estimate of how long a claim takes."),
        ]


class Write(working.Write, Deed):
    """A message of the thread: the claim stays as it is, with whoever has it."""

    stays = gettext_lazy("The person gets your message. The claim stays as it is.")


class NothingToAnswer(working.NothingToAnswer, Deed):
    """What the person wrote needs no answer."""

    done = gettext_lazy("Noted. The claim no longer stands among those that wait for an answer.")
