"""How the dated parameters are called, so that the data files and the rules mean the same.

The data files explain them (`reimbursements/data/parameters.toml`).
"""

from reimbursements.choices.care import Care

CLAIM_YEARS = "claim.limit"
"""Years from the payment within which a bill can be sent."""

FULL_COVER = "dental_full_cover"
"""Euro of ordinary dental care a calendar year that are paid in full before the rate counts."""

CHECKED = "rate.dental_prosthesis.with_check_ups"
"""Share for a prosthesis after a check-up in each of the two previous calendar years."""

FULL_PROSTHESIS = "rate.dental_prosthesis.full_prosthesis"
"""Share for the replacement or repair of a full prosthesis."""

PARTICIPATION = {Care.HOSPITAL_DAY: "hospital_day", Care.DAY_HOSPITAL: "day_hospital"}
"""Euro a day that the patient bears."""

PARTICIPATION_DAYS = {Care.HOSPITAL_DAY: "hospital_day.limit"}
"""Days a calendar year for which this is due, at most."""

FLAT_RATES = {Care.GLASSES_FRAME: "glasses.frame", Care.HEARING_AID: "hearing_aid.device"}
"""Euro for one, paid in full up to there."""

MINOR_SUPPLEMENTS = {Care.HEARING_AID: "hearing_aid.minor_supplement"}
"""Euro on top of the flat rate for a person under age."""

RENEWAL_YEARS = {
    Care.GLASSES_FRAME: "glasses.renewal",
    Care.GLASSES_LENSES: "glasses.renewal",
    Care.HEARING_AID: "hearing_aid.renewal",
}
"""Years after which the same is paid again."""

CONSULTATIONS = "consultations.limit"
CONSULTATIONS_MONTHS = "consultations.period"
"""So many consultations in so many months need no medical reason."""

EXTENDED_MONTHS = "extended_consultation.period"
"""Months between two acts of the same code that are flagged so."""

A_DAY = "consultations.a_day"

SESSION_SHARES = (
    "technical_act.first",
    "technical_act.second",
    "technical_act.third",
    "technical_act.further",
)
"""Share of the tariff of the technical acts of a session, the dearest first."""

COMPLEMENTARY_SHARE = "complementary_share"
"""Share of the income of the year before above which participations are paid back."""


def prescription_months(care: Care) -> str:
    """How long a prescription is valid, in months."""
    return f"prescription.{care}"


def prescribed_sessions(care: Care) -> str:
    """How many sessions one prescription is good for."""
    return f"sessions.{care}"


def age_limit(code: str) -> str:
    """The age that the patient must not have reached."""
    return f"age_limit.{code}"
