"""Each sealed column moves to a new key; of rows that are never edited nothing else changes."""

import base64
import uuid
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import audit, clock, procedures
from cns_portal.content.models import PageOpinion
from cns_portal.inbox.models import Attachment, Message
from cns_portal.procedures.models import ProcedureEvent
from cns_portal.sealing import columns, digests, envelope
from cns_portal.sealing.fields import Sealed
from reimbursements.models import LineDecision
from tests.contact.asking import answered, of_a_visitor
from tests.factories import AppointmentFactory, InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.factories import BankAccountFactory, RequestFactory
from tests.reimbursements.factories import (
    ComplementaryClaimFactory,
    LineFactory,
    PaymentBatchFactory,
    PaymentFactory,
    decided,
)
from tests.rights.factories import RightsRequestFactory
from tests.rights.lives import live

pytestmark = pytest.mark.django_db

OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))


@pytest.fixture(autouse=True)
def keys(settings, private_root, monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    settings.STORAGE_KEYS = [OLD]
    return settings


def column_of(model, name: str) -> Sealed:
    return model._meta.get_field(name)


def written_in(procedure, reason: str = "Not covered abroad") -> ProcedureEvent:
    """A line of the history in which an agent says why."""
    return procedures.add_event(
        procedure,
        what="request.refused",
        phase=procedure.phase,
        state=procedure.current_state,
        actor=audit.SYSTEM,
        actor_kind="system",
        reason=reason,
    )


def something_in_every_column() -> None:
    person = InsuredPersonFactory(signs_in=True)
    live(person)
    digests.digest(b"J06.9", context=b"a.table")
    written_in(RequestFactory(person=person, accepted=True, decision={"said": "No"}).procedure)
    BankAccountFactory(person=person)
    AppointmentFactory(question="My knee")
    LineFactory(label="Massage")
    ComplementaryClaimFactory(person=person, year=2024, threshold="1200.00")
    CertificateFactory(person=person, refused=True, stay={"country": "BE"})
    answered(of_a_visitor())
    RightsRequestFactory(person=person, answered_no=True)
    RightsRequestFactory(outside=True)
    Attachment.objects.create(
        message=Message.objects.first(),
        position=9,
        filename="a.txt",
        content_type="text/plain",
        content=b"Moien",
        made_at=clock.now(),
    )
    PageOpinion.objects.create(
        sent_key=uuid.uuid4(),
        page="/",
        language="en",
        found=True,
        rating=1,
        comment="Fine",
        has_comment=True,
        given_on=clock.today(),
    )


def test_every_sealed_column_moves_to_the_new_key_whatever_guards_its_table(keys):
    something_in_every_column()
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would look at
    newest = envelope.name_of(b"n" * 32)
    without_a_row, unmoved = [], []
    for column in list(columns.sealed_columns()):
        name = f"{column.model._meta.label}.{column.name}"
        keys.STORAGE_KEYS = [NEW, OLD]
        before = dict(columns.values(column))
        if not before:
            without_a_row.append(name)
        for pk, value in before.items():
            assert columns.move(column, pk, value), name
        keys.STORAGE_KEYS = [NEW]
        for pk, value in columns.values(column):
            if envelope.name_of_key_of(value) != newest:
                unmoved.append(name)
            opened = envelope.decrypt(value, context=column.context)
            keys.STORAGE_KEYS = [OLD]
            assert opened == envelope.decrypt(before[pk], context=column.context)
            keys.STORAGE_KEYS = [NEW]
    assert (without_a_row, unmoved) == ([], [])


# -- what is never edited ------------------------------------------------------------------------


HISTORY, DECIDED_LINE = "procedure_event_is_never_changed", "line_decision_is_never_edited"
OTHER_COLUMNS = {
    HISTORY: ("what = 'request.accepted'", "public = NOT public", "at = at + interval '1 second'"),
    DECIDED_LINE: ("quantity = 7", "served_on = NULL", """steps = '[{"code": "other"}]'"""),
}


@pytest.fixture(params=[HISTORY, DECIDED_LINE])
def kept(request) -> tuple[Sealed, int, str]:
    """A row that is never edited: its sealed column, its key, and the promise."""
    if request.param == HISTORY:
        event = written_in(RequestFactory().procedure)
        return column_of(ProcedureEvent, "reason"), event.pk, HISTORY
    decided()
    return column_of(LineDecision, "label"), LineDecision.objects.get().pk, DECIDED_LINE


def put(column: Sealed, pk: int, value: bytes, others: str = "") -> None:
    """What somebody with a line to the database would try."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {column.model._meta.db_table} SET {column.column} = %s {others} WHERE id = %s",
            [value, pk],
        )


def raw(column: Sealed, pk: int) -> bytes:
    return dict(columns.values(column))[pk]


def rewrapped(column: Sealed, pk: int) -> bytes:
    return envelope.rewrapped(raw(column, pk), context=column.context)


def refuses(promise: str, change, *arguments) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        change(*arguments)
    assert refusal.value.__cause__.diag.constraint_name == promise


def test_it_takes_the_new_wrapping(kept, keys):
    column, pk, _promise = kept
    row = column.model.objects.get(pk=pk)
    keys.STORAGE_KEYS = [NEW, OLD]
    assert columns.move(column, pk, raw(column, pk))
    keys.STORAGE_KEYS = [NEW]
    moved = column.model.objects.get(pk=pk)
    for field in column.model._meta.concrete_fields:
        assert getattr(moved, field.attname) == getattr(row, field.attname), field


def test_it_takes_no_other_content_whoever_seals_it(kept, keys):
    column, pk, promise = kept
    value = raw(column, pk)
    same_words = column.to_bytes(getattr(column.model.objects.get(pk=pk), column.name))
    keys.STORAGE_KEYS = [NEW, OLD]
    moved = rewrapped(column, pk)
    for other in (
        envelope.encrypt(b"Rewritten", context=column.context),
        envelope.encrypt(same_words, context=column.context),
        moved[:-1] + bytes([moved[-1] ^ 1]),
        moved + b"\0",
        moved[:-1],
        moved[:72] + bytes([moved[72] ^ 1]) + moved[73:],
        b"CNS2" + moved[4:],
        moved[1:],
        moved[:72],
        value[72:],
        b"",
    ):
        refuses(promise, put, column, pk, other)
    assert raw(column, pk) == value


def test_it_takes_no_change_that_is_none_of_a_new_key(kept):
    """The same value once more, or wrapped anew under the same key."""
    column, pk, promise = kept
    value = raw(column, pk)
    refuses(promise, put, column, pk, value)
    refuses(promise, put, column, pk, value[:12] + bytes(60) + value[72:])


def test_it_takes_no_other_column_along(kept, keys):
    column, pk, promise = kept
    keys.STORAGE_KEYS = [NEW, OLD]
    moved = rewrapped(column, pk)
    for change in (*OTHER_COLUMNS[promise], "id = id + 1000"):
        refuses(promise, put, column, pk, moved, f", {change}")
    put(column, pk, moved)


def test_an_empty_one_is_not_filled_and_a_filled_one_not_emptied(keys):
    event = written_in(RequestFactory().procedure, reason="")
    column = column_of(ProcedureEvent, "reason")
    refuses(HISTORY, put, column, event.pk, envelope.encrypt(b"New", context=column.context))
    filled = written_in(event.procedure)
    refuses(HISTORY, put, column, filled.pk, b"")


def test_a_history_is_never_moved_under_another_case(keys):
    event, other = written_in(RequestFactory().procedure), RequestFactory().procedure
    column = column_of(ProcedureEvent, "reason")
    keys.STORAGE_KEYS = [NEW, OLD]
    moved = rewrapped(column, event.pk)
    others = f", procedure_id = {other.pk}"
    refuses(HISTORY, put, column, event.pk, moved, others)


def test_the_database_knows_how_long_the_header_of_the_envelope_is():
    assert envelope._HEADER == 72
    assert envelope._MAGIC == b"CNS1"


def test_a_payment_file_moves_also_when_some_of_its_payments_are_gone(keys):
    """A claim that is erased takes its payments along; the file is kept as the bank got it."""
    with transaction.atomic():
        statements = [decided(), decided()]
        batch = PaymentBatchFactory(
            released=True, count=2, control_sum=sum(one.total for one in statements)
        )
        payments = [PaymentFactory(statement=one, ordered=True, batch=batch) for one in statements]
    connection.check_constraints()
    payments[0].delete()
    keys.STORAGE_KEYS = [NEW, OLD]
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    column = column_of(type(batch), "content")
    assert columns.move(column, batch.pk, raw(column, batch.pk))
    keys.STORAGE_KEYS = [NEW]
    batch.refresh_from_db()
    assert bytes(batch.content) == b"<Document/>"


# -- the migrations ------------------------------------------------------------------------------

MIGRATIONS = (
    "cns_portal.sealing.migrations.0002_only_the_wrapping_changes",
    "cns_portal.procedures.migrations.0006_reasons_move_to_a_new_key",
    "reimbursements.migrations.0014_sealed_rows_move_to_a_new_key",
)


def test_rows_that_were_there_before_are_let_through_afterwards_and_refused_once_undone(kept, keys):
    column, pk, promise = kept
    statements = [
        operation for name in MIGRATIONS for operation in import_module(name).Migration.operations
    ]
    keys.STORAGE_KEYS = [NEW, OLD]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for operation in reversed(statements):
            cursor.execute(operation.reverse_sql)
        refuses(promise, put, column, pk, rewrapped(column, pk))
        for operation in statements:
            cursor.execute(operation.sql)
    put(column, pk, rewrapped(column, pk))
