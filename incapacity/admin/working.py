"""Who works on a certificate, and what is written to its person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incapacity.admin.deed import MAY_DECIDE, Deed
from incapacity.choices.certificates import CertificateRefusal
from incapacity.presenters.replies import ready_texts
from incapacity.rules.states import Verb
from incapacity.services.steps import KIND
from insured.admin import deed, working
from insured.choices.replies import ReplyUse
from insured.selectors import replies

if TYPE_CHECKING:
    from incapacity.admin.material import Material
    from insured.presenters.replies import Ready


class Take(working.Take, Deed):
    verb = Verb.TAKE
    label = gettext_lazy("Take this certificate")
    done = gettext_lazy("You have this certificate now. Your colleagues see that.")


class TakeOver(working.TakeOver, Deed):
    verb = Verb.TAKE_OVER
    done = gettext_lazy("You have this certificate now. Your colleague finds it with you.")
    stays = gettext_lazy(
        "%(agent)s no longer has this certificate. What was entered and asked stays."
    )


class HandOver(working.HandOver, Deed):
    verb, may = Verb.TAKE_OVER, MAY_DECIDE
    done = gettext_lazy("Your colleague has this certificate now.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("Your colleague finds it among their own certificates."),
            _("The person sees no difference."),
        ]


class Release(working.Release, Deed):
    verb = Verb.RELEASE
    done = gettext_lazy("It is back in the queue, at its place by the day it was sent.")


class Ask(working.Ask, Deed):
    verb = Verb.ASK
    done = gettext_lazy("The question is on its way. It waits for the person’s answer.")
    waits = gettext_lazy(
        "The certificate waits for the answer until %(day)s; the person sees this day."
    )

    def texts(self, known: Material, *, until: date) -> list[Ready]:
        offered = replies.offered(kind=KIND, use=ReplyUse.ASK)
        return ready_texts(offered, known.certificate, deadline=until)


class Letter(deed.Deed["Material"]):
    """Only who may read the conversation writes in it."""

    def why_not(self, known: Material, agent) -> Any:
        if not agent.has_perm(self.permission):
            return CertificateRefusal.NOT_YOURS
        if not known.sees_the_sheet:
            return CertificateRefusal.NO_RIGHT_TO_SEE
        return super().why_not(known, agent)


class Write(Letter, working.Write, Deed):
    """A message of the thread: the certificate stays as it is, with whoever has it."""

    stays = gettext_lazy("The person gets your message. The certificate stays as it is.")


class NothingToAnswer(Letter, working.NothingToAnswer, Deed):
    """What the person wrote needs no answer."""

    done = gettext_lazy("Noted. It no longer stands among those that wait for an answer.")
