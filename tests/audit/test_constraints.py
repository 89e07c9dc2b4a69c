"""Every promise of the audit table, broken once."""

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import audit, clock
from cns_portal.accounts.models import Account, Dossier
from cns_portal.audit.models import AuditCheck, AuditEntry

pytestmark = pytest.mark.django_db


def entry(**columns):
    return AuditEntry.objects.create(
        **{
            "at": clock.now(),
            "kind": "change",
            "actor_kind": "system",
            "action": "dossier.opened",
            "subject_type": "accounts.dossier",
            "subject_id": "1",
        }
        | columns
    )


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("audit_entry_kind_is_known", {"kind": "guess"}),
        ("audit_entry_actor_kind_is_known", {"actor_kind": "ghost"}),
        ("audit_entry_has_an_account_iff_one_acted", {"actor_kind": "account"}),
        ("audit_entry_says_what_was_done", {"action": ""}),
        ("audit_entry_says_what_was_done", {"subject_id": ""}),
        ("audit_entry_has_a_purpose_iff_it_is_a_view", {"kind": "view"}),
        ("audit_entry_has_a_purpose_iff_it_is_a_view", {"purpose": "curiosity"}),
    ],
)
def test_the_database_refuses(promise, columns):
    with pytest.raises(IntegrityError) as refusal:
        entry(**columns)
    assert refusal.value.__cause__.diag.constraint_name == promise


def test_an_account_does_not_act_in_the_name_of_the_system():
    with pytest.raises(IntegrityError, match="audit_entry_has_an_account_iff_one_acted"):
        entry(actor=Account.objects.create_user("agent"))


def test_an_entry_is_never_changed():
    made = entry()
    with pytest.raises(IntegrityError, match="append-only") as refusal:
        AuditEntry.objects.filter(pk=made.pk).update(action="nothing.happened")
    assert refusal.value.__cause__.diag.constraint_name == "audit_entry_is_never_changed"


def test_an_entry_is_never_deleted():
    made = entry()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        made.delete()
    assert AuditEntry.objects.filter(pk=made.pk).exists()


def test_raw_sql_is_refused_as_well():
    entry()
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")


def test_the_table_is_emptied_in_a_test_database_only():
    """The function asks for the database's name; here it stands in for one of another name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('audit_entry_refuse_change'::regproc)")
        definition = cursor.fetchone()[0]
        cursor.execute(definition.replace("current_database()", "'cns_portal'"))
        with pytest.raises(IntegrityError, match="TRUNCATE is refused"), transaction.atomic():
            cursor.execute("TRUNCATE audit_auditentry CASCADE")
        cursor.execute(definition)
        cursor.execute("TRUNCATE audit_auditentry CASCADE")


def test_what_has_a_trail_stays():
    dossier = Dossier.objects.create()
    audit.record(audit.SYSTEM, "dossier.opened", dossier, dossier=dossier)
    with pytest.raises(IntegrityError):
        dossier.delete()


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("audit_check_walk_is_known", {"walk": "stroll"}),
        ("audit_check_positions_are_not_negative", {"after_position": -1}),
        ("audit_check_positions_are_not_negative", {"until_position": -1}),
    ],
)
def test_the_database_refuses_a_check_that_cannot_have_been(promise, columns):
    check = {"walk": "new", "checked_at": clock.now(), "after_position": 0, "until_position": 1}
    check |= {"head": b"0" * 32, "entries": 1, "broken": 0}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        AuditCheck.objects.create(**check | columns)
    assert refusal.value.__cause__.diag.constraint_name == promise
