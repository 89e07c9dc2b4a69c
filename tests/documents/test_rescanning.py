"""What is kept is shown to the scanner again, and what no scanner has seen is not shown."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cns_portal import documents
from cns_portal.documents import rescanning, scanner, tasks
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.scanner import ScannerUnavailable, Verdict
from tests.documents import samples


class Scanner:
    """Answers what the test says, and counts."""

    def __init__(self):
        self.infected, self.answers, self.seen = False, True, []

    def scan(self, content):
        self.seen.append(content)
        if not self.answers:
            raise ScannerUnavailable("no answer")
        return Verdict(infected=self.infected, scanner="ClamAV test")


@pytest.fixture
def connected(settings, monkeypatch):
    """From now on the portal has a scanner."""

    def connected() -> Scanner:
        settings.CLAMAV_URL = "tcp://127.0.0.1:3310"
        asked = Scanner()
        monkeypatch.setattr(scanner, "current", lambda: asked)
        return asked

    return connected


def test_without_a_scanner_nothing_is_due(store, check):
    document = check(store())
    assert document.scanned_at is None
    assert document.is_readable
    assert rescanning.due(limit=9) == []


def test_what_no_scanner_has_seen_is_not_shown_until_one_has(store, check, connected):
    document = check(store())
    assert Document.objects.readable().contains(document)
    asked = connected()
    assert not document.is_readable
    assert not Document.objects.readable().contains(document)
    with pytest.raises(FileNotFoundError):
        documents.content_of(document)
    tasks.scan_again()
    document.refresh_from_db()
    assert len(asked.seen) == 1
    assert document.is_readable
    assert documents.content_of(document) == asked.seen[0]


def test_its_sender_reads_that_it_is_being_checked_meanwhile(store, check, connected, person):
    from cns_portal.home.presenters import document_links
    from tests.factories import AppointmentFactory

    document, case = check(store()), AppointmentFactory().procedure
    assert document_links(case, [document])[0]["state"] == State.CLEAN.label
    connected()
    (waiting,) = document_links(case, [document])
    assert (waiting["state"], waiting["url"]) == (State.PENDING.label, "")


@pytest.mark.urls("tests.documents.urls_for_tests")
def test_its_address_is_404_meanwhile(store, check, connected, client, person):
    documents.owners(lambda account, document: account.pk == person.pk)
    client.force_login(person)
    document = check(store())
    address = reverse("documents:show", args=[document.public_id])
    assert client.get(address).status_code == 200
    connected()
    assert client.get(address).status_code == 404
    tasks.scan_again()
    assert client.get(address).status_code == 200


def test_every_document_is_scanned_again_after_a_month(store, check, connected):
    asked = connected()
    document = check(store())
    assert document.scanned_at is not None
    tasks.scan_again()
    assert len(asked.seen) == 1, "it was scanned when it was checked"
    Document.objects.update(scanned_at=timezone.now() - rescanning.AGAIN_AFTER)
    tasks.scan_again()
    tasks.scan_again()
    assert len(asked.seen) == 2


def test_the_longest_unseen_comes_first(store, check, connected):
    never = check(store())
    connected()
    old, older = check(store()), check(store())
    for document, days in ((old, 40), (older, 50)):
        Document.objects.filter(pk=document.pk).update(
            scanned_at=timezone.now() - timedelta(days=days)
        )
    assert rescanning.due(limit=9) == [never.pk, older.pk, old.pk]


def test_what_is_found_later_is_rejected_and_its_bytes_go(
    store, check, connected, stored_files, caplog, django_capture_on_commit_callbacks
):
    document = check(store(samples.PDF, "card.pdf", "application/pdf"))
    connected().infected = True
    with (
        caplog.at_level(logging.CRITICAL),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert rescanning.scan_again(document.pk) == State.REJECTED
    document.refresh_from_db()
    assert (document.state, document.rejection) == (State.REJECTED, Rejection.VIRUS)
    assert document.page_count is None
    assert stored_files() == []
    assert rescanning.scan_again(document.pk) is None


def test_the_room_is_woken_when_something_is_found(
    store, check, connected, caplog, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("cns_portal.queue._send", woken.append)
    document = check(store())
    woken.clear()
    documents.when_checked("room.task")
    connected().infected = True
    with (
        caplog.at_level(logging.CRITICAL),
        django_capture_on_commit_callbacks(execute=True),
    ):
        rescanning.scan_again(document.pk)
    assert woken == ["room.task"]


@pytest.mark.fault
def test_a_scanner_without_an_answer_changes_nothing(store, check, connected, caplog):
    document = check(store())
    connected().answers = False
    with caplog.at_level(logging.CRITICAL):
        tasks.scan_again()
    document.refresh_from_db()
    assert (document.state, document.scanned_at) == (State.CLEAN, None)
    assert not document.is_readable


@pytest.mark.fault
def test_a_lost_file_does_not_hold_up_the_others(store, check, connected, private_root, caplog):
    lost, kept = check(store()), check(store())
    for file in private_root.glob(f"checked/*/{lost.storage_name}"):
        file.unlink()
    connected()
    with caplog.at_level(logging.CRITICAL):
        tasks.scan_again()
    kept.refresh_from_db()
    assert kept.is_readable
    assert rescanning.due(limit=9) == []


def test_a_deleted_document_is_not_scanned(store, check, connected):
    document = check(store())
    asked = connected()
    Document.objects.update(deleted_at=timezone.now())
    assert rescanning.due(limit=9) == []
    assert rescanning.scan_again(document.pk) is None
    assert asked.seen == []
