"""Every contradiction is a whole sentence with days and numbers as people write them."""

import string
from datetime import date
from decimal import Decimal

import pytest

from cns_portal.kernel.spans import Days
from incapacity.choices.contradictions import DO_ABOUT, Contradiction
from incapacity.presenters.contradictions import sentence
from incapacity.rules.contradictions import Concern

NOVEMBER = Days(date(2026, 11, 16), date(2026, 11, 20))
VALUES = {
    "days": NOVEMBER,
    "gap": Days(date(2026, 11, 16), date(2026, 11, 16)),
    "reference": "ABCD-EFGH",
    "count": 400,
    "age": 15,
    "left": Decimal("2.5"),
    "needed": Decimal("4"),
}


@pytest.mark.parametrize("what", sorted(Contradiction))
def test_no_sentence_shows_what_only_a_machine_reads(what):
    places = {name for _text, name, *_more in string.Formatter().parse(str(what.label)) if name}
    said = sentence(Concern(what, {name: VALUES.get(name, date(2026, 11, 16)) for name in places}))
    assert "{" not in said
    assert "Days(" not in said
    assert "€" not in said
    assert what in DO_ABOUT


def test_days_and_numbers_are_said_as_people_write_them():
    other = {"reference": "ABCD-EFGH", "days": NOVEMBER}
    said = sentence(Concern(Contradiction.OVERLAPS, other))
    assert said.endswith("ABCD-EFGH, 16 November 2026 to 20 November 2026.")
    left = {"left": Decimal("2.5"), "needed": Decimal("4.0")}
    said = sentence(Concern(Contradiction.CHILD_DAYS_USED_UP, left))
    assert said.startswith("2.5 days of leave are left")
    assert "4 are needed" in said
