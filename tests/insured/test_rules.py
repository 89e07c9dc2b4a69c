"""Whose file a verified identity opens."""

import pytest

from insured.choices import Refusal
from insured.rules.recognition import why_not_recognise


@pytest.mark.parametrize(
    ("on_file", "shown", "another_account", "another_file", "refusal"),
    [
        ("1", "1", False, False, None),
        (None, "1", False, False, None),
        ("1", None, False, False, None),
        ("1", "2", False, False, Refusal.MATRICULE_DIFFERS),
        ("1", "1", True, False, Refusal.ANOTHER_PERSON),
        ("1", "1", False, True, Refusal.ANOTHER_PERSON),
    ],
)
def test_recognising(on_file, shown, another_account, another_file, refusal):
    assert (
        why_not_recognise(
            matricule_on_file=on_file,
            matricule_shown=shown,
            file_has_another_account=another_account,
            account_has_another_file=another_file,
        )
        == refusal
    )
