"""The history of a case has words of its own for all that happens to it."""

import re
from pathlib import Path

import pytest

import reimbursements
from reimbursements.choices import complementary
from reimbursements.choices.happenings import HAPPENINGS, PAYMENTS
from reimbursements.services import following

SERVICES = Path(reimbursements.__file__).parent / "services"
NAMED = re.compile(r'\b(?:what|taken|released|taken_over)="([a-z_.]+)"')


def written_down() -> list[str]:
    """What the services write into a history, by the name that they give it."""
    texts = [path.read_text() for path in sorted(SERVICES.glob("*.py"))]
    return sorted({what for text in texts for what in NAMED.findall(text)})


@pytest.mark.parametrize("what", written_down())
def test_what_a_service_writes_down_has_its_words(what):
    known = complementary.HAPPENINGS if what.startswith("complementary.") else HAPPENINGS
    assert what in known


def test_what_happens_to_the_money_has_its_words_in_every_case():
    happened = {*following.HAPPENED.values(), *following.BECAUSE.values()}
    assert happened <= set(PAYMENTS)
    assert happened <= set(HAPPENINGS)
