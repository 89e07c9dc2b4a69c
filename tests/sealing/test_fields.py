"""Sealed columns: stored unreadable, read as they were, never searched."""

from datetime import date

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import connection

from cns_portal.sealing.envelope import CannotDecrypt
from insured.models import BankAccount, Request
from tests.insured.factories import BankAccountFactory, RequestFactory

pytestmark = pytest.mark.django_db
IBAN = "LU280019400644750000"


def stored(model, column: str, pk: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_what_was_sealed_is_read_as_it_was():
    account = BankAccountFactory(iban=IBAN)
    assert BankAccount.objects.get(pk=account.pk).iban == IBAN


def test_json_is_read_as_it_was_with_days_as_text():
    request = RequestFactory(details={"since": date(2026, 5, 4), "names": ["Ärzt"], "none": None})
    details = Request.objects.get(pk=request.pk).details
    assert details == {"since": "2026-05-04", "names": ["Ärzt"], "none": None}


def test_the_database_holds_nothing_of_it():
    account = BankAccountFactory(iban=IBAN)
    content = stored(BankAccount, "iban", account.pk)
    assert IBAN.encode() not in content
    assert b"0644750000" not in content


def test_the_same_content_is_sealed_differently_each_time():
    first, second = BankAccountFactory(iban=IBAN), BankAccountFactory(iban=IBAN)
    assert stored(BankAccount, "iban", first.pk) != stored(BankAccount, "iban", second.pk)


def test_a_value_may_be_absent():
    request = RequestFactory()
    assert Request.objects.get(pk=request.pk).decision is None
    assert Request.objects.filter(decision__isnull=True).exists()


def test_what_was_sealed_for_one_column_does_not_open_in_another():
    account = BankAccountFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {BankAccount._meta.db_table} SET iban = holder WHERE id = %s", [account.pk]
        )
    with pytest.raises(CannotDecrypt):
        BankAccount.objects.get(pk=account.pk)


@pytest.mark.parametrize("lookup", ["iban", "iban__exact", "iban__in", "iban__startswith"])
def test_a_search_in_sealed_content_is_a_mistake_and_says_so(lookup):
    with pytest.raises(FieldError):
        list(BankAccount.objects.filter(**{lookup: IBAN}))


def test_sealed_content_is_not_written_out():
    BankAccountFactory()
    with pytest.raises(FieldError):
        serialize("json", BankAccount.objects.all())
