"""What was loaded stays as it was loaded: the database itself refuses an edit."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.reimbursements.factories import (
    ActValueFactory,
    ParameterValueFactory,
    TariffLoadFactory,
)

pytestmark = pytest.mark.django_db


def refused(row, promise, **changes):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
    assert broken.value.__cause__.diag.constraint_name == promise


@pytest.mark.parametrize(
    ("make", "promise", "changes"),
    [
        (ActValueFactory, "act_value_is_never_edited", {"coefficient": Decimal("12")}),
        (ActValueFactory, "act_value_is_never_edited", {"valid_from": date(2026, 6, 2)}),
        (ActValueFactory, "act_value_is_never_edited", {"label": "Another act"}),
        (ParameterValueFactory, "parameter_value_is_never_edited", {"amount": Decimal("5.3")}),
        (ParameterValueFactory, "parameter_value_is_never_edited", {"source": "elsewhere"}),
    ],
)
def test_a_loaded_row_is_never_edited(make, promise, changes):
    refused(make(), promise, **changes)


@pytest.mark.parametrize("make", [ActValueFactory, ParameterValueFactory])
def test_a_row_can_be_corrected_once_and_nothing_else_changes_with_it(make):
    row, load = make(), TariffLoadFactory()
    promise = f"{row._meta.model_name.removesuffix('value')}_value_is_never_edited"
    refused(row, promise, replaced_with=load, source="elsewhere")
    assert type(row).objects.filter(pk=row.pk).update(replaced_with=load) == 1
    refused(row, promise, replaced_with=TariffLoadFactory())
    refused(row, promise, replaced_with=None)


@pytest.mark.parametrize("make", [ActValueFactory, ParameterValueFactory])
def test_the_corrected_row_makes_room_for_the_right_one(make):
    wrong = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    type(wrong).objects.filter(pk=wrong.pk).update(replaced_with=TariffLoadFactory())
    right = make()
    assert list(type(wrong).objects.current()) == [right]
