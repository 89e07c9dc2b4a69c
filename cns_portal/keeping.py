"""What a holding of personal data answers: the words for it, and what becomes of it.

A foundation, because the lowest floors keep something about people too. The list of all holdings,
and what is done with it, is `cns_portal.privacy`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from cns_portal.accounts.models import Dossier


class Persons(models.TextChoices):
    """Whom the data are about (GDPR, article 30(1)(c))."""

    INSURED = "insured", _("Persons who are or were affiliated to Luxembourg's social security")
    FAMILY = "family", _("Members of their family")
    REPRESENTATIVES = "representatives", _("Guardians and holders of a mandate")
    VISITORS = "visitors", _("People who use the portal without signing in")
    PAYEES = "payees", _("People who are paid in place of the insured person")
    PROFESSIONALS = "professionals", _("Doctors and other providers of care")
    AGENTS = "agents", _("Agents of the CNS")


class Category(models.TextChoices):
    """What kind of data. The words are those with which the CNS informs about data protection
    (seed 002); the last one is the portal's own."""

    IDENTITY = "identity", _("Identification data")
    FINANCES = "finances", _("Financial details")
    CHARACTERISTICS = "characteristics", _("Personal characteristics")
    HOUSEHOLD = "household", _("Household composition")
    AFFILIATIONS = "affiliations", _("Affiliations")
    HEALTH = "health", _("Health-related data")
    EMPLOYMENT = "employment", _("Occupation and employment")
    JUDICIAL = "judicial", _("Judicial data")
    USE = "use", _("Use of the portal")


class Recipient(models.TextChoices):
    """Who receives the data (GDPR, article 30(1)(d))."""

    AGENTS = "agents", _("Agents of the CNS whose task it is")
    PERSON = "person", _("The person, and whoever acts for them")
    MEDICAL_BOARD = "medical_board", _("The medical board of social security")
    BANK = "bank", _("The bank that carries out the payments")
    DECLARANT = "declarant", _("The Centre commun, for what it has to correct")
    VERIFIER = "verifier", _("Whoever is handed the paper and verifies it with its code")
    DPO = "dpo", _("The data protection officer")
    NOBODY = "nobody", _("Nobody: only the portal itself uses them")


class Measure(models.TextChoices):
    """How the data are protected (GDPR, article 30(1)(g))."""

    ROLES = "roles", _("Access by role, after a password and a second factor")
    LOOKS = "looks", _("Each look by an agent is recorded and shown to the person")
    SEALED = "sealed", _("Encrypted where they are stored")
    SCANNED = "scanned", _("Files are checked for viruses and rebuilt before anybody opens them")
    APPEND_ONLY = "append_only", _("The database refuses to change or delete what is written")
    DIGESTS = "digests", _("Secrets are kept as digests only")


class Turn(IntEnum):
    """In which order holdings are erased: what points at others goes before them."""

    ROOM = 1
    FLOOR = 2
    ACCOUNT = 3
    PERSON = 4


@dataclass(frozen=True, slots=True)
class Stays:
    """Records that an erasure leaves: how many, why, and the day until which, where it is known."""

    count: int
    why: _StrOrPromise
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure takes away from one holding (records deleted or made anonymous) and leaves.

    From `would_erase` the same figures say what an erasure at that moment would do.
    """

    gone: int = 0
    stays: tuple[Stays, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something open for which the data are needed: erasing waits until it is over.

    `until` is the moment at which it ends by itself, None when it ends by a decision.
    """

    what: _StrOrPromise
    until: datetime | None = None


class Holding:
    """One kind of data about people. A room's holding names what it is and overrides what differs.

    What must be given: `code`, `label`, `what`, `why`, `legal_basis`, `keep_for`, `due`, `forget`,
    and, where it has `tables`, `erase`.
    """

    code: str
    label: _StrOrPromise
    what: _StrOrPromise
    why: _StrOrPromise
    legal_basis: _StrOrPromise
    keep_for: _StrOrPromise

    tables: tuple[type[models.Model], ...] = ()
    """The tables for which the holding answers."""

    names_others: Mapping[type[models.Model], tuple[str, ...]] = {}
    """Columns of the exported rows that may name somebody else: then they are not handed out."""

    persons: tuple[Persons, ...] = (Persons.INSURED,)
    categories: tuple[Category, ...] = (Category.IDENTITY,)
    recipients: tuple[Recipient, ...] = (Recipient.AGENTS, Recipient.PERSON)
    measures: tuple[Measure, ...] = (Measure.ROLES, Measure.LOOKS)
    turn: Turn = Turn.ROOM

    part_that_goes: _StrOrPromise = ""
    """What an erasure takes where it leaves something of the same kind."""

    def due(self, *, now: datetime) -> int:
        """How many records are past their time. Changes nothing."""
        raise NotImplementedError

    def forget(self, *, now: datetime) -> int:
        """Delete or anonymise what is past its time, the oldest first, at most so many in one turn;
        returns how many records."""
        raise NotImplementedError

    def rows_of(self, dossier: Dossier) -> Iterable[models.QuerySet]:
        """The rows about this person, table by table, for the export of everything.

        Each row once. Columns that are deferred are not handed out: secrets of the portal, and in
        a row about two people what is the other one's.
        """
        return ()

    def obstacles(self, dossier: Dossier, *, now: datetime) -> tuple[Obstacle, ...]:
        """What is open and needs the data: an appointment to come, a claim not decided."""
        return ()

    def hold(self, dossier: Dossier) -> None:
        """Lock what everything else of this person is locked after. Only the hall has it."""

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """What `erase` would do now. Changes nothing."""
        return Erased()

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete or make anonymous what nothing obliges us to keep, and say what stays and why.

        Inside the caller's transaction, the person's row held; may be called again.
        """
        return Erased()


_blocked: list[Callable[[], Iterable[Dossier]]] = []


def blocks(whose: Callable[[], Iterable[Dossier]]) -> None:
    """Announce who knows whose data are blocked now (GDPR, article 18). Twice is once."""
    if whose not in _blocked:
        _blocked.append(whose)


def is_blocked(*dossiers: int | None) -> bool:
    """Whether the data of one of these people are blocked now; one query for each room that blocks.

    The keys of their files; None for nobody.
    """
    known = {key for key in dossiers if key}
    return bool(known) and any(dossier.pk in known for whose in _blocked for dossier in whose())


def spared(
    rows: models.QuerySet, *, rows_of: Callable[[Dossier], Iterable[models.QuerySet]]
) -> models.QuerySet:
    """`rows` without those about people whose data are blocked: these are stored until they are
    not blocked any more, whatever their time (GDPR, articles 4(3) and 18(2)).

    `rows_of` as in `Holding`. Few people have such a restriction, so each is left out by name.
    """
    for whose in _blocked:
        for dossier in whose():
            for theirs in rows_of(dossier):
                if theirs.model is rows.model:
                    rows = rows.exclude(pk__in=theirs.order_by().values("pk"))
    return rows
