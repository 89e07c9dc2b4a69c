"""A person's certificates as the rules know them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from cns_portal.kernel import matricule
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Outings, Sequel
from incapacity.models import Certificate
from incapacity.rules.facts import Absence, Child

if TYPE_CHECKING:
    from incapacity.querysets import CertificateQuerySet
    from insured.models import InsuredPerson

COLUMNS = (
    "public_id", "person", "state", "cause", "sequel", "first_day", "last_day", "outings",
    "in_hospital", "child", "child_matricule", "child_born_on", "child_in_hospital",
    "child_doubled", "leave_days",
)  # fmt: skip
OF_THE_CHILD = ("child__matricule", "child__birth_date")


def of(person: InsuredPerson, *, within: Days | None = None) -> list[Absence]:
    """What counts of somebody's certificates, in the order of their days; one query.

    `within` leaves out those without a day in it. The key of an absence is the public identifier
    of its certificate. Nothing sealed is read.
    """
    rows = Certificate.objects.of(person).counted()
    if within is not None:
        rows = rows.touching(within.first, within.end)
    return [absence_of(row) for row in with_facts(rows).order_by("first_day", "pk")]


def with_facts(rows: CertificateQuerySet) -> CertificateQuerySet:
    """The columns that `absence_of` reads, the child's among them, and no others."""
    return rows.select_related("child").only(*COLUMNS, *OF_THE_CHILD)


def absence_of(row: Certificate) -> Absence:
    """A certificate that has its cause and its days, as a rule sees it."""
    return Absence(
        days=Days(row.first_day, row.last_day),
        cause=Cause(row.cause),
        state=CertificateState(row.state),
        sequel=Sequel(row.sequel),
        key=row.public_id,
        outings=Outings(row.outings),
        in_hospital=row.in_hospital,
        child=child_of(row) if row.cause == Cause.FAMILY else None,
        leave_days=row.leave_days,
    )


def child_of(row: Certificate) -> Child:
    """The child of a certificate for family reasons; the birth from its number, if need be."""
    number = row.child.matricule if row.child else row.child_matricule
    born = row.child.birth_date if row.child else row.child_born_on
    return Child(
        key=key_of_child(row.child_id, number),
        born_on=born or (matricule.birth_date(number) if number else None),
        in_hospital=row.child_in_hospital,
        doubled=row.child_doubled,
    )


def key_of_child(pk: int | None, number: str | None) -> Hashable:
    """What tells children apart: the matricule, so that it does not matter how one was chosen."""
    return number or pk
