"""Everything on file about one person, for the agent who opens the file: a fixed set of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from cns_portal.audit import selectors as trail
from cns_portal.inbox import selectors as inbox
from cns_portal.procedures import selectors as procedures
from insured.choices import AccountState
from insured.models import (
    AffiliationPeriod,
    BankAccount,
    Card,
    Declaration,
    FamilyTie,
    Guardianship,
    InsuredPerson,
    Mandate,
    Paper,
    Request,
)
from insured.rules.coverage import Coverage, History
from insured.selectors import coverage

if TYPE_CHECKING:
    from cns_portal.audit.selectors import Look

MOST = 50
"""Of each table the newest so many; a file of decades stays a page."""

SEALED_ACCOUNT = ("iban", "holder")


@dataclass(frozen=True)
class WholeFile:
    """The newest of everything comes first."""

    person: InsuredPerson
    coverage: Coverage
    periods: Sequence[AffiliationPeriod]
    declarations: Sequence[Declaration]
    ties: Sequence[FamilyTie]
    guardianships: Sequence[Guardianship]
    mandates: Sequence[Mandate]
    cards: Sequence[Card]
    papers: Sequence[Paper]
    accounts: Sequence[BankAccount]
    cases: Sequence
    requests: dict[int, int]
    """The key of the request by the key of its procedure."""
    messages: Sequence
    looks: Sequence[Look]

    @property
    def account_in_force(self) -> BankAccount | None:
        return next((one for one in self.accounts if one.state == AccountState.IN_FORCE), None)

    @property
    def account_proposed(self) -> BankAccount | None:
        return next((one for one in self.accounts if one.state == AccountState.PROPOSED), None)


def get(person_id: int) -> InsuredPerson | None:
    """The person with former numbers; two queries."""
    return (
        InsuredPerson.objects.select_related("dossier", "account")
        .prefetch_related("former_matricules")
        .filter(pk=person_id)
        .first()
    )


def of(person: InsuredPerson, *, day: date) -> WholeFile:
    """All of it as of `day`; as many queries for a long file as for an empty one."""
    periods = list(
        AffiliationPeriod.objects.of(person).select_related("through").order_by("-first_day", "-pk")
    )
    cases = list(procedures.all_of(person.dossier)[:MOST])
    looks = trail.looks_at(person.dossier, own=person.account)[:MOST]
    return WholeFile(
        person=person,
        coverage=History(map(coverage.as_rule, periods)).on(day),
        periods=periods,
        declarations=list(
            Declaration.objects.of(person)
            .select_related("set_aside_by")
            .order_by("-effective_on", "-pk")[:MOST]
        ),
        ties=list(
            FamilyTie.objects.of(person)
            .select_related("principal", "member")
            .order_by("-first_day", "-pk")[:MOST]
        ),
        guardianships=list(
            Guardianship.objects.filter(Q(holder=person) | Q(child=person))
            .select_related("holder", "child")
            .order_by("-first_day", "-pk")[:MOST]
        ),
        mandates=list(Mandate.objects.of(person).select_related("grantor", "holder")[:MOST]),
        cards=list(Card.objects.of(person)[:MOST]),
        papers=list(Paper.objects.of(person).defer("facts")[:MOST]),
        accounts=list(
            BankAccount.objects.of(person)
            .defer(*SEALED_ACCOUNT)
            .select_related("proposed_by", "decided_by")[:MOST]
        ),
        cases=cases,
        requests=dict(
            Request.objects.filter(procedure__in=[case.pk for case in cases]).values_list(
                "procedure", "pk"
            )
        ),
        messages=list(inbox.delivered_to(person.dossier)[:MOST]),
        looks=trail.in_words(looks),
    )
