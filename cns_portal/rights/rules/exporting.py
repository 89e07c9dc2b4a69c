"""When a copy of everything can be asked for and downloaded; when a worker is taken for dead."""

from datetime import datetime, timedelta

from cns_portal.rights.choices.exports import ExportRefusal, ExportState
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.rules.states import WITH_THE_OFFICER

MOST_IN_A_DAY = 3
"""House convention: enough for whoever lost one, too few to keep a worker busy."""

SILENCE = timedelta(minutes=3)
"""House convention: a worker that has not said for so long that it goes on is taken for dead."""

SAYS_EVERY = timedelta(seconds=20)
"""House convention: so often at least a worker says that it goes on; well before its silence."""

MOST_ATTEMPTS = 3
"""House convention: what ended three times without an answer is a case for the staff."""

UNDER_WAY = frozenset({ExportState.ASKED, ExportState.BUILDING})


def why_not_ask(*, under_way: bool, asked_today: int) -> ExportRefusal | None:
    """Why nobody can ask for a copy of this person's data now, or None."""
    if under_way:
        return ExportRefusal.UNDER_WAY
    return ExportRefusal.ENOUGH_TODAY if asked_today >= MOST_IN_A_DAY else None


def why_not_copy(
    *,
    kind: RightsKind,
    state: RightsState,
    signed_in: bool,
    has_it: bool,
    is_ones_own: bool,
    is_identified: bool,
    is_of_this_person: bool = True,
) -> RightsRefusal | ExportRefusal | None:
    """Why an officer neither has a copy made for this request nor takes one out, or None.

    Only for an open request for access without sign-in, by the officer who has it (`has_it`), once
    it is known whose data it is about (`is_identified`), and never their own (`is_ones_own`).
    `is_of_this_person`: a copy that was made is of the person whom the request is about by now.
    """
    if signed_in or kind != RightsKind.ACCESS or state not in WITH_THE_OFFICER:
        return RightsRefusal.CLOSED
    if is_ones_own:
        return RightsRefusal.OWN_FILE
    if not has_it:
        return RightsRefusal.NOT_YOURS
    if not is_identified:
        return RightsRefusal.NOT_WITHOUT_PERSON
    return None if is_of_this_person else ExportRefusal.OF_SOMEBODY_ELSE


def why_not_download(
    *, state: str, expires_at: datetime | None, now: datetime
) -> ExportRefusal | None:
    """Why this copy cannot be downloaded at this moment, or None."""
    if state in UNDER_WAY:
        return ExportRefusal.NOT_READY
    if state == ExportState.FAILED:
        return ExportRefusal.FAILED
    over = state == ExportState.EXPIRED or expires_at is None or expires_at <= now
    return ExportRefusal.EXPIRED if over else None
