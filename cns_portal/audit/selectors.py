"""Who looked at a person's file, for that person alone.

The trail is for investigation and no feature decides anything by it, with one exception: the
people it is about may see who opened their file, when and for what (GDPR, article 15), and ask
about it, which somebody other than whoever it was answers. It is read here and nowhere else, one
page at a time, and what is read changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cns_portal.audit import words
from cns_portal.audit.choices import ActorKind, Kind
from cns_portal.audit.models import AuditEntry

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

LISTS = (".list", ".search")


@dataclass(frozen=True)
class Look:
    """One consultation. Agents act for the CNS: they have a role and an office here, no name."""

    at: datetime
    by_agent: bool
    name: str
    role: str
    """What agents do at the CNS today, as words in a row; empty when no room says any."""
    office: str
    purpose: str
    in_a_list: bool
    reference: str
    entry_id: int
    """The key of the line of the trail, by which its person can ask about it."""


def looks_at(dossier: Dossier, *, own: Account | None) -> QuerySet[AuditEntry]:
    """Every consultation of `dossier` by an account other than its `own`, the latest first."""
    looks = AuditEntry.objects.filter(
        kind=Kind.VIEW, actor_kind=ActorKind.ACCOUNT, dossier=dossier
    ).select_related("actor")
    if own is not None:
        looks = looks.exclude(actor=own)
    return looks.order_by("-at", "-pk")


def in_words(entries: Iterable[AuditEntry]) -> list[Look]:
    """What to say about these consultations; a few queries for all of them together."""
    entries = list(entries)
    agents = {entry.actor_id for entry in entries if entry.actor.is_staff}
    offices, roles = words.offices(agents), _roles(agents)
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        keys[entry.subject_type].add(entry.subject_id)
    references = {name: words.references(name, some) for name, some in keys.items()}
    return [
        Look(
            at=entry.at,
            by_agent=entry.actor.is_staff,
            name="" if entry.actor.is_staff else str(entry.actor),
            role=_role(entry.actor, roles),
            office=offices.get(entry.actor_id, ""),
            purpose=words.purpose(entry.purpose),
            in_a_list=entry.purpose.endswith(LISTS),
            reference=references[entry.subject_type].get(entry.subject_id, ""),
            entry_id=entry.pk,
        )
        for entry in entries
    ]


def _role(actor: Account, roles: dict[int, str]) -> str:
    return roles.get(actor.pk) or (_("supervision") if actor.is_superuser else "")


def _roles(agents: Collection[int]) -> dict[int, str]:
    """What the groups of these accounts do, by key of the account; one query."""
    if not agents:
        return {}
    labels, found = words.roles(), defaultdict(list)
    rows = Group.objects.filter(user__in=agents, name__in=labels).order_by("user", "name")
    for account, group in rows.values_list("user", "name"):
        found[account].append(str(labels[group]))
    return {account: ", ".join(said) for account, said in found.items()}
