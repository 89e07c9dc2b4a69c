"""When to try again, and when to give up."""

from datetime import timedelta

import pytest

from cns_portal.inbox import rules


@pytest.mark.parametrize(
    ("refusals", "wait"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=1)),
        (5, timedelta(minutes=8)),
        (10, timedelta(hours=4)),
        (20, timedelta(hours=4)),
        (21, None),
    ],
)
def test_the_wait_grows_to_four_hours_and_ends(refusals, wait):
    assert rules.wait_after(refusals) == wait


def test_a_mail_server_may_be_away_for_a_day():
    assert sum(rules.RETRY_AFTER, timedelta()) > timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "refusals", "poison"), [(4, 0, False), (5, 0, True), (9, 5, False), (10, 5, True)]
)
def test_what_ends_the_worker_five_times_is_poison(attempts, refusals, poison):
    assert rules.is_poison(attempts=attempts, refusals=refusals) is poison
