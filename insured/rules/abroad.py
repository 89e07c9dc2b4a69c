"""Who may ask for a form for care abroad, and why somebody may not."""

from collections.abc import Collection
from datetime import date, timedelta

from insured.choices import Cover, RequestKind, RequestRefusal, RequestState
from insured.choices.abroad import (
    AbroadRefusal,
    Care,
    CoveredHow,
    Home,
    MedicalOpinion,
    Timing,
    WhyNotAbroad,
)
from insured.choices.countries import Country
from insured.parameters.cross_border import AGREEMENTS
from insured.rules.cross_border import home_of, where_covered

OWN_RIGHT = frozenset({Cover.COMPULSORY, Cover.PENSION})
"""As what somebody is insured here although they live elsewhere (reg. 883/2004, 11 and 24)."""

VOLUNTARY = frozenset({Cover.VOLUNTARY_CONTINUED, Cover.VOLUNTARY_OPTIONAL})

ASK_AHEAD = timedelta(days=7)
"""Ask for an authorisation this long before the care, says guichet.lu; later is no refusal."""

_NO_AUTHORISATION = {
    CoveredHow.RESIDENT_AT_HOME: WhyNotAbroad.IN_LUXEMBOURG,
    CoveredHow.VISIT_TO_LUXEMBOURG: WhyNotAbroad.IN_LUXEMBOURG,
    CoveredHow.RESIDENCE: WhyNotAbroad.AT_HOME,
    CoveredHow.RESIDENCE_BELGIUM: WhyNotAbroad.AT_HOME,
    CoveredHow.LUXEMBOURG_RATES: WhyNotAbroad.NOT_NEEDED,
}


def form_for(residence: Country | None, *, today: date) -> RequestKind | None:
    """The form that registers somebody with the fund of this country; None where none exists."""
    if residence is None:
        return None
    home = home_of(residence, today=today)
    return {Home.BELGIUM: RequestKind.BL1, Home.EUROPE: RequestKind.S1}.get(home)


def days_until_sent_by_itself(
    residence: Country | None, postcode: str, *, today: date
) -> int | None:
    """How many days after an entry the form is at the fund there although nobody asked for it.

    None where it has to be asked for.
    """
    agreements = AGREEMENTS.on(today)
    begins = agreements.sent_by_itself.get(residence, frozenset()) if residence else frozenset()
    return agreements.arrives_within_days if postcode.strip()[:2] in begins else None


def why_not_register(
    form: RequestKind, *, residence: Country | None, covers: Collection[Cover], today: date
) -> WhyNotAbroad | None:
    """Why this form (S1 or BL1) is not for somebody, or None.

    `covers`: as what the person is affiliated today. Where they live comes first, because another
    address changes the answer for good.
    """
    if residence is None:
        return WhyNotAbroad.COUNTRY_UNKNOWN
    if residence == Country.LU:
        return WhyNotAbroad.LIVES_HERE
    wanted = form_for(residence, today=today)
    if wanted is None:
        return WhyNotAbroad.OUTSIDE_EUROPE
    if form != wanted:
        in_belgium = wanted == RequestKind.BL1
        return WhyNotAbroad.LIVES_IN_BELGIUM if in_belgium else WhyNotAbroad.NOT_IN_BELGIUM
    return _why_not_insured_here(covers)


def _why_not_insured_here(covers: Collection[Cover]) -> WhyNotAbroad | None:
    held = frozenset(covers)
    if held & OWN_RIGHT:
        return None
    if Cover.CO_INSURED in held:
        return WhyNotAbroad.CO_INSURED
    return WhyNotAbroad.VOLUNTARY if held & VOLUNTARY else WhyNotAbroad.NOT_AFFILIATED


def why_not_authorise(
    *,
    residence: Country | None,
    country: Country,
    care: Care,
    first: date,
    last: date,
    is_covered: bool,
    today: date,
) -> WhyNotAbroad | None:
    """Why no authorisation (S2) of planned care can be asked for, or None.

    `is_covered`: whether the person is covered on `first`, the day on which the care begins.
    Whether the care is authorised is decided by the CNS on the opinion of the medical board.
    """
    if last < first:
        return WhyNotAbroad.ENDS_BEFORE_BEGINNING
    if first < today:
        return WhyNotAbroad.ALREADY_BEGUN
    covered = where_covered(
        residence=residence or Country.LU,
        country=country,
        care=care,
        timing=Timing.PLANNED,
        today=today,
    )
    if why_not := _NO_AUTHORISATION.get(covered.how):
        return why_not
    return None if is_covered else WhyNotAbroad.NOT_COVERED_THEN


def is_short_notice(first: date, *, today: date) -> bool:
    """Whether the care begins sooner than an authorisation usually takes."""
    return first < today + ASK_AHEAD


def why_not_note_opinion(
    *, kind: RequestKind, state: RequestState, is_mine: bool
) -> RequestRefusal | None:
    """Why an agent cannot note the opinion of the medical board, or None."""
    if kind != RequestKind.S2 or state not in {RequestState.BEING_CHECKED, RequestState.NEEDS_YOU}:
        return RequestRefusal.CLOSED
    return None if is_mine else RequestRefusal.NOT_YOURS


def why_not_accept(opinion: str) -> AbroadRefusal | None:
    """Why planned care abroad cannot be authorised, or None.

    Without a favourable opinion of the medical board there is no authorisation
    (`parameters.cross_border.PLANNED_CARE`).
    """
    if not opinion:
        return AbroadRefusal.OPINION_MISSING
    return None if opinion == MedicalOpinion.FAVOURABLE else AbroadRefusal.OPINION_UNFAVOURABLE
