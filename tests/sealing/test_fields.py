"""Sealed columns: stored unreadable, read as they were, never searched."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import FieldError
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from django.db.migrations import RunPython

from appointments.models import Appointment
from cns_portal.sealing import envelope, moving
from cns_portal.sealing.envelope import CannotDecrypt
from cns_portal.sealing.fields import SealedNote
from insured.models import BankAccount, Request
from tests.factories import AppointmentFactory
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


def test_an_empty_note_lies_there_empty_and_can_be_counted_but_not_searched():
    silent = AppointmentFactory(question="")
    asked = AppointmentFactory(question="My knee")
    assert stored(Appointment, "question", silent.pk) == b""
    assert b"knee" not in stored(Appointment, "question", asked.pk)
    assert Appointment.objects.get(question="") == silent
    assert Appointment.objects.exclude(question="").get().question == "My knee"
    with pytest.raises(FieldError):
        Appointment.objects.filter(question="My knee").exists()


def test_a_text_becomes_a_sealed_one_and_comes_back(monkeypatch):
    monkeypatch.setattr(moving, "BATCH", 2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE a_b (id int PRIMARY KEY, c text NOT NULL)")
        cursor.execute("INSERT INTO a_b VALUES (1, 'één'), (2, ''), (3, 'two'), (4, 'three')")
    operations = moving.seal_text("a", "b", "c", SealedNote(), trigger="")

    def rows() -> list:
        with connection.cursor() as cursor:
            cursor.execute("SELECT c FROM a_b ORDER BY id")
            return [value for (value,) in cursor.fetchall()]

    run(operations)
    assert bytes(rows()[1]) == b""
    assert envelope.decrypt(bytes(rows()[0]), context=b"a.b.c") == "één".encode()
    run(operations, backwards=True)
    assert rows() == ["één", "", "two", "three"]


def test_rows_that_nothing_changes_and_that_belong_to_others_become_sealed_ones_too():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE a_a (id int PRIMARY KEY);"
            "CREATE TEMPORARY TABLE a_b (id int PRIMARY KEY, c text NOT NULL, d text NOT NULL,"
            " a int REFERENCES a_a DEFERRABLE INITIALLY DEFERRED);"
            "CREATE FUNCTION pg_temp.kept() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'kept'; END $$;"
            "CREATE TRIGGER kept BEFORE UPDATE ON a_b FOR EACH ROW EXECUTE FUNCTION pg_temp.kept();"
            "INSERT INTO a_a VALUES (1);"
            "INSERT INTO a_b VALUES (1, 'one', 'two', 1);"
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )
    columns = [moving.seal_text("a", "b", name, SealedNote(), trigger="kept") for name in "cd"]
    operations = [*columns[0], *columns[1]]
    run(operations)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c, d FROM a_b")
        c, d = cursor.fetchone()
    assert envelope.decrypt(bytes(c), context=b"a.b.c") == b"one"
    assert envelope.decrypt(bytes(d), context=b"a.b.d") == b"two"
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        connection.cursor().execute("UPDATE a_b SET c = ''")
    connection.cursor().execute("SET CONSTRAINTS ALL DEFERRED")
    run(operations, backwards=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c, d FROM a_b")
        assert cursor.fetchone() == ("one", "two")


def run(operations, *, backwards: bool = False) -> None:
    """What a migration with these operations does."""
    editor = SimpleNamespace(connection=connection)
    for one in reversed(operations) if backwards else operations:
        if isinstance(one, RunPython):
            (one.reverse_code if backwards else one.code)(None, editor)
        else:
            connection.cursor().execute(one.reverse_sql if backwards else one.sql)
