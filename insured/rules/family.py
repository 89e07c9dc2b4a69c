"""Who may be co-insured through whom (CSS, article 7), with every reason why not.

Facts are true, false or not known (None). Only a known fact stands in the way; an unknown one that
would decide is a question. So more knowledge in somebody's favour never adds an obstacle.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from insured.choices import Relation
from insured.choices.co_insurance import Obstacle, Question
from insured.rules.ages import CHILDREN, CHILDREN_UNTIL, OF_AGE, age_on

SPOUSES = frozenset({Relation.SPOUSE, Relation.PARTNER})

WAIVABLE = frozenset({Obstacle.LIVES_ABROAD, Obstacle.THIRTY_OR_OLDER})
"""What the CNS may waive for serious reasons: age and residence."""


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The person through whom somebody is to be insured, on the day asked about."""

    is_insured: bool
    """In their own right: compulsory, as a pensioner or voluntarily; not co-insured."""
    lives_here: bool | None = True
    has_spouse: bool | None = None
    co_insures_another_spouse: bool = False


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known about the person to be added."""

    relation: Relation
    born: date | None = None
    is_the_principal: bool = False
    is_with_you: bool = False
    is_with_another: bool = False
    has_open_request: bool = False
    insured_here: bool | None = None
    insured_abroad: bool | None = None
    lives_here: bool | None = None
    studies_away: bool | None = None
    union_lasts: bool | None = None
    close_relative: bool | None = None
    keeps_household: bool | None = None
    taken_in: bool | None = None
    tax_relief: bool | None = None
    low_resources: bool | None = None
    studies: bool | None = None
    born_here: bool | None = None
    asks_for_exception: bool = False
    """The person explains serious reasons: age and residence are then for an agent to judge."""


@dataclass(frozen=True)
class Answer:
    """All that stands in the way, and all that is still to be asked, in the order of the page."""

    obstacles: tuple[Obstacle, ...] = ()
    questions: tuple[Question, ...] = ()
    waived: tuple[Obstacle, ...] = ()
    """What an agent has to waive, because serious reasons are given."""
    needs_authorisation: bool = False
    """From 30 on: by decision only, and never because the facts seem to fit."""
    is_automatic: bool = False
    """A minor born and resident here: nobody has to ask."""

    @property
    def is_possible(self) -> bool:
        """Nothing known stands in the way; questions may be open."""
        return not self.obstacles

    @property
    def may_be_sent(self) -> bool:
        """Nothing stands in the way and nothing is left to ask: an agent can decide."""
        return not self.obstacles and not self.questions


@dataclass
class _Findings:
    obstacles: list[Obstacle] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def needs(self, fact: bool | None, *, otherwise: Obstacle, ask: Question) -> None:
        """The fact has to be true."""
        if fact is None:
            self.questions.append(ask)
        elif not fact:
            self.obstacles.append(otherwise)

    def excludes(self, fact: bool | None, *, because: Obstacle, ask: Question) -> None:
        """The fact has to be false."""
        self.needs(None if fact is None else not fact, otherwise=because, ask=ask)

    def needs_one(
        self, facts: Iterable[tuple[bool | None, Question]], *, otherwise: Obstacle
    ) -> None:
        """One of the facts has to be true."""
        facts = list(facts)
        if any(fact for fact, _ask in facts):
            return
        open_questions = [ask for fact, ask in facts if fact is None]
        if open_questions:
            self.questions += open_questions
        else:
            self.obstacles.append(otherwise)


def may_be_co_insured(*, principal: Principal, candidate: Candidate, today: date) -> Answer:
    """Whether somebody may be insured through `principal` from `today` on, and all reasons why not.

    For the list before the form, for the form, for the request and for its effect alike.
    """
    found = _Findings(obstacles=list(_from_the_files(principal, candidate)))
    _own_insurance(found, candidate)
    _residence(found, candidate)
    if candidate.relation in SPOUSES:
        _spouse(found, principal, candidate)
    elif candidate.relation == Relation.HOUSEHOLD_RELATIVE:
        _household_relative(found, principal, candidate)
    else:
        _child(found, candidate, today=today)
    waived = [o for o in found.obstacles if candidate.asks_for_exception and o in WAIVABLE]
    age = None if candidate.born is None else age_on(candidate.born, today)
    is_child = candidate.relation in CHILDREN
    return Answer(
        obstacles=tuple(o for o in found.obstacles if o not in waived),
        questions=tuple(dict.fromkeys(found.questions)),
        waived=tuple(waived),
        needs_authorisation=is_child and age is not None and age >= CHILDREN_UNTIL,
        is_automatic=is_automatic(candidate, today=today),
    )


def is_automatic(candidate: Candidate, *, today: date) -> bool:
    """Minors born and resident in Luxembourg are co-insured without a request; nobody else is."""
    return (
        candidate.relation in CHILDREN
        and candidate.born is not None
        and age_on(candidate.born, today) < OF_AGE
        and bool(candidate.born_here and candidate.lives_here)
    )


def _from_the_files(principal: Principal, candidate: Candidate) -> Iterator[Obstacle]:
    """What the portal knows by itself."""
    if candidate.is_the_principal:
        yield Obstacle.YOURSELF
    if not principal.is_insured:
        yield Obstacle.NOT_INSURED
    if principal.lives_here is False:
        yield Obstacle.YOU_LIVE_ABROAD
    if candidate.is_with_you:
        yield Obstacle.ALREADY_WITH_YOU
    if candidate.is_with_another:
        yield Obstacle.ALREADY_WITH_ANOTHER
    if candidate.has_open_request:
        yield Obstacle.REQUEST_WAITING


def _own_insurance(found: _Findings, candidate: Candidate) -> None:
    found.excludes(candidate.insured_here, because=Obstacle.INSURED_HERE, ask=Question.INSURED_HERE)
    found.excludes(
        candidate.insured_abroad, because=Obstacle.INSURED_ABROAD, ask=Question.INSURED_ABROAD
    )


def _residence(found: _Findings, candidate: Candidate) -> None:
    """Resident here, or away to study or train; asked in this order."""
    if candidate.lives_here is None:
        if not candidate.studies_away:
            found.questions.append(Question.LIVES_HERE)
    elif not candidate.lives_here:
        found.needs(
            candidate.studies_away, otherwise=Obstacle.LIVES_ABROAD, ask=Question.STUDIES_AWAY
        )


def _spouse(found: _Findings, principal: Principal, candidate: Candidate) -> None:
    found.needs(candidate.union_lasts, otherwise=Obstacle.UNION_IS_OVER, ask=Question.UNION_LASTS)
    if principal.co_insures_another_spouse:
        found.obstacles.append(Obstacle.ANOTHER_SPOUSE)


def _household_relative(found: _Findings, principal: Principal, candidate: Candidate) -> None:
    found.needs(
        candidate.close_relative,
        otherwise=Obstacle.NOT_A_CLOSE_RELATIVE,
        ask=Question.CLOSE_RELATIVE,
    )
    found.needs(
        candidate.keeps_household,
        otherwise=Obstacle.KEEPS_NO_HOUSEHOLD,
        ask=Question.KEEPS_HOUSEHOLD,
    )
    has_spouse = True if principal.co_insures_another_spouse else principal.has_spouse
    found.excludes(has_spouse, because=Obstacle.YOU_HAVE_A_SPOUSE, ask=Question.YOU_HAVE_A_SPOUSE)


def _child(found: _Findings, candidate: Candidate, *, today: date) -> None:
    """With tax relief; without it under 30 with low resources; from 30 on studies or low resources.

    From 30 on tax relief alone decides nothing here: the fund asks for its authorisation.
    """
    if candidate.relation == Relation.FOSTER_CHILD:
        found.needs(candidate.taken_in, otherwise=Obstacle.NOT_TAKEN_IN, ask=Question.TAKEN_IN)
    if candidate.born is None:
        found.questions.append(Question.BIRTH_DATE)
        return
    if age_on(candidate.born, today) >= CHILDREN_UNTIL:
        found.needs_one(
            [
                (candidate.studies, Question.STUDIES),
                (candidate.low_resources, Question.LOW_RESOURCES),
            ],
            otherwise=Obstacle.THIRTY_OR_OLDER,
        )
    elif candidate.tax_relief is None:
        found.questions.append(Question.TAX_RELIEF)
    elif not candidate.tax_relief:
        found.needs(
            candidate.low_resources,
            otherwise=Obstacle.TOO_MUCH_INCOME,
            ask=Question.LOW_RESOURCES,
        )


@dataclass(frozen=True)
class Parent:
    """Somebody through whom a newborn may be insured. `key` is the caller's own."""

    key: int
    born: date | None
    is_insured: bool
    lives_here: bool | None = True


def oldest_qualifying(parents: Iterable[Parent]) -> int | None:
    """The key of the parent through whom a minor is insured automatically, or None.

    If several qualify, the oldest. Whoever has no known date of birth comes after those who have.
    """
    qualifying = [p for p in parents if p.is_insured and p.lives_here is not False]
    if not qualifying:
        return None
    return min(qualifying, key=lambda p: (p.born is None, p.born or date.max, p.key)).key
