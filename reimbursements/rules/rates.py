"""The share of the tariff that is reimbursed: by act, kind of care, age and setting.

The names of the parameters are explained at the head of data/parameters.toml. The most exact name
that has a value on the day counts; without any, an agent decides.
"""

from datetime import date

from reimbursements.choices.care import Care, Setting
from reimbursements.rules.tariffs import Tariffs, Value

ADULT = "adult"
MINOR = "minor"


def rate_of(
    tariffs: Tariffs,
    *,
    code: str,
    care: Care,
    is_minor: bool | None,
    setting: Setting,
    day: date,
) -> Value | None:
    """The rate in force on `day`, as a share; None when none is known or confirmed.

    `is_minor` None: the age is not known; only rates that hold for every age are found.
    """
    found = (
        tariffs.value(name, day)
        for name in rate_names(code=code, care=care, is_minor=is_minor, setting=setting)
    )
    return next((value for value in found if value is not None), None)


def rate_names(*, code: str, care: Care, is_minor: bool | None, setting: Setting) -> list[str]:
    """The parameters that may say the rate, the most exact one first."""
    general = f"rate.{care.value}"
    names = [f"rate.act.{code}"]
    if is_minor is not None:
        age = MINOR if is_minor else ADULT
        names += [f"{general}.{age}.{setting.value}"]
    names += [f"{general}.{setting.value}"]
    if is_minor is not None:
        names += [f"{general}.{age}"]
    return [*names, general]
