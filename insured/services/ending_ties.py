"""Reporting that a co-insurance is over, and asking that one goes on from 30 on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from insured.choices import RequestDocumentKind, RequestKind, TieEnd
from insured.choices.co_insurance import TieRefusal
from insured.models import FamilyTie, InsuredPerson, Request
from insured.notices import families as notices
from insured.rules import family_ends as rules
from insured.services import ages, requests, ties
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document


@transaction.atomic
def report_end(
    *,
    person: InsuredPerson,
    tie: FamilyTie,
    reason: str,
    last_day: date,
    actor: Account,
    remark: str = "",
    attached: Iterable[tuple[Document, RequestDocumentKind]] = (),
    on_behalf_of: str = "",
) -> Request:
    """One of the two says that a co-insurance is over; an agent confirms it. Raises `Refused`."""
    tie = ties.locked(tie.pk)
    if refusal := rules.why_not_report_end(
        relation=tie.relation,
        reason=reason,
        first_day=tie.first_day,
        ended_on=tie.last_day,
        last_day=last_day,
        today=clock.today(),
    ):
        raise Refused(refusal)
    return requests.submit(
        person=person,
        kind=RequestKind.END_CO_INSURANCE,
        details={
            "tie": tie.pk,
            "reason": str(reason),
            "last_day": last_day.isoformat(),
            "remark": remark,
        },
        actor=actor,
        about=tie.member,
        attached=attached,
        on_behalf_of=on_behalf_of,
    )


def end_accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """The co-insurance ends, with the reason stated; `added` may hold another `last_day`."""
    ties.end(
        request.details["tie"],
        last_day=date.fromisoformat(added.get("last_day") or request.details["last_day"]),
        reason=request.details["reason"],
        actor=agent,
    )


def end_doubts(request: Request) -> list[str]:
    """What stands against ending it now, for the agent."""
    tie = FamilyTie.objects.get(pk=request.details["tie"])
    refusal = rules.why_not_report_end(
        relation=tie.relation,
        reason=request.details["reason"],
        first_day=tie.first_day,
        ended_on=tie.last_day,
        last_day=date.fromisoformat(request.details["last_day"]),
        today=clock.today(),
    )
    return [str(refusal.label)] if refusal else []


@transaction.atomic
def ask_to_remain(
    *,
    person: InsuredPerson,
    tie: FamilyTie,
    studies: bool,
    low_resources: bool,
    actor: Account,
    remark: str = "",
    attached: Iterable[tuple[Document, RequestDocumentKind]] = (),
    on_behalf_of: str = "",
) -> Request:
    """Ask that a child remain co-insured from 30 on. Raises `Refused`."""
    tie = ties.locked(tie.pk)
    if refusal := why_not_remain(tie, studies=studies, low_resources=low_resources):
        raise Refused(refusal)
    return requests.submit(
        person=person,
        kind=RequestKind.REMAIN_CO_INSURED,
        details={
            "tie": tie.pk,
            "studies": studies,
            "low_resources": low_resources,
            "remark": remark,
        },
        actor=actor,
        about=tie.member,
        attached=attached,
        on_behalf_of=on_behalf_of,
    )


def why_not_remain(
    tie: FamilyTie, *, studies: bool | None = None, low_resources: bool | None = None
) -> TieRefusal | None:
    """The rule, asked about this co-insurance today."""
    return rules.why_not_remain(
        relation=tie.relation,
        born=tie.member.birth_date,
        ended_on=tie.last_day,
        end_reason=tie.end_reason,
        today=clock.today(),
        studies=studies,
        low_resources=low_resources,
        lead=ages.lead(),
    )


def remain_accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """The child remains co-insured until the day in `added["until"]`; both people are told."""
    if not added.get("until"):
        raise Refused(TieRefusal.NO_UNTIL)
    tie = ties.authorise_beyond_thirty(
        request.details["tie"],
        until=date.fromisoformat(added["until"]),
        actor=agent,
        request=request,
    )
    for reader in (tie.member, tie.principal):
        tell(
            reader,
            lambda reader=reader: notices.remains(tie, reader=reader),
            once=f"tie:{tie.pk}:remains:{request.pk}:{reader.pk}",
        )


def remain_doubts(request: Request) -> list[str]:
    """What stands against it now, for the agent."""
    tie = FamilyTie.objects.select_related("member").get(pk=request.details["tie"])
    refusal = why_not_remain(
        tie,
        studies=request.details["studies"],
        low_resources=request.details["low_resources"],
    )
    found = [str(refusal.label)] if refusal else []
    if tie.last_day is not None and tie.end_reason == TieEnd.THIRTY:
        found.append(_("The co-insurance has ended at 30 meanwhile. Accepting opens it again."))
    return found
