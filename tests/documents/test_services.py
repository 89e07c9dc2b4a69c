"""Storing, checking, deleting: what is kept, what is recorded, what does not happen."""

import logging
from datetime import timedelta

import pytest
from django.db import connection, models, transaction
from django.test.utils import isolate_apps
from django.utils import timezone

from cns_portal import audit, documents
from cns_portal.audit.models import AuditEntry
from cns_portal.documents import child, registry, scanner, services, sweeping, tasks, vault
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.vault import Place
from cns_portal.kernel.refusal import Refused
from tests.documents import samples
from tests.racing import done_at_once


@pytest.fixture
def sent(monkeypatch):
    """The names of the tasks the worker was asked to run."""
    names = []
    monkeypatch.setattr("cns_portal.queue._send", names.append)
    return names


def actions(document) -> list[str]:
    trail = AuditEntry.objects.filter(
        subject_type="documents.document", subject_id=str(document.pk)
    )
    return list(trail.order_by("pk").values_list("action", flat=True))


# -- Storing -----------------------------------------------------------------------------------


def test_a_stored_file_waits_encrypted_in_quarantine(
    store, private_root, dossier, person, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = store(samples.photo_with_place(), dossier=dossier, by=person)
    assert (document.state, document.dossier, document.uploaded_by) == (
        State.PENDING,
        dossier,
        person,
    )
    assert document.original_name == "photo.jpg"
    assert sent == ["documents.check_pending"]
    assert actions(document) == ["document.stored"]
    (file,) = private_root.glob("*/*/*")
    assert file.relative_to(private_root).parts[0] == "quarantine"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert b"SECRET" not in file.read_bytes()
    assert "photo" not in file.name


def test_a_visitor_may_send_a_file(store):
    document = store(by=audit.VISITOR)
    assert document.uploaded_by is None
    assert document.dossier is None


def test_a_refused_file_leaves_nothing(store, stored_files):
    with pytest.raises(Refused):
        store(b"<html>")
    assert stored_files() == []
    assert not Document.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "\0.jpg.jpg",
        "a\r\nb.jpg",
        "\N{RIGHT-TO-LEFT OVERRIDE}a.jpg",
        "x" * 500 + ".jpg",
        "half\ud800.jpg",
    ],
)
def test_any_name_can_be_kept(store, name):
    document = store(name=name)
    document.refresh_from_db()
    assert document.original_name.endswith(".jpg")


def test_one_dossier_sends_so_many_files_a_day_and_no_more(store, dossier, monkeypatch):
    monkeypatch.setattr(services, "FILES_A_DAY", 2)
    store(dossier=dossier)
    old = store(dossier=dossier)
    with pytest.raises(Refused) as refused:
        store(dossier=dossier)
    assert refused.value.reason == Rejection.TOO_MANY_FILES
    Document.objects.filter(pk=old.pk).update(stored_at=timezone.now() - timedelta(days=1))
    store(dossier=dossier)


def test_one_dossier_sends_so_many_bytes_a_day_and_no_more(store, dossier, monkeypatch):
    monkeypatch.setattr(services, "BYTES_A_DAY", len(samples.JPEG) + 1)
    store(dossier=dossier)
    with pytest.raises(Refused) as refused:
        store(dossier=dossier)
    assert refused.value.reason == Rejection.TOO_MANY_FILES


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_files_sent_at_the_same_moment_do_not_pass_the_daily_limit(store, dossier, monkeypatch):
    monkeypatch.setattr(services, "FILES_A_DAY", 2)
    answers = done_at_once(*[lambda: store(dossier=dossier)] * 6)
    refused = [answer for answer in answers if isinstance(answer, Rejection)]
    assert refused == [Rejection.TOO_MANY_FILES] * 4
    assert Document.objects.count() == 2


# -- Checking ----------------------------------------------------------------------------------


def test_a_checked_file_is_the_rebuilt_one_and_quarantine_is_empty(store, check, stored_files):
    document = check(store(samples.photo_with_place()))
    assert (document.state, document.rejection, document.page_count) == (State.CLEAN, "", 1)
    assert document.scanned_with == scanner.NOT_SCANNED
    assert document.checked_at is not None
    assert b"SECRET" not in documents.content_of(document)
    assert stored_files() == ["checked", "small"]
    assert actions(document) == ["document.stored", "document.clean"]


