"""When a co-insurance can be reported as over, and when it can be asked to go on from 30."""

from datetime import date, timedelta

from insured.choices import TieEnd
from insured.choices.co_insurance import TieRefusal
from insured.rules import ages
from insured.rules.family import SPOUSES

REPORTED = (TieEnd.SEPARATION, TieEnd.MOVED_AWAY, TieEnd.OWN_INSURANCE, TieEnd.REQUEST)
"""What a person can report. Birthdays are found by themselves, the rest is the fund's."""

ASK_AFTER_THIRTY_DAYS = 366
"""House convention: a co-insurance that ended at 30 longer ago is asked for anew."""


def reasons_for(relation: str) -> tuple[TieEnd, ...]:
    """What can be reported about a co-insurance of this kind: only couples separate."""
    return tuple(r for r in REPORTED if r != TieEnd.SEPARATION or relation in SPOUSES)


def why_not_report_end(
    *,
    relation: str,
    reason: str,
    first_day: date,
    ended_on: date | None,
    last_day: date,
    today: date,
) -> TieRefusal | None:
    """Why the end of a co-insurance on `last_day` cannot be reported, or None.

    `ended_on` is its last day as it stands.
    """
    if ended_on is not None and ended_on <= last_day:
        return TieRefusal.IS_OVER
    if reason not in reasons_for(relation):
        return TieRefusal.WRONG_REASON
    if last_day > today:
        return TieRefusal.IN_THE_FUTURE
    return TieRefusal.ENDS_BEFORE_IT_BEGAN if last_day < first_day else None


def why_not_remain(
    *,
    relation: str,
    born: date | None,
    ended_on: date | None,
    end_reason: str,
    today: date,
    studies: bool | None = None,
    low_resources: bool | None = None,
    lead: timedelta = ages.NOTICE_BEFORE_THIRTY,
) -> TieRefusal | None:
    """Why nobody can ask that a child remain co-insured from 30 on, or None (CSS, article 7).

    As early as the notice comes (`lead`), the request can be sent. Facts that are not known do not
    stand in the way: they are asked.
    """
    if relation not in ages.CHILDREN or born is None:
        return TieRefusal.NOT_A_CHILD
    if ended_on is not None and end_reason != TieEnd.THIRTY:
        return TieRefusal.IS_OVER
    birthday = ages.birthday(born, ages.CHILDREN_UNTIL)
    if today < birthday - lead:
        return TieRefusal.TOO_SOON
    if ended_on is not None and (today - ended_on).days > ASK_AFTER_THIRTY_DAYS:
        return TieRefusal.IS_OVER
    if studies is False and low_resources is False:
        return TieRefusal.NEITHER_STUDIES_NOR_LOW_RESOURCES
    return None
