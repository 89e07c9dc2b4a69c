"""The questions asked about procedures, their history and what is written about them."""

import unicodedata
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, Subquery

from cns_portal.documents.choices import State
from cns_portal.kernel import codes
from cns_portal.procedures import kinds
from cns_portal.procedures.choices import Phase

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

NOBODYS = Q(pk__in=())


class ProcedureQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        return self.filter(dossier=dossier)

    def visible_to(self, account: "Account") -> Self:
        """The cases that an agent may open, as the room of each kind says."""
        return self.filter(
            reduce(or_, (kind.may_be_opened_by(account) for kind in kinds.all_kinds()), NOBODYS)
        )

    def recent(self) -> Self:
        """The newest case first."""
        return self.order_by("-created_at", "-pk")

    def by_last_change(self) -> Self:
        """The one in which something happened last comes first."""
        return self.order_by("-updated_at", "-pk")

    def with_reference(self, typed: str) -> Self:
        """The case whose reference somebody typed: case, spaces and dashes do not matter."""
        code = codes.normalised(typed)
        return self.filter(reference=f"{code[:4]}-{code[4:]}")

    def needing_the_person(self) -> Self:
        """Those that wait for the person: a state that asks, or a question nobody answered."""
        return self.exclude(phase=Phase.DONE).filter(_asking() | Q(_question_is_open()))

    def in_progress(self) -> Self:
        """Those that wait for the CNS: neither decided nor waiting for the person."""
        waiting = self.filter(phase__in=[Phase.RECEIVED, Phase.BEING_CHECKED])
        return waiting.exclude(_asking()).exclude(_question_is_open())

    def decided(self) -> Self:
        """Those the CNS has decided, finished or not."""
        return self.filter(phase__in=[Phase.DECIDED, Phase.DONE])

    def with_question(self) -> Self:
        """Each with `has_question`: whether an agent's question is open."""
        return self.annotate(has_question=_question_is_open())

    def matching(self, text: str) -> Self:
        """Those in whose reference, kind or state each word of `text` stands, accents or not.

        Kind and state in the language of the moment: the words that the person sees.
        """
        return self.filter(*(_says(word) for word in text.split()))

    def with_waiting_since(self) -> Self:
        """Each with `waiting_since`: when the first reply was written that waits for an agent.

        By the first, so that whoever asks again does not fall back. None where nobody waits.
        """
        waiting = apps.get_model("procedures.Reply").objects.waiting()
        first = waiting.filter(procedure=OuterRef("pk")).order_by()
        since = first.values("procedure").annotate(since=Min("written_at")).values("since")
        return self.annotate(waiting_since=Subquery(since))

    def needing_an_answer(self) -> Self:
        """Those in which a reply waits for an agent."""
        return self.with_waiting_since().filter(waiting_since__isnull=False)


class ProcedureEventQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """As they happened. The row of the procedure is locked for each, so keys increase."""
        return self.order_by("pk")

    def shown_to_the_person(self) -> Self:
        return self.filter(public=True)


class ReplyQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        return self.filter(procedure__dossier=dossier)

    def waiting(self) -> Self:
        """Those no agent has dealt with."""
        return self.filter(dealt_with_at__isnull=True)

    def unread(self) -> Self:
        """Those no agent has opened."""
        return self.filter(read_at__isnull=True)


class AnswerQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        return self.filter(procedure__dossier=dossier)

    def open_questions(self) -> Self:
        """Asked, and not answered by the person yet."""
        return self.filter(
            is_question=True, answered_at__isnull=True, message__isnull=False
        ).order_by("written_at", "pk")

    def waiting(self) -> Self:
        """Written, but not posted yet."""
        return self.filter(message__isnull=True)

    def ready(self) -> Self:
        """Waiting, with every file checked and found clean."""
        unfit = apps.get_model("procedures.Enclosure").objects.filter(answer=OuterRef("pk"))
        return self.waiting().filter(~Exists(unfit.exclude(document__state=State.CLEAN)))


class EnclosureQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        """The files of a person's cases that they can see: their own, and what was posted."""
        return self.filter(
            Q(reply__procedure__dossier=dossier)
            | Q(answer__procedure__dossier=dossier, answer__message__status="delivered")
        )

    def about(self, procedures: Collection[int]) -> Self:
        return self.filter(Q(reply__procedure__in=procedures) | Q(answer__procedure__in=procedures))

    def rejected_and_untold(self) -> Self:
        """Files of people that were not accepted, which nobody has told them."""
        return self.filter(
            reply__isnull=False, document__state=State.REJECTED, told_at__isnull=True
        )


def _says(word: str) -> Q:
    """In the reference, in the words of the kind, or in those of the state."""
    typed, code = folded(word), codes.normalised(word)
    found = NOBODYS
    if code:
        grouped = f"{code[:4]}-{code[4:]}" if len(code) > 4 else code
        found |= Q(reference__contains=grouped)
    for kind in kinds.all_kinds():
        if typed in folded(kind.label):
            found |= Q(kind=kind.code)
        states = [code for code, label in kind.states.items() if typed in folded(label)]
        if states:
            found |= Q(kind=kind.code, current_state__in=states)
    return found


def folded(text: str) -> str:
    """Without capitals and accents: "Démarche" is found by "demarche"."""
    letters = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _asking() -> Q:
    """In a state in which the room waits for the person."""
    return reduce(
        or_,
        (Q(kind=kind.code, current_state__in=kind.asks) for kind in kinds.all_kinds() if kind.asks),
        NOBODYS,
    )


def _question_is_open() -> Exists:
    answers = apps.get_model("procedures.Answer").objects.open_questions()
    return Exists(answers.filter(procedure=OuterRef("pk")))