def test_a_heic_photo_is_a_jpeg_afterwards(store, check):
    document = check(store(samples.HEIC, "photo.heic", "image/heic"))
    assert document.content_type == "image/jpeg"
    assert documents.content_of(document).startswith(b"\xff\xd8\xff")


def test_a_rejected_file_says_why_and_its_bytes_are_gone(store, check, stored_files):
    document = check(store(samples.LOCKED, "card.pdf", "application/pdf"))
    assert (document.state, document.rejection) == (State.REJECTED, Rejection.PASSWORD_PROTECTED)
    assert document.why_rejected == Rejection.PASSWORD_PROTECTED.label
    assert stored_files() == []
    assert actions(document)[-1] == "document.rejected"


def test_rooms_are_woken_when_a_document_is_checked(store, check, sent):
    documents.when_checked("room.task")
    document = store()
    assert sent == []
    check(document)
    assert sent == ["room.task"]


def test_a_second_check_does_nothing(store, check):
    document = check(store())
    assert documents.check_now(document.pk) is None
    assert actions(document).count("document.clean") == 1


def test_a_document_in_a_workers_hands_is_left_alone_until_that_worker_is_taken_for_dead(store):
    document = store()
    Document.objects.update(claimed_at=timezone.now() - services.CLAIM + timedelta(seconds=5))
    assert documents.check_now(document.pk) is None
    assert services.waiting_for_check(limit=9) == []
    Document.objects.update(claimed_at=timezone.now() - services.CLAIM)
    assert services.waiting_for_check(limit=9) == [document.pk]
    assert documents.check_now(document.pk) == State.CLEAN


def test_a_file_that_breaks_its_check_is_parked_after_three_attempts(
    store, check, monkeypatch, caplog
):
    def broken(*args, **kwargs):
        raise child.CheckFailed("broken")

    document = store()
    monkeypatch.setattr(child, "rebuilt", broken)
    with caplog.at_level(logging.CRITICAL):
        for attempt in range(1, 4):
            tasks.check_pending()
            document.refresh_from_db()
            assert (document.state, document.attempts) == (State.PENDING, attempt)
            Document.objects.update(claimed_at=None)
    check(document)
    assert (document.state, document.rejection) == (State.REJECTED, Rejection.UNREADABLE)


def test_one_broken_file_does_not_hold_up_the_others(store, private_root, caplog):
    lost, good = store(), store()
    for file in private_root.glob(f"quarantine/*/{lost.storage_name}"):
        file.unlink()
    with caplog.at_level(logging.CRITICAL):
        tasks.check_pending()
    lost.refresh_from_db()
    good.refresh_from_db()
    assert (lost.state, good.state) == (State.PENDING, State.CLEAN)


def test_a_document_deleted_during_its_check_does_not_come_back(store, monkeypatch, stored_files):
    document = store()
    really = child.rebuilt

    def slowly(content, **kwargs):
        documents.delete(document, by=audit.SYSTEM, reason="test")
        return really(content, **kwargs)

    monkeypatch.setattr(child, "rebuilt", slowly)
    assert documents.check_now(document.pk) is None
    document.refresh_from_db()
    assert document.state == State.PENDING
    assert document.deleted_at is not None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_check_the_same_document(store, monkeypatch):
    document = store()
    calls = []
    really = child.rebuilt

    def counted(content, **kwargs):
        calls.append(1)
        return really(content, **kwargs)

    monkeypatch.setattr(child, "rebuilt", counted)
    answers = done_at_once(*[lambda: documents.check_now(document.pk)] * 4)
    assert sorted(map(str, answers)) == ["None", "None", "None", "clean"]
    assert len(calls) == 1


# -- Reading and deleting ----------------------------------------------------------------------


def test_only_clean_documents_have_content(store, check):
    pending = store()
    rejected = check(store(b"\xff\xd8\xff broken"))
    deleted = check(store())
    documents.delete(deleted, by=audit.SYSTEM, reason="test")
    for document in (pending, rejected, deleted):
        with pytest.raises(FileNotFoundError):
            documents.content_of(document)


