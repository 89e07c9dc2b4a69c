"""Registering, ending and prolonging a co-insurance; the timeline follows at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from insured.choices import TieBasis, TieEnd
from insured.choices.co_insurance import TieRefusal
from insured.models import FamilyTie, InsuredPerson
from insured.notices import families as notices
from insured.rules import ages
from insured.services import declarations
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from insured.models import Request


@transaction.atomic
def register(
    *,
    principal: InsuredPerson,
    member: InsuredPerson,
    relation: str,
    basis: str,
    first_day: date,
    actor: Account | Actor,
    beyond_thirty_until: date | None = None,
    request: Request | None = None,
) -> FamilyTie:
    """Insure `member` through `principal` from `first_day` on.

    Raises `Refused` when the member is co-insured already, or another spouse or partner is.
    """
    if principal.pk == member.pk:
        raise Refused(TieRefusal.THEMSELVES)
    _lock_people(principal, member)
    taken, spouse = Refused(TieRefusal.MEMBER_TAKEN), Refused(TieRefusal.ANOTHER_SPOUSE)
    with (
        promise("tie_one_at_a_time_per_member", broken=taken),
        promise("tie_one_spouse_or_partner_at_a_time", broken=spouse),
    ):
        tie = FamilyTie.objects.create(
            principal=principal,
            member=member,
            relation=relation,
            basis=basis,
            first_day=first_day,
            beyond_thirty_until=beyond_thirty_until,
            request=request,
            created_at=clock.now(),
        )
    _record(actor, "tie.registered", tie, basis=str(basis), relation=str(relation))
    _fold(member)
    return tie


@transaction.atomic
def end(tie_id: int, *, last_day: date, reason: str, actor: Account | Actor) -> FamilyTie:
    """`last_day` is the last day of the co-insurance; both people are told, with what can be done.

    A co-insurance whose end lies later is shortened. Raises `Refused` when it ended before that,
    or had not begun by then.
    """
    tie = locked(tie_id)
    if tie.last_day is not None and tie.last_day <= last_day:
        raise Refused(TieRefusal.IS_OVER)
    if last_day < tie.first_day:
        raise Refused(TieRefusal.ENDS_BEFORE_IT_BEGAN)
    tie.last_day, tie.end_reason = last_day, reason
    tie.save(update_fields=["last_day", "end_reason"])
    _record(actor, "tie.ended", tie, reason=str(reason))
    _fold(tie.member)
    for person in (tie.member, tie.principal):
        tell(
            person,
            lambda person=person: notices.ended(tie, reader=person),
            once=f"tie:{tie.pk}:ended:{last_day}:{person.pk}",
        )
    return tie


@transaction.atomic
def authorise_beyond_thirty(
    tie_id: int, *, until: date, actor: Account | Actor, request: Request | None = None
) -> FamilyTie:
    """Let a child remain co-insured from 30 on, until `until` included; no gap, also afterwards.

    A co-insurance that ended at 30 meanwhile goes on as if it had not. Raises `Refused` when it
    ended for another reason, or the child is co-insured through somebody else since.
    """
    tie = locked(tie_id)
    if tie.relation not in ages.CHILDREN or tie.member.birth_date is None:
        raise Refused(TieRefusal.NOT_A_CHILD)
    if tie.last_day is not None and tie.end_reason != TieEnd.THIRTY:
        raise Refused(TieRefusal.IS_OVER)
    if until <= ages.last_day_as_a_child(tie.member.birth_date):
        raise Refused(TieRefusal.UNTIL_IS_TOO_EARLY)
    is_past = until < clock.today()
    tie.beyond_thirty_until = until
    tie.last_day, tie.end_reason = (until, TieEnd.THIRTY) if is_past else (None, "")
    with promise("tie_one_at_a_time_per_member", broken=Refused(TieRefusal.MEMBER_TAKEN)):
        tie.save(update_fields=["beyond_thirty_until", "last_day", "end_reason"])
    _record(actor, "tie.beyond_thirty", tie, until=until.isoformat())
    _fold(tie.member)
    return tie


def register_automatic(
    *,
    principal: InsuredPerson,
    member: InsuredPerson,
    relation: str,
    first_day: date,
    actor: Account | Actor,
) -> FamilyTie:
    """A minor born and resident here is insured without anybody's request."""
    return register(
        principal=principal,
        member=member,
        relation=relation,
        basis=TieBasis.AUTOMATIC,
        first_day=first_day,
        actor=actor,
    )


def locked(tie_id: int) -> FamilyTie:
    """The co-insurance with both people, held until the transaction ends.

    People first, as everywhere: whoever changes a timeline waits for its person.
    """
    found = FamilyTie.objects.select_related("principal", "member").get(pk=tie_id)
    _lock_people(found.principal, found.member)
    return (
        FamilyTie.objects.select_for_update(of=("self",))
        .select_related("principal__dossier", "member__dossier")
        .get(pk=tie_id)
    )


def _lock_people(*people: InsuredPerson) -> None:
    """In the order of their keys, so that two transactions never wait for each other."""
    keys = [person.pk for person in people]
    list(InsuredPerson.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _fold(member: InsuredPerson) -> None:
    declarations.refold([member.pk])


def _record(actor: Account | Actor, action: str, tie: FamilyTie, **details: str) -> None:
    audit.record(actor, action, tie, dossier=tie.member.dossier, details=details)
