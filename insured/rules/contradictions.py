"""What an agent may do about declarations that do not fit together."""

from insured.choices.affiliation import Standing
from insured.choices.contradictions import SettingAside

LONGEST_REASON = 500


def why_not_set_aside(
    *, standing: str, person_has_contradictions: bool, because: str
) -> SettingAside | None:
    """Why a declaration cannot be set aside, or None.

    Whichever declaration is the wrong one may go, also one that counts; but only where something
    contradicts, because a timeline is corrected by declarations, not by taking them away.
    """
    if standing == Standing.SET_ASIDE:
        return SettingAside.ALREADY
    if not person_has_contradictions:
        return SettingAside.NOTHING_CONTRADICTS
    if not because.strip():
        return SettingAside.NO_REASON
    return SettingAside.REASON_TOO_LONG if len(because.strip()) > LONGEST_REASON else None


def why_not_count_again(*, standing: str) -> SettingAside | None:
    """Why a declaration that was set aside cannot count again, or None."""
    return None if standing == Standing.SET_ASIDE else SettingAside.NOT_SET_ASIDE
