"""Questions about the complementary reimbursement: how a year stands, what waits for agents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from reimbursements.models import ComplementaryClaim, Income
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from reimbursements.rules import complementary as rules
from reimbursements.rules.complementary import Standing
from reimbursements.selectors import tariffs
from reimbursements.selectors.participations import Household, of_household

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson

MAY_READ = "reimbursements.view_complementaryclaim"
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class YearStanding:
    """How a year stands, and whose participations make it."""

    household: Household
    standing: Standing


def standing_of(person: InsuredPerson, year: int) -> YearStanding:
    """Participations, income of the year before, share, and what was paid already; four queries."""
    household = of_household(person, year)
    paid = ComplementaryClaim.objects.of(person).filter(year=year, state="accepted")
    return YearStanding(
        household,
        Standing(
            year=year,
            participation=household.counted,
            income=income_of(person, year - 1),
            share=tariffs.current().value(COMPLEMENTARY_SHARE, date(year, 12, 31)),
            paid=paid.aggregate(sum=Sum("amount"))["sum"] or ZERO,
        ),
    )


def income_of(person: InsuredPerson, year: int) -> Decimal | None:
    """The contributory income of that year, in euro; None when it is not on file."""
    known = Income.objects.of(person).filter(year=year).first()
    return Decimal(known.amount) if known else None


def requests_of(person: InsuredPerson, year: int) -> list[ComplementaryClaim]:
    """What was asked for this year, the latest first."""
    found = ComplementaryClaim.objects.of(person).filter(year=year)
    return list(found.select_related("procedure", "statement").order_by("-sent_at", "-pk"))


def is_open(requests: list[ComplementaryClaim]) -> bool:
    """Whether one of them is being checked."""
    return any(one.state in rules.OPEN for one in requests)


def of_procedure(procedure: Procedure) -> ComplementaryClaim:
    """The request of this case. Raises `DoesNotExist`."""
    return ComplementaryClaim.objects.select_related("person", "statement").get(procedure=procedure)


# -- agents ---------------------------------------------------------------------------------------


def queue() -> QuerySet[ComplementaryClaim]:
    """Every request with what a line of the list needs; nothing sealed is opened."""
    return ComplementaryClaim.objects.select_related("procedure", "person__dossier", "agent").defer(
        "threshold", "reason"
    )


def get(request_id: int) -> ComplementaryClaim | None:
    """One request with everything its page needs."""
    return (
        ComplementaryClaim.objects.select_related(
            "procedure__dossier", "person__dossier", "agent", "sent_by", "decided_by", "statement"
        )
        .filter(pk=request_id)
        .first()
    )


def visible_to(account: Account) -> Q:
    """Which of these cases an agent may open, as a condition on procedures."""
    return Q() if account.has_perm(MAY_READ) else Q(pk__in=())


def how_many_wait() -> int:
    """How many requests nobody has decided yet."""
    return ComplementaryClaim.objects.filter(state__in=sorted(rules.OPEN)).count()
