"""Amounts of money as people write them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cns_portal.web.money_fields import EuroField


@pytest.mark.parametrize("typed", ["0", "0,00", "0.00 €"])
def test_nothing_at_all_is_an_amount_only_where_it_may_be(typed):
    assert EuroField(zero=True).clean(typed) == Decimal("0.00")
    with pytest.raises(ValidationError, match="greater than zero"):
        EuroField().clean(typed)


def test_nothing_typed_is_no_amount():
    assert EuroField(zero=True, required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1234.50"), ("fr", "1234,50"), ("de", "1234,50")]
)
def test_an_amount_that_is_known_is_shown_as_the_reader_writes_it_and_reads_it_back(
    language, shown
):
    with translation.override(language):
        assert EuroField().prepare_value(Decimal("1234.50")) == shown
        assert EuroField().clean(shown) == Decimal("1234.50")


def test_what_was_typed_wrongly_comes_back_as_it_was():
    assert EuroField().prepare_value("12,345") == "12,345"
