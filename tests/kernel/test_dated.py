"""Values with their days."""

from datetime import date

import pytest

from cns_portal.kernel.dated import NothingInForceError, Timeline

BEFORE, CHANGE = date(2025, 4, 30), date(2025, 5, 1)
TIMELINE = Timeline((date(2024, 1, 1), "old"), (CHANGE, "new"))


@pytest.mark.parametrize(
    ("day", "value"), [(date(2024, 1, 1), "old"), (BEFORE, "old"), (CHANGE, "new")]
)
def test_a_value_holds_from_its_day_on(day, value):
    assert TIMELINE.on(day) == value


def test_before_the_first_value_there_is_none():
    with pytest.raises(NothingInForceError):
        TIMELINE.on(date(2023, 12, 31))


@pytest.mark.parametrize(
    "entries", [[], [(CHANGE, "a"), (BEFORE, "b")], [(CHANGE, "a"), (CHANGE, "b")]]
)
def test_days_that_do_not_increase_are_a_mistake(entries):
    with pytest.raises(ValueError):
        Timeline(*entries)