def test_deleting_removes_bytes_and_name_and_keeps_the_row(
    store, check, person, stored_files, django_capture_on_commit_callbacks
):
    document = check(store())
    with django_capture_on_commit_callbacks(execute=True):
        documents.delete(document, by=person, reason="appointment_over")
        documents.delete(document, by=person, reason="appointment_over")
    document.refresh_from_db()
    assert stored_files() == []
    assert document.deleted_at is not None
    assert document.original_name == ""
    assert actions(document).count("document.deleted") == 1


def test_a_deletion_rolled_back_keeps_the_bytes(store, check, stored_files):
    document = check(store())

    @transaction.atomic
    def in_vain():
        documents.delete(document, by=audit.SYSTEM, reason="test")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        in_vain()
    document.refresh_from_db()
    assert stored_files() == ["checked", "small"]
    assert document.is_readable


# -- Sweeping ----------------------------------------------------------------------------------


@pytest.fixture
def tomorrow():
    return timezone.now() + sweeping.UNUSED_AFTER + timedelta(minutes=1)


def test_an_upload_never_used_goes_after_a_day(store, tomorrow):
    document = store()
    assert sweeping.sweep_unused(now=timezone.now()) == 0
    assert sweeping.sweep_unused(now=tomorrow) == 1
    document.refresh_from_db()
    assert document.deleted_at is not None
    assert sweeping.sweep_unused(now=tomorrow) == 0


def test_a_document_a_room_needs_is_not_swept(store, tomorrow):
    used, unused = store(), store()
    documents.in_use(lambda ids: ids & {used.pk})
    assert [document.pk for document in sweeping.unused(now=tomorrow)] == [unused.pk]
    assert sweeping.sweep_unused(now=tomorrow) == 1
    used.refresh_from_db()
    assert used.deleted_at is None


def test_nothing_is_swept_when_a_room_cannot_say_what_it_needs(store, tomorrow):
    @documents.in_use
    def broken(ids):
        raise RuntimeError("the room is closed")

    document = store()
    with pytest.raises(RuntimeError):
        sweeping.sweep_unused(now=tomorrow)
    document.refresh_from_db()
    assert document.deleted_at is None


def test_a_document_some_row_points_at_is_not_swept_whatever_rooms_say(
    store, tomorrow, monkeypatch
):
    with isolate_apps("cns_portal.documents"):

        class Claim(models.Model):  # noqa: DJ008
            document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

            class Meta:
                app_label = "documents"

        with connection.schema_editor() as editor:
            editor.create_model(Claim)
    used, unused = store(), store()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Claim._meta.db_table} (document_id) VALUES (%s)", [used.pk])
    relation = Claim._meta.get_field("document").remote_field
    fields = Document._meta.get_fields(include_hidden=True)
    monkeypatch.setattr(
        Document._meta, "get_fields", lambda **kwargs: (*fields, relation), raising=False
    )
    assert [document.pk for document in sweeping.unused(now=tomorrow)] == [unused.pk]


def test_files_no_row_speaks_of_go_after_a_week(store, check, stored_files):
    waiting, checked, gone = store(), check(store()), check(store())
    Document.objects.filter(pk=gone.pk).delete()
    vault.put(Place.QUARANTINE, checked.storage_name, b"remains", public_id=checked.public_id)
    assert sweeping.sweep_strays(now=timezone.now()) == 0
    later = timezone.now() + sweeping.STRAY_AFTER + timedelta(minutes=1)
    assert sweeping.sweep_strays(now=later) == 3
    assert stored_files() == ["checked", "quarantine", "small"]
    assert documents.content_of(checked)
    assert waiting.state == State.PENDING


def test_what_the_documents_forget_is_declared(store, tomorrow):
    from cns_portal.documents.privacy import HOLDINGS
    from cns_portal.privacy import holdings

    assert set(HOLDINGS) <= set(holdings())
    store()
    _files, unused, strays = HOLDINGS
    assert (unused.due(now=tomorrow), strays.due(now=tomorrow)) == (1, 0)
    assert (unused.forget(now=tomorrow), unused.due(now=tomorrow)) == (1, 0)
    assert strays.forget(now=tomorrow) == 0


def test_a_rule_is_registered_once():
    documents.when_checked("room.task")
    documents.when_checked("room.task")
    assert registry.followers() == ("room.task",)
