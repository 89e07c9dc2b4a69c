"""The chain over the trail: what is done to a single row is found, and named."""

import io
import logging
import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from cns_portal import audit, clock
from cns_portal.accounts.models import Dossier
from cns_portal.audit import chain, sealing, tasks, verifying
from cns_portal.audit.models import AuditEntry, AuditLink, AuditSeal
from cns_portal.web.logs import Redacting

pytestmark = pytest.mark.django_db
COUNT = 12


@pytest.fixture
def dossier():
    return Dossier.objects.create()


def write(dossier, count: int = COUNT) -> list[AuditEntry]:
    return [
        audit.record(audit.SYSTEM, "dossier.opened", dossier, details={"b": 1.5, "a": [n, "é"]})
        for n in range(count)
    ]


@pytest.fixture
def entries(dossier):
    """Twelve entries in three batches."""
    written = write(dossier)
    while sealing.seal_new(limit=5):
        pass
    return written


@contextmanager
def whoever_owns_the_server():
    """The database without its triggers: what only somebody with all rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("verify_audit", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refusal(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as error:
        said(*arguments)
    return error.value


def test_entries_are_sealed_in_batches_and_whole(entries):
    assert list(AuditSeal.objects.order_by("position").values_list("position", "entries")) == [
        (5, 5),
        (10, 5),
        (12, 2),
    ]
    links = AuditLink.objects.order_by("position")
    assert [link.entry_id for link in links] == [entry.pk for entry in entries]
    assert sealing.seal_new() == 0
    answer = said()
    assert "12 entries were checked, 0 wait." in answer
    assert "dated" not in answer


def test_a_trail_without_an_entry_is_whole():
    assert sealing.seal_new() == 0
    assert said() == "0 entries were checked, 0 wait.\n"


def test_the_task_seals_and_its_log_line_holds_the_head(dossier, caplog):
    write(dossier)
    caplog.set_level(logging.INFO, logger="cns_portal.audit.sealing")
    tasks.seal()
    [record] = [one for one in caplog.records if "Head" in one.getMessage()]
    assert Redacting().filter(record)
    head = re.search(r"Head (\d+:[0-9a-f-]+)$", record.getMessage())[1]
    assert "12 entries were checked" in said(f"--head={head}")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("kind", "view"),
        ("actor_kind", "visitor"),
        ("action", "nothing.happened"),
        ("subject_type", "insured.card"),
        ("subject_id", "99"),
        ("dossier_id", None),
        ("purpose", "curiosity"),
        ("details", "{}"),
    ],
)
def test_every_column_is_under_the_chain(dossier, column, value):
    entries = [
        audit.record_view(audit.VISITOR, dossier, purpose="x", dossier=dossier)
        if column == "actor_kind" and number == 4
        else audit.record(audit.SYSTEM, "a.b", dossier, dossier=dossier, details={"n": number})
        for number in range(6)
    ]
    if column == "actor_kind":
        value = "system"
    sealing.seal_new()
    with whoever_owns_the_server() as cursor:
        promise = "audit_entry_has_a_purpose_iff_it_is_a_view"
        cursor.execute(f"ALTER TABLE audit_auditentry DROP CONSTRAINT {promise}")
        cursor.execute(
            f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", [value, entries[4].pk]
        )
    error = refusal()
    assert error.returncode == 1
    assert f"position 5, entry {entries[4].pk}: it was changed" in str(error)
    assert "in 1 places" in str(error)


def test_the_account_is_under_the_chain_too(dossier):
    from tests.factories import AccountFactory

    who, another = AccountFactory(agent=True), AccountFactory(agent=True)
    entry = audit.record(who, "a.b", dossier)
    sealing.seal_new()
    with whoever_owns_the_server() as cursor:
        cursor.execute(
            "UPDATE audit_auditentry SET actor_id = %s WHERE id = %s", [another.pk, entry.pk]
        )
    assert f"entry {entry.pk}: it was changed" in str(refusal())


def test_an_entry_that_was_taken_out_is_named(entries):
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entries[6].pk])
    assert f"position 7, entry {entries[6].pk}: it was taken out" in str(refusal())


def test_an_entry_that_was_taken_out_with_its_link_is_missed(entries):
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditlink WHERE position = 7")
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entries[6].pk])
    assert "position 7: the link is missing" in str(refusal())


def test_closing_the_gap_afterwards_does_not_help(entries):
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditlink WHERE position = 7")
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entries[6].pk])
        for position in range(8, COUNT + 1):
            cursor.execute(
                "UPDATE audit_auditlink SET position = %s WHERE position = %s",
                [position - 1, position],
            )
    error = refusal()
    assert f"position 7, entry {entries[7].pk}: it was changed, or put in another place" in str(
        error
    )


def test_two_entries_that_changed_places_are_found(entries):
    first, second = entries[2].pk, entries[3].pk
    with whoever_owns_the_server() as cursor:
        cursor.execute("UPDATE audit_auditlink SET entry_id = -1 WHERE position = 3")
        cursor.execute("UPDATE audit_auditlink SET entry_id = %s WHERE position = 4", [first])
        cursor.execute("UPDATE audit_auditlink SET entry_id = %s WHERE position = 3", [second])
    error = refusal()
    assert f"position 3, entry {second}" in str(error)
    assert "in 2 places" in str(error)


def test_rewritten_hashes_of_one_batch_do_not_fit_the_next(entries):
    """Somebody changes an entry and calculates its batch anew, as the portal would."""
    with whoever_owns_the_server() as cursor:
        cursor.execute("UPDATE audit_auditentry SET action = 'x.y' WHERE id = %s", [entries[5].pk])
        known = bytes(AuditSeal.objects.get(position=5).head)
        batch = [entry.pk for entry in entries[5:10]]
        for position, row in enumerate(
            sealing.as_hashed(AuditEntry.objects.filter(pk__in=batch).order_by("pk")), start=6
        ):
            known = chain.link(known, row)
            cursor.execute(
                "UPDATE audit_auditlink SET hash = %s WHERE position = %s", [known, position]
            )
    assert "position 10" in str(refusal())


@pytest.mark.parametrize(
    ("column", "value"),
    [("sealed_at", datetime(2031, 1, 1, tzinfo=UTC)), ("highest_entry", 1), ("entries", 4)],
)
def test_what_a_batch_says_about_itself_is_under_the_chain(entries, column, value):
    with whoever_owns_the_server() as cursor:
        cursor.execute(f"UPDATE audit_auditseal SET {column} = %s WHERE position = 10", [value])
    assert "position 10" in str(refusal())
    assert "the batch was changed" in str(refusal())


def test_a_batch_without_its_seal_is_found(entries):
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditseal WHERE position = 12")
    assert "no batch closes over it" in str(refusal())
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditseal WHERE position = 5")
    assert "position 6" in str(refusal())


@pytest.mark.parametrize("with_entries", [True, False])
def test_a_tail_that_was_cut_off_is_found_by_a_head_written_down_before(entries, with_entries):
    newest = sealing.last_seal()
    head = chain.in_words(newest.position, bytes(newest.head))
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditlink WHERE position > 10")
        cursor.execute("DELETE FROM audit_auditseal WHERE position > 10")
        if with_entries:
            cursor.execute("DELETE FROM audit_auditentry WHERE id > %s", [entries[9].pk])
    assert "10 entries were checked" in said()  # nothing inside the database tells it
    error = refusal(f"--head={head}")
    assert error.returncode == 1
    assert "does not hold the head that was written down" in str(error)
    write(entries[0].dossier or Dossier.objects.create(), 2)
    sealing.seal_new()
    assert "position 12" in str(refusal(f"--head={head}"))


def test_a_chain_that_was_calculated_anew_does_not_fit_a_head_written_down_before(entries):
    newest = sealing.last_seal()
    head = chain.in_words(newest.position, bytes(newest.head))
    with whoever_owns_the_server() as cursor:
        cursor.execute("UPDATE audit_auditentry SET action = 'x.y' WHERE id = %s", [entries[5].pk])
        cursor.execute("DELETE FROM audit_auditlink")
        cursor.execute("DELETE FROM audit_auditseal")
    sealing.seal_new()
    assert "12 entries were checked" in said()
    assert "another one when its head was written down" in str(refusal(f"--head={head}"))


@pytest.mark.parametrize("head", ["", "12", "12:abc", "0:" + "0" * 64, "x:" + "0" * 64])
def test_what_is_no_head_is_a_wrong_use(head):
    assert refusal(f"--head={head}").returncode == 2


@given(position=st.integers(1, 2**62), known=st.binary(min_size=32, max_size=32))
def test_a_head_is_read_as_it_was_written_and_no_number_of_a_person_stands_in_it(position, known):
    text = chain.in_words(position, known)
    assert chain.from_words(text) == (position, known)
    assert not re.search(r"\d{9}", text.partition(":")[2])


def test_an_entry_put_between_long_afterwards_is_never_sealed_and_is_named(dossier, time_machine):
    begin = clock.now()
    time_machine.move_to(begin, tick=False)
    between = write(dossier, 3)[1]
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [between.pk])
    sealing.seal_new()
    time_machine.move_to(begin + timedelta(days=1, hours=1), tick=False)
    write(dossier, 1)
    sealing.seal_new()
    between.save(force_insert=True)
    assert sealing.seal_new() == 0
    error = refusal()
    assert error.returncode == 1
    assert f"entry {between.pk}: it was put in afterwards" in str(error)


def test_what_is_committed_late_stands_in_the_next_batch(dossier, time_machine):
    begin = clock.now()
    time_machine.move_to(begin, tick=False)
    late = write(dossier, 3)[1]
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [late.pk])
    sealing.seal_new()
    time_machine.move_to(begin + timedelta(minutes=1), tick=False)
    late.save(force_insert=True)
    assert sealing.seal_new() == 1
    assert AuditLink.objects.get(position=3).entry_id == late.pk
    assert "3 entries were checked, 0 wait." in said()


def test_a_worker_that_was_away_for_days_still_takes_what_was_under_way(dossier, time_machine):
    begin = clock.now()
    time_machine.move_to(begin, tick=False)
    late = write(dossier, 3)[1]
    with whoever_owns_the_server() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [late.pk])
    sealing.seal_new()
    late.save(force_insert=True)
    time_machine.move_to(begin + timedelta(days=9), tick=False)
    assert sealing.seal_new() == 1


def test_entries_that_say_they_are_older_than_where_they_stand_are_counted(dossier, time_machine):
    write(dossier, 2)
    sealing.seal_new()
    audit.record(audit.SYSTEM, "a.b", dossier)
    entry = AuditEntry.objects.order_by("-pk").first()
    with whoever_owns_the_server() as cursor:
        cursor.execute(
            "UPDATE audit_auditentry SET at = at - interval '30 days' WHERE id = %s", [entry.pk]
        )
    sealing.seal_new()
    assert "1 of them are dated more than a day before" in said()


def test_entries_that_wait_too_long_say_that_the_worker_is_away(dossier, time_machine):
    begin = clock.now()
    time_machine.move_to(begin, tick=False)
    write(dossier, 2)
    assert "0 entries were checked, 2 wait." in said()
    time_machine.move_to(begin + timedelta(hours=2), tick=False)
    error = refusal()
    assert error.returncode == 3
    assert "2 entries wait" in str(error)
    assert "2 entries were checked, 0 wait." in said("--seal")


def test_the_newest_entries_can_be_checked_alone(entries):
    assert verifying.verify(newest_only=3).checked == 7  # two whole batches
    with whoever_owns_the_server() as cursor:
        cursor.execute("UPDATE audit_auditentry SET action = 'x.y' WHERE id = %s", [entries[1].pk])
    assert verifying.verify(newest_only=3).is_whole
    assert not verifying.verify().is_whole


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditlink", "audit_auditseal"])
@pytest.mark.parametrize("what", ["DELETE FROM {}", "UPDATE {} SET {column} = {column}"])
def test_the_database_refuses_to_change_what_is_sealed(entries, table, what):
    column = {"audit_auditentry": "id"}.get(table, "position")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(what.format(table, column=column))


@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditlink", "audit_auditseal"])
def test_the_tables_are_emptied_in_a_test_database_only(table):
    functions = ("audit_entry_refuse_change", "audit_chain_refuse_change")
    with connection.cursor() as cursor:
        for function in functions:
            cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [function])
            definition = cursor.fetchone()[0]
            cursor.execute(definition.replace("current_database()", "'cns_portal'"))
        with pytest.raises(IntegrityError, match="TRUNCATE is refused"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("promise", "columns"),
    [("audit_seal_is_over_something", {"entries": 0}), ("audit_seal_is_over_something", {})],
)
def test_a_batch_holds_at_least_one_entry_and_no_more_than_there_are(promise, columns):
    with pytest.raises(IntegrityError, match=promise):
        AuditSeal.objects.create(
            **{
                "position": 1,
                "entries": 2,
                "highest_entry": 1,
                "sealed_at": clock.now(),
                "head": b"",
            }
            | columns
        )


def test_positions_begin_with_one(dossier):
    [entry] = write(dossier, 1)
    with pytest.raises(IntegrityError, match="audit_link_positions_begin_with_one"):
        AuditLink.objects.create(position=0, entry=entry, hash=b"")
