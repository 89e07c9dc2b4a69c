"""Questions about papers, and what is known about somebody that a paper can say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cns_portal.inbox import selectors as inbox
from cns_portal.kernel import codes
from insured.models import FamilyTie, InsuredPerson, Paper
from insured.models.papers import posted_as
from insured.rules.coverage import Coverage, History
from insured.selectors import coverage

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from cns_portal.inbox.models import Attachment


@dataclass(frozen=True)
class Tied:
    """Somebody whose co-insurance is registered, and whether it insures them today."""

    person: InsuredPerson
    tie: FamilyTie
    coverage: Coverage


@dataclass(frozen=True)
class Basis:
    """What certificates for one person are made from, on one day."""

    today: date
    history: History
    own_tie: FamilyTie | None
    relatives: list[Tied]

    @property
    def coverage(self) -> Coverage:
        """The person's own, today."""
        return self.history.on(self.today)


def basis_of(person: InsuredPerson, *, today: date) -> Basis:
    """The affiliation of the person and of the family registered with them, and the ties."""
    ties = list(FamilyTie.objects.of(person).on(today).select_related("principal", "member"))
    mine = next((tie for tie in ties if tie.member_id == person.pk), None)
    theirs = sorted((tie for tie in ties if tie.principal_id == person.pk), key=lambda tie: tie.pk)
    histories = coverage.histories_of([person, *(tie.member for tie in theirs)])
    return Basis(
        today=today,
        history=histories[person.pk],
        own_tie=mine,
        relatives=[Tied(tie.member, tie, histories[tie.member_id].on(today)) for tie in theirs],
    )


def papers_of(person: InsuredPerson) -> QuerySet[Paper]:
    """Every paper of the person, the newest first, without what stands on it."""
    return Paper.objects.of(person).defer("facts").order_by("-issued_at", "-pk")


def paper_of(person: InsuredPerson, public_id: UUID) -> Paper | None:
    """The paper of this identifier, if it is this person's."""
    return Paper.objects.of(person).filter(public_id=public_id).first()


def ready_among(papers: Collection[Paper]) -> set[int]:
    """The keys of those papers whose file is made and delivered; one query."""
    keys = {posted_as(paper): paper.pk for paper in papers}
    return {keys[key] for key in inbox.delivered_among(keys)}


def file_of(paper: Paper, person: InsuredPerson) -> Attachment | None:
    """The printed paper, once it is made."""
    return inbox.posted_file(person.dossier, posted_as(paper))


def by_code(typed: str) -> Paper | None:
    """The paper with the code somebody typed or scanned; spaces and dashes do not matter.

    One query whatever was typed, so that the time it takes says nothing about the code.
    """
    return Paper.objects.defer("facts").filter(code=codes.normalised(typed)[:20]).first()
