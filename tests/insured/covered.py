"""Insurance for tests: people with periods, families, cards."""

from datetime import date

from django.utils import timezone

from insured.choices import Cover, Fund, GuardianshipSource, Relation, TieBasis
from insured.models import AffiliationPeriod, FamilyTie, Guardianship, InsuredPerson
from tests.factories import InsuredPersonFactory

LONG_AGO = date(2015, 3, 1)


def insured(
    person: InsuredPerson,
    first: date = LONG_AGO,
    last: date | None = None,
    *,
    cover: Cover = Cover.COMPULSORY,
    fund: Fund = Fund.CNS,
    through: InsuredPerson | None = None,
    employer: str = "",
) -> AffiliationPeriod:
    """A period of `person` as it would stand in the timeline."""
    return AffiliationPeriod.objects.create(
        person=person,
        cover=cover,
        fund=fund,
        first_day=first,
        last_day=last,
        through=through,
        employer_name=employer,
    )


def co_insured(
    member: InsuredPerson,
    principal: InsuredPerson,
    first: date = LONG_AGO,
    last: date | None = None,
    *,
    relation: Relation = Relation.OWN_CHILD,
    period: bool = True,
) -> FamilyTie:
    """A tie, and the period that follows from it unless `period` says no."""
    tie = FamilyTie.objects.create(
        principal=principal,
        member=member,
        relation=relation,
        basis=TieBasis.DECISION,
        first_day=first,
        last_day=last,
        end_reason="decision" if last else "",
        created_at=timezone.now(),
    )
    if period:
        insured(member, first, last, cover=Cover.CO_INSURED, through=principal)
    return tie


def child_of(
    parent: InsuredPerson, *, born: date, first: date | None = None, **columns
) -> InsuredPerson:
    """A child for whom `parent` acts, not insured yet."""
    child = InsuredPersonFactory(birth_date=born, **columns)
    Guardianship.objects.create(
        holder=parent, child=child, source=GuardianshipSource.REGISTER, first_day=first or born
    )
    return child
