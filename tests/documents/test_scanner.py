"""A virus scanner is asked, and only its exact OK counts."""

import logging
import socketserver
import struct
import threading

import pytest

from cns_portal.documents import checks, scanner, tasks
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.scanner import Clamd, ScannerUnavailable
from tests.documents import samples

VERSION = b"ClamAV 1.4.3/27800/Sat Nov 21 10:00:00 2026\0"


class FakeClamd(socketserver.ThreadingTCPServer):
    """Speaks clamd's protocol and answers what the test says."""

    allow_reuse_address = True
    daemon_threads = True
    answer = b"stream: OK\0"
    deaf = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received = []

    @property
    def url(self):
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(VERSION)
            return
        assert command == b"zINSTREAM\0"
        if self.server.deaf:
            return
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.received.append(content)
        if self.server.answer is not None:
            self.wfile.write(self.server.answer)
        else:
            self.rfile.read(1)  # says nothing until the other side hangs up


@pytest.fixture
def clamd(settings):
    with FakeClamd() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.CLAMAV_URL = server.url
        yield server
        server.shutdown()


def test_the_scanner_sees_the_file_as_it_was_sent(clamd):
    content = samples.JPEG + bytes(300_000)
    verdict = scanner.current().scan(content)
    assert clamd.received == [content]
    assert not verdict.infected
    assert verdict.scanner == VERSION[:-1].decode()


def test_what_is_found_is_said(clamd):
    clamd.answer = b"stream: Eicar-Test-Signature FOUND\0"
    assert scanner.current().scan(b"x").infected


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"OK\0",
        b"stream: OK",
        b"stream: OK\n\0",
        b"stream: ok\0",
        b"stream: NOT OK\0",
        b"stream: OK OK\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: (null) ERROR\0",
        b"\xff\xfe\0",
        b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\n\0",
    ],
)
def test_anything_but_an_exact_answer_is_no_answer(clamd, answer):
    clamd.answer = answer
    with pytest.raises(ScannerUnavailable):
        scanner.current().scan(b"x")


def test_a_scanner_that_hangs_up_in_the_middle_gave_no_answer(clamd):
    clamd.deaf = True
    with pytest.raises(ScannerUnavailable):
        scanner.current().scan(bytes(20_000_000))


def test_a_scanner_that_says_nothing_is_not_waited_for_long(clamd, monkeypatch):
    monkeypatch.setattr(scanner, "TIMEOUT", 0.3)
    clamd.answer = None
    with pytest.raises(ScannerUnavailable):
        scanner.current().scan(b"x")


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock", "tcp://nowhere.invalid:3310"]
)
def test_a_scanner_that_is_not_there_gave_no_answer(url):
    with pytest.raises(ScannerUnavailable):
        Clamd(url).scan(b"x")


def test_a_scanned_document_keeps_by_whom(clamd, store, check):
    document = check(store())
    assert document.state == State.CLEAN
    assert document.scanned_with.startswith("ClamAV 1.4.3/27800/")


def test_a_document_with_a_virus_is_rejected_and_never_read(
    clamd, store, check, stored_files, monkeypatch
):
    monkeypatch.setattr("cns_portal.documents.child.rebuilt", None)
    clamd.answer = b"stream: Eicar-Test-Signature FOUND\0"
    document = check(store())
    assert (document.state, document.rejection) == (State.REJECTED, Rejection.VIRUS)
    assert stored_files() == []


def test_documents_wait_for_the_scanner_as_long_as_it_takes(clamd, store, caplog):
    clamd.answer = b"garbage\0"
    documents = [store(), store()]
    with caplog.at_level(logging.CRITICAL):
        for _ in range(5):
            tasks.check_pending()
    for document in documents:
        document.refresh_from_db()
        assert (document.state, document.attempts) == (State.PENDING, 0)
    assert len(clamd.received) == 5, "one refusal by the scanner is enough for one round"
    clamd.answer = b"stream: OK\0"
    tasks.check_pending()
    for document in documents:
        document.refresh_from_db()
        assert document.state == State.CLEAN


def test_the_address_of_the_scanner_is_checked(settings):
    settings.CLAMAV_URL = "http://clamav"
    assert [error.id for error in checks.scanner_is_named(None)] == ["documents.E002"]
    settings.CLAMAV_URL = "tcp://clamav:3310"
    assert checks.scanner_is_named(None) == []


def test_a_production_without_a_scanner_is_pointed_out(settings):
    settings.DEMO_MODE = False
    assert [warning.id for warning in checks.uploads_are_scanned(None)] == ["documents.W001"]
    settings.DEMO_MODE = True
    assert checks.uploads_are_scanned(None) == []
