"""When a copy of everything can be asked for and downloaded."""

from datetime import UTC, datetime, timedelta

import pytest

from cns_portal.rights.choices.exports import ExportRefusal, ExportState
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.rules import exporting as rules

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("under_way", "asked_today", "refusal"),
    [
        (False, 0, None),
        (False, 2, None),
        (False, 3, ExportRefusal.ENOUGH_TODAY),
        (True, 0, ExportRefusal.UNDER_WAY),
        (True, 3, ExportRefusal.UNDER_WAY),
    ],
)
def test_asking(under_way, asked_today, refusal):
    assert rules.why_not_ask(under_way=under_way, asked_today=asked_today) == refusal


@pytest.mark.parametrize(
    ("state", "expires_at", "refusal"),
    [
        (ExportState.ASKED, None, ExportRefusal.NOT_READY),
        (ExportState.BUILDING, None, ExportRefusal.NOT_READY),
        (ExportState.READY, NOON + SECOND, None),
        (ExportState.READY, NOON, ExportRefusal.EXPIRED),
        (ExportState.READY, NOON - SECOND, ExportRefusal.EXPIRED),
        (ExportState.EXPIRED, NOON + SECOND, ExportRefusal.EXPIRED),
        (ExportState.FAILED, None, ExportRefusal.FAILED),
    ],
)
def test_downloading(state, expires_at, refusal):
    assert rules.why_not_download(state=state, expires_at=expires_at, now=NOON) == refusal


FITS = {
    "kind": RightsKind.ACCESS,
    "state": RightsState.BEING_CHECKED,
    "signed_in": False,
    "has_it": True,
    "is_ones_own": False,
    "is_identified": True,
    "is_of_this_person": True,
}


@pytest.mark.parametrize(
    ("but", "refusal"),
    [
        ({}, None),
        ({"state": RightsState.NEEDS_YOU}, None),
        *(
            ({"state": state}, RightsRefusal.CLOSED)
            for state in RightsState
            if state not in {RightsState.BEING_CHECKED, RightsState.NEEDS_YOU}
        ),
        *(({"kind": kind}, RightsRefusal.CLOSED) for kind in RightsKind if kind != "access"),
        ({"signed_in": True}, RightsRefusal.CLOSED),
        ({"has_it": False}, RightsRefusal.NOT_YOURS),
        ({"is_ones_own": True}, RightsRefusal.OWN_FILE),
        ({"is_ones_own": True, "has_it": False}, RightsRefusal.OWN_FILE),
        ({"is_identified": False}, RightsRefusal.NOT_WITHOUT_PERSON),
        ({"is_of_this_person": False}, ExportRefusal.OF_SOMEBODY_ELSE),
    ],
)
def test_an_officers_copy(but, refusal):
    assert rules.why_not_copy(**{**FITS, **but}) == refusal


def test_a_worker_is_heard_of_several_times_before_it_is_taken_for_dead():
    assert rules.SAYS_EVERY * 4 < rules.SILENCE


def test_a_worker_is_taken_for_dead_no_sooner_than_its_heartbeat_allows():
    assert timedelta(minutes=1) < rules.SILENCE < timedelta(minutes=10)
