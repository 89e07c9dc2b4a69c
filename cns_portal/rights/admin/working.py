"""Who works on a request, and what is written to whoever sent it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.rights.admin.deed import Deed
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.presenters.replies import KIND, fitting, ready_texts
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.selectors import work
from cns_portal.rights.services import outside, steps
from cns_portal.rights.services import working as services
from cns_portal.web.fields import LongTextField, MatriculeField
from cns_portal.web.forms import SentOnce
from insured.admin import working
from insured.admin.deed import sent
from insured.admin.reply_form import ReplyForm
from insured.admin.showing import day
from insured.choices.replies import ReplyUse
from insured.selectors import replies

if TYPE_CHECKING:
    from insured.presenters.replies import Ready

LONGEST = 2000


class Take(working.Take, Deed):
    verb = Verb.TAKE
    label = gettext_lazy("Take this request")
    done = gettext_lazy("You have this request now. Your colleagues see that.")


class TakeOver(working.TakeOver, Deed):
    verb = Verb.TAKE_OVER
    done = gettext_lazy("You have this request now. Your colleague finds it with you.")
    stays = gettext_lazy("%(agent)s no longer has this request. What was asked and answered stays.")


class HandOver(working.HandOver, Deed):
    verb, may = Verb.TAKE_OVER, work.MAY_ANSWER
    done = gettext_lazy("Your colleague has this request now.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        """Also for who may not have it themselves: they can give it away."""
        if case.agent_id != agent.pk:
            return RightsRefusal.NOT_YOURS
        return steps.why_not(case, self.verb)

    def form(self, request: HttpRequest, case: RightsRequest) -> forms.Form:
        form = super().form(request, case)
        if case.looked_by:
            colleague = form.fields["to"]
            colleague.queryset = colleague.queryset.exclude(pk=case.looked_by)
        return form

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            _("Your colleague finds it among their own requests."),
            _("The person sees no difference."),
        ]


class Release(working.Release, Deed):
    verb = Verb.RELEASE
    done = gettext_lazy("It is back in the queue, at its place by its last day.")


class OutsideLetterForm(SentOnce, ReplyForm):
    """A question to somebody who reads it by a link; sent twice, it asks once."""


class Ask(working.Ask, Deed):
    """A message to whoever signs in; to whoever does not, a letter behind their link."""

    verb = Verb.ASK
    done = gettext_lazy("The question is on its way. The month to answer runs on.")
    waits = gettext_lazy(
        "The request waits for the answer until %(day)s; the person sees this day."
    )

    def texts(self, case: RightsRequest, *, until: date) -> list[Ready]:
        offered = replies.offered(kind=KIND, use=ReplyUse.ASK)
        fit = fitting(offered, kind=RightsKind(case.kind), verb=self.verb)
        return ready_texts(fit, case, deadline=until)

    def effects(self, case: RightsRequest) -> list[str]:
        runs_on = _("The month to answer is not stopped: the answer is still due on %(day)s.") % {
            "day": day(case.due_on)
        }
        if case.signed_in:
            return [*super().effects(case), runs_on]
        return [
            _("The person gets an e-mail that there is a question, and reads it with the link."),
            self.waits % {"day": day(self.until())},
            runs_on,
        ]

    def form(self, request: HttpRequest, case: RightsRequest) -> forms.Form:
        if case.signed_in:
            return super().form(request, case)
        texts = self.texts(case, until=self.until())
        return OutsideLetterForm(*sent(request), texts=texts, language=self.language(case))

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        if case.signed_in:
            super().act(case, said, agent)
        else:
            outside.ask(case.pk, agent=agent, text=said["said"], sent_key=said["sent_key"])


class Write(working.Write, Deed):
    """A message of the thread: the request stays as it is, with whoever has it."""

    stays = gettext_lazy("The person gets your message. The request stays as it is.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        if not case.signed_in:
            return RightsRefusal.CLOSED
        return steps.why_not_at_all(case, agent=agent) or super().why_not(case, agent)


class NothingToAnswer(working.NothingToAnswer, Deed):
    """What the person wrote needs no answer."""

    done = gettext_lazy("Noted. It no longer stands among those that wait for an answer.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        return steps.why_not_at_all(case, agent=agent) or super().why_not(case, agent)


class ExtendForm(forms.Form):
    reasons = LongTextField(
        label=gettext_lazy("The reasons, in the person’s language"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": RightsRefusal.NO_REASON.label},
        help_text=gettext_lazy("The person reads this."),
    )


class Extend(Deed):
    code, verb = "extend", Verb.EXTEND
    label = gettext_lazy("Take two more months to answer")
    done = gettext_lazy("The time to answer is longer now. The person is being told why.")

    def why_not(self, case: RightsRequest, agent) -> Any:
        return super().why_not(case, agent) or services.why_not_extend(case, today=clock.today())

    def effects(self, case: RightsRequest) -> list[str]:
        later = deadlines.due_on(sent_on=civil_time.day_of(case.sent_at), extended=True)
        return [
            _("The answer is due on %(day)s, and cannot be put off again.") % {"day": day(later)},
            _("The person is told at once, with your reasons (article 12(3))."),
        ]

    def form(self, request: HttpRequest, case: RightsRequest) -> ExtendForm:
        form = ExtendForm(*sent(request))
        form.fields["reasons"].widget.attrs["lang"] = self.language(case)
        return form

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        services.extend(case.pk, agent=agent, reasons=said["reasons"])


class IdentifyForm(forms.Form):
    matricule = MatriculeField(
        help_text=gettext_lazy("Compare it with the copy of the identity document.")
    )
    compared = forms.BooleanField(
        label=gettext_lazy("The name or the date of birth differs, and the copy shows why."),
        required=False,
    )


class Identify(Deed):
    code, verb = "identify", Verb.IDENTIFY
    label = gettext_lazy("Say whose data it is about")
    done = gettext_lazy("The request is about this person now. They are being told.")

    def effects(self, case: RightsRequest) -> list[str]:
        return [
            _("The request stands in the file of this person, and can be granted."),
            _("The person gets a message: if they did not send it, they can say so."),
        ]

    def form(self, request: HttpRequest, case: RightsRequest) -> IdentifyForm:
        given = (case.applicant or {}).get("matricule", "")
        return IdentifyForm(*sent(request), initial={"matricule": given})

    def act(self, case: RightsRequest, said: dict[str, Any], agent) -> None:
        outside.identify(
            case.pk, agent=agent, matricule=said["matricule"], compared=said["compared"]
        )
