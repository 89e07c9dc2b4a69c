"""What one person may open of another's file on a day, and which mandates can be given."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from cns_portal.kernel.spans import Days
from insured.choices.acting import ActingAs, MandateRefusal, MandateState, PageScope
from insured.choices.mandates import MandateScope
from insured.rules.ages import OF_AGE, birthday

OFFER_DAYS = 14
"""House convention: an offered mandate that nobody answered lapses after two weeks."""

MOST_MANDATES = 20
"""House convention: more people than anybody can watch over are no help."""

EVERYTHING = frozenset(PageScope)
"""One's own file."""

OF_A_CHILD = EVERYTHING - {PageScope.OWN}
"""What a parent opens of a child's file: all of it. Mandates and sessions belong to an account,
and a parent has one of their own."""


@dataclass(frozen=True)
class Guardian:
    """A parent's right to act for a child, as it is on file."""

    id: int
    days: Days


@dataclass(frozen=True)
class Mandated:
    """A mandate as it is on file. `accepted`, `declined` and `revoked`: whether it ever was.

    `answer_until` is the last day on which the offer can be accepted.
    """

    id: int
    scopes: frozenset[str]
    days: Days
    answer_until: date
    accepted: bool
    declined: bool = False
    revoked: bool = False


@dataclass(frozen=True)
class Ground:
    """Why a file is open: by which guardianship or mandate, and what that one opens."""

    right: ActingAs
    id: int
    opens: frozenset[str]


# -- what is open -------------------------------------------------------------------------------


def by_guardianship(guardian: Guardian, *, born: date | None, today: date) -> Ground | None:
    """What a parent opens of the file of a child born on `born`: everything, while a minor.

    The right lapses by itself at the 18th birthday (Civil Code, article 388). Without a known
    date of birth it ends with the last day on file; where there is none, nothing is opened, and
    an agent decides.
    """
    if today not in guardian.days:
        return None
    is_minor = guardian.days.last is not None if born is None else not is_of_age(born, on=today)
    return Ground(ActingAs.GUARDIAN, guardian.id, OF_A_CHILD) if is_minor else None


def by_mandate(mandate: Mandated, *, today: date) -> Ground | None:
    """What a mandate opens: exactly its scopes and the overview, while it is in force."""
    if state_of(mandate, today=today) != MandateState.RUNNING:
        return None
    scopes = {PageScope(scope) for scope in mandate.scopes if scope in set(MandateScope)}
    return Ground(ActingAs.MANDATE, mandate.id, frozenset({PageScope.SPACE, *scopes}))


def grounds(
    *,
    guardianships: Iterable[Guardian],
    mandates: Iterable[Mandated],
    born: date | None,
    today: date,
) -> tuple[Ground, ...]:
    """Every reason for which the file is open today, a parent's first; none: it is closed."""
    found = [by_guardianship(one, born=born, today=today) for one in guardianships]
    found += [by_mandate(one, today=today) for one in mandates]
    return tuple(ground for ground in found if ground)


def opened(reasons: Iterable[Ground]) -> frozenset[str]:
    """All that these reasons open together."""
    return frozenset().union(*(reason.opens for reason in reasons))


def ground_for(scope: str, reasons: Iterable[Ground]) -> Ground | None:
    """The first of the reasons that opens a page about `scope`."""
    return next((reason for reason in reasons if scope in reason.opens), None)


# -- mandates -----------------------------------------------------------------------------------


def state_of(mandate: Mandated, *, today: date) -> MandateState:
    """What is to be said about a mandate today."""
    if mandate.revoked:
        return MandateState.REVOKED if mandate.accepted else MandateState.WITHDRAWN
    if mandate.declined:
        return MandateState.DECLINED
    if mandate.accepted:
        if today < mandate.days.first:
            return MandateState.UPCOMING
        return MandateState.RUNNING if today in mandate.days else MandateState.OVER
    if today > mandate.answer_until or today > mandate.days.end:
        return MandateState.LAPSED
    return MandateState.OFFERED


def last_day_to_answer(offered_on: date) -> date:
    """The last day on which an offer made on `offered_on` can be accepted."""
    return offered_on + timedelta(days=OFFER_DAYS)


def is_of_age(born: date, *, on: date) -> bool:
    """Whether somebody born on `born` is of age on a day."""
    return birthday(born, OF_AGE) <= on


def why_not_give(
    *,
    born: date | None,
    scopes: Iterable[str],
    first: date,
    last: date | None,
    given_already: int,
    for_oneself: bool,
    today: date,
) -> MandateRefusal | None:
    """Why somebody born on `born` cannot give this mandate, or None.

    A minor cannot grant one (Civil Code, article 1124); `given_already` counts those that are
    offered or in force.
    """
    if born is None:
        return MandateRefusal.GRANTOR_AGE_UNKNOWN
    if not is_of_age(born, on=today):
        return MandateRefusal.GRANTOR_IS_MINOR
    if for_oneself:
        return MandateRefusal.FOR_ONESELF
    if not set(scopes) & set(MandateScope):
        return MandateRefusal.NOTHING_OPENED
    if first < today:
        return MandateRefusal.BEGINS_IN_THE_PAST
    if last is not None and last < first:
        return MandateRefusal.ENDS_BEFORE_IT_BEGINS
    return MandateRefusal.TOO_MANY if given_already >= MOST_MANDATES else None


def why_not_answer(
    mandate: Mandated, *, born: date | None, accept: bool, today: date
) -> MandateRefusal | None:
    """Why an offer cannot be accepted or declined by a holder born on `born`, or None.

    Whose date of birth is not known may hold one: the person who gave it knows whom they chose.
    """
    if state_of(mandate, today=today) != MandateState.OFFERED:
        return MandateRefusal.NOT_OFFERED_ANY_MORE
    if accept and born is not None and not is_of_age(born, on=today):
        return MandateRefusal.HOLDER_IS_MINOR
    return None


def why_not_end(mandate: Mandated, *, today: date) -> MandateRefusal | None:
    """Why a mandate cannot be revoked or given back, or None: whatever is not over can be."""
    can_end = {MandateState.OFFERED, MandateState.UPCOMING, MandateState.RUNNING}
    return None if state_of(mandate, today=today) in can_end else MandateRefusal.NOT_IN_FORCE


def is_named(typed: str, *, first_name: str, last_name: str) -> bool:
    """Whether `typed` names this person: part of the first and of the last names, nothing else.

    Case, accents, dashes and order do not matter. A number typed wrongly may be somebody else's;
    with the name it is not.
    """
    words, first, last = _words(typed), _words(first_name), _words(last_name)
    return bool(words & first) and bool(words & last) and words <= first | last


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return set(re.findall(r"\w+", letters))
