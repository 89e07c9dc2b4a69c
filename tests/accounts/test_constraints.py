"""Each promise of the accounts' tables, broken once."""

import pytest
from django.db import IntegrityError

from cns_portal.accounts.models import Account

pytestmark = pytest.mark.django_db


def test_account_language_is_known():
    with pytest.raises(IntegrityError, match="account_language_is_known"):
        Account.objects.create_user("somebody", language="it")
