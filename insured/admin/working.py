"""What an agent does with cases of every kind: takes them, passes them on, writes to the person.

Each is mixed in before the deed of a kind of case, which says what its cases are, what its verbs
are and when they are possible: `class Take(working.Take, Deed)`. The words that name the kind are
said there too, as whole sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock, procedures
from cns_portal.accounts.agents import colleagues_of
from cns_portal.procedures import rules as thread_rules
from cns_portal.procedures import selectors
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.choices import Refusal as ThreadRefusal
from insured.admin.deed import Case, Deed, sent
from insured.admin.showing import day
from insured.admin.thread_form import LetterForm
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.presenters.replies import Ready


# -- who has it -----------------------------------------------------------------------------------


class Take(Deed[Case]):
    code, at_once = "take", True

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        self.services.take(self.row(case).pk, agent=agent)


class WhomForm(forms.Form):
    """Whom the page named: two colleagues who take it over at once do not take it in turns."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class TakeOver(Deed[Case]):
    code = "take-over"
    label = gettext_lazy("Take it over from your colleague")
    stays: str
    """That %(agent)s loses it, and what stays."""

    def why_not(self, case: Case, agent) -> Any:
        refusal = super().why_not(case, agent)
        is_mine = self.row(case).agent_id == agent.pk
        return refusal or (self.refusals.ALREADY_YOURS if is_mine else None)

    def effects(self, case: Case) -> list[str]:
        return [
            self.stays % {"agent": self.row(case).agent},
            _("The person sees no difference. It is recorded who took it over."),
        ]

    def form(self, request: HttpRequest, case: Case) -> WhomForm:
        return WhomForm(*sent(request), initial={"seen": self.row(case).agent_id})

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        self.services.take_over(self.row(case).pk, agent=agent, seen=said["seen"])


class ColleagueForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=None, empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args, colleagues: QuerySet[Account], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class HandOver(Deed[Case]):
    code = "hand-over"
    label = gettext_lazy("Hand it over to a colleague")
    may: str
    """The permission of whoever can have it instead."""

    def why_not(self, case: Case, agent) -> Any:
        if self.row(case).agent_id != agent.pk:
            return self.refusals.NOT_YOURS
        return super().why_not(case, agent)

    def form(self, request: HttpRequest, case: Case) -> ColleagueForm:
        return ColleagueForm(*sent(request), colleagues=colleagues_of(request.user, may=self.may))

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        self.services.hand_over(self.row(case).pk, agent=agent, to=said["to"])


class Release(Deed[Case]):
    code, at_once = "release", True
    label = gettext_lazy("Give it back to the queue")

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        self.services.release(self.row(case).pk, agent=agent)


# -- what is written to its person ----------------------------------------------------------------


class Ask(Deed[Case]):
    code, has_preview = "ask", True
    label = gettext_lazy("Ask the person")
    waits: str
    """That it waits for the answer until %(day)s."""

    def until(self) -> date:
        """The last day on which an answer to a question of today is awaited."""
        return self.services.answer_until(today=clock.today())

    def texts(self, case: Case, *, until: date) -> Sequence[Ready]:
        """The texts that are kept ready for questions, filled in."""
        raise NotImplementedError

    def effects(self, case: Case) -> list[str]:
        return [
            _("The person gets your question as a message and can answer with files."),
            self.waits % {"day": day(self.until())},
        ]

    def form(self, request: HttpRequest, case: Case) -> LetterForm:
        texts = self.texts(case, until=self.until())
        return LetterForm(*sent(request), texts=texts, language=self.language(case))

    def preview(self, case: Case, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Question from the CNS"), text=said["said"])

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        procedures.ask(
            self.row(case).procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
            until=self.until(),
        )


class Write(Deed[Case]):
    """A message of the thread: the case stays as it is, with whoever has it."""

    code, has_preview = "write", True
    label = gettext_lazy("Write to the person")
    done = gettext_lazy("Your message is on its way.")
    stays: str
    """That the person gets the message, and the case stays as it is."""

    def why_not(self, case: Case, agent) -> Any:
        phase = Phase(self.row(case).procedure.phase)
        return thread_rules.why_not_reply(phase=phase, has_dossier=True)

    def effects(self, case: Case) -> list[str]:
        return [str(self.stays), _("What the person wrote before counts as answered.")]

    def form(self, request: HttpRequest, case: Case) -> LetterForm:
        return LetterForm(*sent(request), texts=(), language=self.language(case))

    def preview(self, case: Case, said: dict[str, Any]) -> Notice:
        return Notice(title=_("Message from the CNS"), text=said["said"])

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        procedures.answer(
            self.row(case).procedure,
            text=said["said"],
            by=agent,
            sent_key=said["sent_key"],
            documents=LetterForm.stored(said, by=agent),
        )


class NothingToAnswer(Deed[Case]):
    """What the person wrote needs no answer."""

    code, at_once = "no-answer", True
    label = gettext_lazy("The person’s message needs no answer")

    def why_not(self, case: Case, agent) -> Any:
        waits = selectors.waits_for_an_answer(self.row(case).procedure_id)
        return None if waits else ThreadRefusal.NOTHING_WRITTEN

    def act(self, case: Case, said: dict[str, Any], agent) -> None:
        procedures.deal_with(self.row(case).procedure, by=agent)
