"""The files of a bill change while it is a draft."""

import pytest

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.sending import SendingRefusal
from reimbursements.rules import pages as rules


@pytest.mark.parametrize("state", ClaimState)
def test_files_change_in_a_draft_only(state):
    expected = None if state == ClaimState.DRAFT else SendingRefusal.SENT_ALREADY
    assert rules.why_not_change(state=state) == expected
