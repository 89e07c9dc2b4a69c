"""Giving a mandate, answering it, ending it. Both are told at every step."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from insured.choices.acting import MandateRefusal
from insured.choices.mandates import MandateEvidence, MandateScope
from insured.models import InsuredPerson, Mandate
from insured.notices import mandates as notices
from insured.rules import acting as rules
from insured.selectors import people
from insured.selectors.acting import mandate_as_rule
from insured.selectors.mandates import is_meant
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document


@transaction.atomic
def offer(
    grantor: InsuredPerson,
    *,
    actor: Account,
    matricule: str,
    name: str,
    scopes: Collection[str],
    first_day: date,
    last_day: date | None,
) -> Mandate:
    """Offer a mandate to whoever has this number and this name, for two weeks.

    Whether there is such a person here is told to nobody: the answer and the message to the
    grantor are the same. Raises `Refused`.
    """
    grantor = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=grantor.pk)
    today = clock.today()
    _insist_on_giving(
        grantor, matricule=matricule, scopes=scopes, first=first_day, last=last_day, today=today
    )
    same = Mandate.objects.filter(
        grantor=grantor,
        holder_matricule=matricule,
        holder_name=name,
        scopes=_in_order(scopes),
        first_day=first_day,
        last_day=last_day,
        accepted_at__isnull=True,
    )
    if same.not_over(today, now=clock.now()).exists():  # a second click, or another window
        raise Refused(MandateRefusal.OFFERED_ALREADY)
    mandate = Mandate.objects.create(
        grantor=grantor,
        holder_matricule=matricule,
        holder_name=name,
        scopes=_in_order(scopes),
        first_day=first_day,
        last_day=last_day,
        evidence=MandateEvidence.SIGNED_IN,
        created_by=actor,
        offered_at=clock.now(),
        offer_ends_at=civil_time.midnight(rules.last_day_to_answer(today) + timedelta(days=1)),
    )
    audit.record(
        actor,
        "mandate.offered",
        mandate,
        dossier=grantor.dossier,
        details={"scopes": mandate.scopes},
    )
    _tell(mandate, grantor, "offered", notices.you_offered)
    if (holder := chosen(mandate)) is not None:
        _tell(mandate, holder, "offered", notices.offered_to_you)
    return mandate


@transaction.atomic
def register_on_paper(
    *,
    grantor: InsuredPerson,
    holder: InsuredPerson,
    agent: Account,
    scopes: Collection[str],
    first_day: date,
    last_day: date | None,
    document: Document,
) -> Mandate:
    """An agent registers a mandate that both have signed on paper; it needs no answer.

    Raises `Refused` as `offer` does, and when the agent is one of the two.
    """
    if agent.pk in (grantor.account_id, holder.account_id):
        raise Refused(MandateRefusal.OWN_FILE)
    grantor = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=grantor.pk)
    if refusal := why_not_register(
        grantor, holder, scopes=scopes, first_day=first_day, last_day=last_day
    ):
        raise Refused(refusal)
    now = clock.now()
    mandate = Mandate.objects.create(
        grantor=grantor,
        holder=holder,
        holder_matricule=holder.matricule or "",
        holder_name=holder.full_name,
        scopes=_in_order(scopes),
        first_day=first_day,
        last_day=last_day,
        evidence=MandateEvidence.PAPER,
        document=document,
        created_by=agent,
        offered_at=now,
        offer_ends_at=now,
        accepted_at=now,
    )
    audit.record(
        agent,
        "mandate.registered",
        mandate,
        dossier=grantor.dossier,
        details={"scopes": mandate.scopes, "document": document.pk},
    )
    for person in (grantor, holder):
        _tell(mandate, person, "registered", notices.registered)
    return mandate


def why_not_give_any(grantor: InsuredPerson) -> MandateRefusal | None:
    """Why this person can give no mandate at all, said before the form; or None."""
    today = clock.today()
    return rules.why_not_give(
        born=grantor.birth_date,
        scopes=list(MandateScope),
        first=today,
        last=None,
        given_already=_given_already(grantor),
        for_oneself=False,
        today=today,
    )


def why_not_register(
    grantor: InsuredPerson,
    holder: InsuredPerson,
    *,
    scopes: Collection[str],
    first_day: date,
    last_day: date | None,
) -> MandateRefusal | None:
    """Why an agent cannot register this mandate, or None.

    An agent has seen who gives it: an unknown date of birth is no obstacle, and a paper may be
    older than today.
    """
    today = clock.today()
    if last_day is not None and last_day < today:
        return MandateRefusal.IS_OVER
    if holder.birth_date and not rules.is_of_age(holder.birth_date, on=today):
        return MandateRefusal.HOLDER_IS_MINOR
    return rules.why_not_give(
        born=grantor.birth_date or date.min,
        scopes=scopes,
        first=first_day,
        last=last_day,
        given_already=_given_already(grantor),
        for_oneself=grantor.pk == holder.pk,
        today=min(today, first_day),
    )


@transaction.atomic
def accept(mandate: Mandate, *, holder: InsuredPerson, actor: Account) -> Mandate:
    """The holder says yes: the mandate opens the file from its first day on. Raises `Refused`."""
    mandate = _answered(mandate, holder, accept=True)
    mandate.holder, mandate.accepted_at = holder, clock.now()
    mandate.save(update_fields=["holder", "accepted_at"])
    _write_down(mandate, "mandate.accepted", actor)
    for person in (mandate.grantor, holder):
        _tell(mandate, person, "accepted", notices.accepted)
    return mandate


@transaction.atomic
def decline(mandate: Mandate, *, holder: InsuredPerson, actor: Account) -> Mandate:
    """The holder says no. Raises `Refused`."""
    mandate = _answered(mandate, holder, accept=False)
    mandate.declined_at = clock.now()
    mandate.save(update_fields=["declined_at"])
    _write_down(mandate, "mandate.declined", actor)
    for person in (mandate.grantor, holder):
        _tell(mandate, person, "declined", notices.declined)
    return mandate


@transaction.atomic
def end(mandate: Mandate, *, actor: Account) -> Mandate:
    """Whoever gave it, whoever holds it, or an agent ends it, at once. Raises `Refused`.

    Waits for what is just being done with it, which then counts.
    """
    mandate = _locked(mandate)
    if refusal := rules.why_not_end(mandate_as_rule(mandate), today=clock.today()):
        raise Refused(refusal)
    holder = mandate.holder or chosen(mandate)
    mandate.revoked_at, mandate.revoked_by = clock.now(), actor
    mandate.save(update_fields=["revoked_at", "revoked_by"])
    _write_down(mandate, "mandate.ended", actor)
    for person in filter(None, (mandate.grantor, holder)):
        _tell(mandate, person, "ended", notices.ended)
    return mandate


def chosen(mandate: Mandate) -> InsuredPerson | None:
    """The person whom the typed number and name mean, if they are known here."""
    person = people.by_matricule(mandate.holder_matricule)
    if person is None or person.pk == mandate.grantor_id:
        return None
    return person if is_meant(mandate, person) else None


def _insist_on_giving(grantor, *, matricule, scopes, first, last, today) -> None:
    owner = people.by_matricule(matricule)
    if refusal := rules.why_not_give(
        born=grantor.birth_date,
        scopes=scopes,
        first=first,
        last=last,
        given_already=_given_already(grantor),
        for_oneself=owner is not None and owner.pk == grantor.pk,
        today=today,
    ):
        raise Refused(refusal)


def _given_already(grantor: InsuredPerson) -> int:
    given = Mandate.objects.filter(grantor=grantor)
    return given.not_over(clock.today(), now=clock.now()).count()


def _answered(mandate: Mandate, holder: InsuredPerson, *, accept: bool) -> Mandate:
    """The offer, locked, if it waits for this person's answer. Raises `Refused`."""
    mandate = _locked(mandate)
    is_theirs = Mandate.objects.offered_to(holder, now=clock.now()).filter(pk=mandate.pk).exists()
    if not is_theirs or not is_meant(mandate, holder):
        raise Refused(MandateRefusal.NOT_OFFERED_ANY_MORE)
    if refusal := rules.why_not_answer(
        mandate_as_rule(mandate), born=holder.birth_date, accept=accept, today=clock.today()
    ):
        raise Refused(refusal)
    return mandate


def _locked(mandate: Mandate) -> Mandate:
    return (
        Mandate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("grantor__dossier", "holder__dossier")
        .get(pk=mandate.pk)
    )


def _in_order(scopes: Collection[str]) -> list[str]:
    return [scope.value for scope in MandateScope if scope in set(scopes)]


def _write_down(mandate: Mandate, action: str, actor: Account) -> None:
    audit.record(actor, action, mandate, dossier=mandate.grantor.dossier)


def _tell(mandate: Mandate, person: InsuredPerson, step: str, notice) -> None:
    tell(
        person,
        lambda: notice(mandate, reader=person),
        once=f"mandate:{mandate.pk}:{step}:{person.pk}",
    )
