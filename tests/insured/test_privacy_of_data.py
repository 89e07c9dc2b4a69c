"""Addresses that are over are forgotten."""

from datetime import timedelta

import pytest

from cns_portal import clock
from insured.models import EmailChange
from insured.privacy.contact import EmailChanges
from tests.insured.factories import EmailChangeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "confirmed", "goes"),
    [(31, None, True), (29, None, False), (31, 31, True), (31, 29, False)],
)
def test_a_change_of_address_goes_after_a_month(asked, confirmed, goes):
    now = clock.now()
    EmailChangeFactory(
        asked_at=now - timedelta(days=asked),
        confirmed_at=now - timedelta(days=confirmed) if confirmed else None,
    )
    assert EmailChanges().due(now=now) == EmailChanges().forget(now=now) == int(goes)
    assert EmailChange.objects.exists() is not goes
