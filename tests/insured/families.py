"""A family to test with: somebody insured, with a spouse, children and their papers."""

from datetime import date, timedelta

from cns_portal import clock
from insured.choices import Cover, Relation, TieBasis
from insured.choices.co_insurance import PreviousCover
from insured.services.co_insurance import Statement
from tests.factories import InsuredPersonFactory, some_matricule
from tests.insured.factories import GuardianshipFactory, PeriodFactory, TieFactory

SINCE = date(2020, 1, 1)


def years_ago(years: int, *, days: int = 0) -> date:
    """The day `years` years before today, and `days` later."""
    today = clock.today()
    day = date(today.year - years, today.month, min(today.day, 28))
    return day + timedelta(days=days)


def worker(**columns):
    """Somebody insured through work who signs in."""
    person = InsuredPersonFactory(signs_in=True, **columns)
    PeriodFactory(person=person, first_day=SINCE)
    return person


def child_of(parent, *, born: date | None = None, number: int = 1, **columns):
    """A child for whom `parent` acts; nobody is insured through anybody yet."""
    born = born or years_ago(9)
    child = InsuredPersonFactory(
        first_name="Max",
        last_name=parent.last_name,
        birth_date=born,
        matricule=some_matricule(number, born=f"{born:%Y%m%d}"),
        **columns,
    )
    GuardianshipFactory(holder=parent, child=child, first_day=born)
    return child


def co_insured(principal, *, relation: str = Relation.OWN_CHILD, **columns):
    """Somebody insured through `principal`, with the timeline that follows."""
    person = InsuredPersonFactory(**columns)
    automatic = relation != Relation.SPOUSE and relation != Relation.PARTNER
    tie = TieFactory(
        principal=principal,
        member=person,
        relation=relation,
        basis=TieBasis.AUTOMATIC if automatic else TieBasis.DECISION,
        first_day=SINCE,
    )
    PeriodFactory(person=person, cover=Cover.CO_INSURED, through=principal, first_day=SINCE)
    return tie


def about_a_spouse(**changed) -> Statement:
    """What is stated about a spouse who was never insured anywhere."""
    stated = {
        "relation": Relation.SPOUSE,
        "first_name": "Nadia",
        "last_name": "Erdacht",
        "birth_date": date(1987, 5, 9),
        "matricule": some_matricule(77, born="19870509"),
        "facts": {
            "union_lasts": True,
            "lives_here": True,
            "insured_here": False,
            "insured_abroad": False,
        },
        "previous_cover": PreviousCover.NONE,
        "first_day": date(2026, 10, 1),
    }
    return Statement(**{**stated, **changed})
