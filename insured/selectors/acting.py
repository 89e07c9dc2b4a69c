"""Whose file somebody may open, today, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from cns_portal import clock
from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.spans import Days
from insured.choices.acting import ActingAs, PageScope
from insured.models import Guardianship, InsuredPerson, Mandate
from insured.rules import acting as rules
from insured.rules.acting import Ground, Guardian, Mandated
from insured.selectors import people

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class OpenFile:
    """A file, who has opened it, and why they may.

    One's own file has no `reasons`; it opens everything. `others` are all that the holder may
    open besides their own.
    """

    person: InsuredPerson
    holder: InsuredPerson
    reasons: tuple[Ground, ...] = ()
    others: tuple[OpenFile, ...] = ()

    @property
    def dossier(self) -> Dossier:
        return self.person.dossier

    @property
    def is_own(self) -> bool:
        """Whether the holder has opened their own file."""
        return self.person.pk == self.holder.pk

    def opens(self, scope: str) -> bool:
        """Whether a page about `scope` may be seen of this file."""
        return self.is_own or scope in rules.opened(self.reasons)

    def ground_for(self, scope: str) -> Ground | None:
        """By what right a page about `scope` is open; None in one's own file."""
        return rules.ground_for(scope, self.reasons)

    @property
    def reads_for_the_person(self) -> bool:
        """Whether what the holder has read needs nobody else: it is theirs, or the person never
        signs in. An adult's new message stays new until they open it themselves."""
        return self.is_own or self.person.account_id is None

    @property
    def is_of_a_child(self) -> bool:
        """Whether it is open because the holder is a parent."""
        return any(reason.right == ActingAs.GUARDIAN for reason in self.reasons)

    @property
    def scopes(self) -> list[PageScope]:
        """What is open of it, in the order of the portal, the overview left out."""
        return [scope for scope in PageScope if scope != PageScope.SPACE and self.opens(scope)]


def holder_of(account: Account) -> InsuredPerson | None:
    """The person who signs in with `account`, knowing whether any other file may be open to them.

    `may_act_for_others` costs no query of its own; False spares the question which files.
    """
    if not account.is_authenticated:
        return None
    today = clock.today()
    others = Exists(Guardianship.objects.on(today).filter(holder=OuterRef("pk"))) | Exists(
        Mandate.objects.in_force(today).filter(holder=OuterRef("pk"))
    )
    return (
        InsuredPerson.objects.of(account)
        .select_related("dossier")
        .annotate(may_act_for_others=others)
        .first()
    )


def open_to(holder: InsuredPerson) -> tuple[OpenFile, ...]:
    """The files of others that `holder` may open today, by name; one query."""
    today = clock.today()
    wards = Guardianship.objects.of(holder).on(today)
    mandates = Mandate.objects.held_by(holder).in_force(today)
    found = (
        InsuredPerson.objects.filter(pk__in=wards.values("child").union(mandates.values("grantor")))
        .select_related("dossier")
        .annotate(
            _wards=ArraySubquery(
                wards.filter(child=OuterRef("pk"))
                .order_by("pk")
                .values(row=JSONObject(id="pk", first="first_day", last="last_day"))
            ),
            _mandates=ArraySubquery(
                mandates.filter(grantor=OuterRef("pk"))
                .order_by("pk")
                .values(
                    row=JSONObject(id="pk", scopes="scopes", first="first_day", last="last_day")
                )
            ),
        )
    )
    files = []
    for person in found:
        reasons = rules.grounds(
            guardianships=[Guardian(row["id"], _days(row)) for row in person._wards],
            mandates=[
                Mandated(
                    row["id"],
                    frozenset(row["scopes"]),
                    _days(row),
                    answer_until=today,
                    accepted=True,
                )
                for row in person._mandates
            ],
            born=person.birth_date,
            today=today,
        )
        if reasons:
            files.append(OpenFile(person, holder, reasons))
    return tuple(files)


def guardianship_as_rule(guardianship: Guardianship) -> Guardian:
    """The row as the rule wants it."""
    return Guardian(guardianship.pk, Days(guardianship.first_day, guardianship.last_day))


def mandate_as_rule(mandate: Mandate) -> Mandated:
    """The row as the rule wants it."""
    return Mandated(
        mandate.pk,
        frozenset(mandate.scopes),
        Days(mandate.first_day, mandate.last_day),
        answer_until=day_of(mandate.offer_ends_at - INSTANT),
        accepted=mandate.accepted_at is not None,
        declined=mandate.declined_at is not None,
        revoked=mandate.revoked_at is not None,
    )


def addresses_of(person: InsuredPerson) -> list[str]:
    """Where an e-mail says that there is a message for `person`; empty when nobody can be told.

    Their own address; for a child without one, those of all parents who act for it today.
    """
    is_of_age = person.birth_date and rules.is_of_age(person.birth_date, on=clock.today())
    if person.email or is_of_age:
        own = people.address_for_notices(person)
        return [own] if own else []
    addresses = (people.address_for_notices(parent) for parent in parents_of(person))
    return [address for address in addresses if address]


def parents_of(child: InsuredPerson) -> list[InsuredPerson]:
    """Those who act for a child today as its parents; nobody once it is of age."""
    today = clock.today()
    if child.birth_date and rules.is_of_age(child.birth_date, on=today):
        return []
    acting = Guardianship.objects.on(today).filter(child=child)
    return list(InsuredPerson.objects.filter(pk__in=acting.values("holder")))


def addresses_behind(dossier: Dossier) -> list[str]:
    """Where an e-mail says that something is in this dossier."""
    person = people.get(dossier)
    return addresses_of(person) if person else []


def _days(row: dict) -> Days:
    last = row["last"]
    return Days(date.fromisoformat(row["first"]), date.fromisoformat(last) if last else None)
