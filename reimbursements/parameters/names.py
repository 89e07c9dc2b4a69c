"""How the dated parameters are called, so that the data files and the rules mean the same.

A name is made of words with dots between them. Where a value depends on the kind of care, on the
age or on the setting, the most exact name that has a value on the day of care counts:
`rate.act.T260` before `rate.consultation.in_patient` before `rate.consultation.minor` before
`rate.consultation`.
"""

from collections.abc import Iterator

from reimbursements.choices.care import Care, Setting

RATE = "rate"
"""Share of the tariff that is reimbursed: 0.88 is 88 %."""

PROSTHESIS_CHECKED = "rate.dental_prosthesis.checked"
"""Share after a check-up in each of the two previous calendar years."""

PROSTHESIS_REPLACED = "rate.dental_prosthesis.full_prosthesis"
"""Share for the replacement or repair of a full prosthesis."""

FULL_COVER = "full_cover"
"""Euro a calendar year that are reimbursed in full before the rate counts: `full_cover.dental`."""

DAILY_PARTICIPATION = "daily_participation"
"""Euro a day that the patient bears: `daily_participation.hospital_day`, `….day_hospital`."""

PARTICIPATION_DAYS = "participation_days"
"""Days a calendar year for which the daily participation is due, at most."""

SUPPLEMENT = "supplement"
"""Euro on top of the tariff of each unit: `supplement.hearing_aid.minor`."""

RENEWAL_MONTHS = "renewal_months"
"""Months before the same kind of care is reimbursed again; 0: there is no limit."""

RENEWAL_QUANTITY = "renewal_quantity"
"""How many within the months of renewal; one where nothing is said."""

LIMIT = "limit"
"""How many are reimbursed within the months of `limit_months`: `limit.consultation`."""

LIMIT_MONTHS = "limit_months"

PRESCRIPTION_MONTHS = "prescription_months"
"""How long a prescription is valid, in months: `prescription_months.laboratory`."""

PRESCRIPTION_QUANTITY = "prescription_quantity"
"""How many one prescription is good for: `prescription_quantity.physiotherapy`."""

UNDER_AGE = "under_age"
"""The age that the patient must not have reached: `under_age.act.V10`."""

SESSION_SHARE = "session_share"
"""Share of the tariff of the first, second, third technical act of a session: `session_share.2`."""

CLAIM_MONTHS = "claim_months"
"""Months from the payment within which a bill can be sent."""

COMPLEMENTARY_SHARE = "complementary_share"
"""Share of the income of the year before above which participations are paid back."""

MINOR = "minor"


def rate_names(
    code: str, care: Care | str, *, setting: Setting | str, minor: bool
) -> Iterator[str]:
    """The names under which the rate of an act may stand, the most exact one first."""
    yield f"{RATE}.act.{code}"
    if minor:
        yield f"{RATE}.{care}.{setting}.{MINOR}"
    yield f"{RATE}.{care}.{setting}"
    if minor:
        yield f"{RATE}.{care}.{MINOR}"
    yield f"{RATE}.{care}"


def names_of(what: str, code: str, care: Care | str, *, minor: bool = False) -> Iterator[str]:
    """The names under which another parameter of an act may stand, the most exact one first."""
    if minor:
        yield f"{what}.act.{code}.{MINOR}"
    yield f"{what}.act.{code}"
    if minor:
        yield f"{what}.{care}.{MINOR}"
    yield f"{what}.{care}"
