"""Through the application nobody alters or deletes an entry: every way there is, tried once."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError, Value
from django.db.models.deletion import Collector
from django.urls import NoReverseMatch, reverse

from cns_portal import audit
from cns_portal.accounts.models import Account, Dossier
from cns_portal.audit import sealing, verifying
from cns_portal.audit.models import AuditEntry, AuditLink, AuditSeal
from tests.appointments.agents import window_of
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
THE_TRAIL = (AuditEntry, AuditLink, AuditSeal)


@pytest.fixture
def superuser():
    return AccountFactory(supervisor=True, username="root")


@pytest.fixture
def entry(superuser):
    dossier = Dossier.objects.create()
    entry = audit.record(superuser, "dossier.opened", dossier, dossier=dossier)
    sealing.seal_new()
    return entry


def rows() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in THE_TRAIL]


def save(row):
    row.save(force_update=True)


def bulk_upsert(row):
    type(row).objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[_column(row).name],
    )


def raw_delete(row):
    type(row).objects.filter(pk=row.pk)._raw_delete("default")


def fast_delete(row):
    collector = Collector(using="default")
    collector.data[type(row)] = {row}
    collector.delete()


def sql(statement: str):
    def run(row):
        meta = row._meta
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(
                    table=meta.db_table, key=meta.pk.column, column=_column(row).column, pk=row.pk
                )
            )

    return run


def _column(row):
    return next(field for field in row._meta.concrete_fields if not field.primary_key)


WAYS = {
    "save": save,
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.update(
        **{_column(row).name: Value(_column(row).value_from_object(row))}
    ),
    "bulk_update": lambda row: type(row).objects.bulk_update([row], [_column(row).name]),
    "bulk upsert": bulk_upsert,
    "update_or_create": lambda row: type(row).objects.update_or_create(
        pk=row.pk, defaults={_column(row).attname: _column(row).value_from_object(row)}
    ),
    "delete of a queryset": lambda row: type(row).objects.all().delete(),
    "raw delete": raw_delete,
    "delete without a look at keys": fast_delete,
    "UPDATE": sql("UPDATE {table} SET {column} = {column} WHERE {key} = {pk}"),
    "DELETE": sql("DELETE FROM {table} WHERE {key} = {pk}"),
    "MERGE": sql(
        "INSERT INTO {table} SELECT * FROM {table} WHERE {key} = {pk}"
        " ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}"
    ),
}


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("model", THE_TRAIL, ids=lambda model: model.__name__)
def test_no_way_through_the_code_changes_a_row(entry, model, way):
    row, before = model.objects.get(), rows()
    with pytest.raises((DatabaseError, ProtectedError)), transaction.atomic():
        WAYS[way](row)
    assert rows() == before
    assert verifying.verify().is_whole


@pytest.mark.parametrize("of", ["account", "dossier"])
def test_what_an_entry_is_about_takes_no_entry_along(entry, of):
    owner = entry.actor if of == "account" else entry.dossier
    everything, before = type(owner).objects.filter(pk=owner.pk), rows()
    for way in (owner.delete, everything.delete, lambda: everything._raw_delete("default")):
        with pytest.raises((DatabaseError, ProtectedError)):
            tried(way)
    assert rows() == before


@transaction.atomic
def tried(way) -> None:
    """With all promises looked at, also those that the database looks at in the end."""
    way()
    connection.check_constraints()


def addresses_of(model, key) -> list[str]:
    """Every address of the admin that has to do with this table."""
    found = []
    for name in ("changelist", "add", "change", "delete", "history"):
        for arguments in ([], [key]):
            try:
                full = f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"
                found.append(reverse(full, args=arguments))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("who", ["a superuser", "every right by name"])
def test_no_address_of_the_admin_changes_a_row(superuser, entry, who):
    account = superuser
    if who != "a superuser":
        account = AccountFactory(agent=True)
        account.user_permissions.set(Permission.objects.all())
    client, before = window_of(account), rows()
    assert len(addresses_of(AuditEntry, entry.pk)) == 5
    for address in addresses_of(AuditEntry, entry.pk):
        for sent in (
            {"post": "yes"},
            {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"},
            {"action": "delete_selected", "select_across": "1", "_selected_action": [entry.pk]},
            {"details": "{}", "at_0": "2020-01-01", "at_1": "10:00", "_save": "Save"},
            {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Save"},
        ):
            answer = client.post(address, sent)
            assert answer.status_code in {200, 302, 403, 404, 405}, address
    assert rows() == before
    assert AuditLink not in admin.site._registry
    assert AuditSeal not in admin.site._registry


def test_an_account_with_a_trail_is_not_deleted_in_the_admin(superuser, entry):
    client = window_of(superuser)
    client.post(reverse("admin:accounts_account_delete", args=[superuser.pk]), {"post": "yes"})
    client.post(
        reverse("admin:accounts_account_changelist"),
        {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"},
    )
    assert Account.objects.filter(pk=superuser.pk).exists()


def test_the_list_says_in_what_state_the_chain_is(superuser, entry):
    client = window_of(superuser)
    page = client.get(reverse("admin:audit_auditentry_changelist")).content.decode()
    assert "it is what it was when it was sealed" in page
    newest = sealing.last_seal()
    assert f"{newest.position}:" in page
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_auditentry SET action = 'x.y' WHERE id = %s", [entry.pk])
        cursor.execute("SET session_replication_role = origin")
    page = client.get(reverse("admin:audit_auditentry_changelist")).content.decode()
    assert "Entries are not what they were when they were sealed." in page
    assert f"entry {entry.pk}: it was changed" in page


def test_the_list_says_so_before_anything_was_sealed(superuser):
    page = window_of(superuser).get(reverse("admin:audit_auditentry_changelist"))
    assert "The chain over the entries" in page.content.decode()
