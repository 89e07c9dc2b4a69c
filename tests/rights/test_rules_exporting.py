"""When a copy of everything can be asked for and downloaded."""

from datetime import UTC, datetime, timedelta

import pytest

from cns_portal.rights.choices.exports import ExportRefusal, ExportState
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


def test_a_worker_is_taken_for_dead_no_sooner_than_its_heartbeat_allows():
    assert timedelta(minutes=1) < rules.SILENCE < timedelta(minutes=10)
