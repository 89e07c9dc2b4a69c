"""Amounts of money as people write them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cns_portal.web.money_fields import EuroField


@pytest.mark.parametrize("typed", ["0", "0,00", "0.00 €"])
def test_nothing_at_all_is_an_amount_only_where_it_may_be(typed):
    assert EuroField(zero=True).clean(typed) == Decimal("0.00")
    with pytest.raises(ValidationError, match="greater than zero"):
        EuroField().clean(typed)


def test_nothing_typed_is_no_amount():
    assert EuroField(zero=True, required=False).clean(" ") is None
