"""Who may have to be reminded of the employer's sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from incapacity.models import Certificate
from incapacity.rules.sheets import LONGEST, TO_COME
from insured.choices import Cover
from insured.selectors import coverage

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def perhaps_to_remind(*, today: date, after: int = 0, limit: int = 200) -> list[int]:
    """Keys of certificates whose employer's sheet is not ticked, in order, beyond the key `after`.

    Those whose deadline may be near; whether it is, the rule says for each.
    """
    found = Certificate.objects.counted().filter(
        employer_given_on__isnull=True,
        nudged_at__isnull=True,
        first_day__gte=today - LONGEST,
        first_day__lte=today + TO_COME,
        pk__gt=after,
    )
    # Sorted apart from the index of the keys, which would be read from end to end for a few rows.
    found = found.annotate(place=F("pk") + 0).order_by("place")
    return list(found.values_list("pk", flat=True)[:limit])


def has_employer(person: InsuredPerson, *, on: date) -> bool:
    """Whether the person is insured through work on that day.

    The self-employed are too, and nothing on file tells them apart: the page says so.
    """
    history = coverage.history_of(person)
    return _through_work(period.cover for period in history.affiliated_on(on))


def _through_work(covers: Iterable[Cover]) -> bool:
    return Cover.COMPULSORY in covers
