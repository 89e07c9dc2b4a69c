"""What the web server refuses itself, asked of a real one: a page with what to do."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from gunicorn.http import errors

from cns_portal.web import refusing

ROOT = Path(settings.BASE_DIR)
PATIENCE = 120


class Server:
    """gunicorn as it is started everywhere, on a socket of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket, self.log = folder / "web.socket", folder / "web.log"
        command = [*(sys.executable, "-m", "gunicorn", "cns_portal.wsgi"), "--workers", "1"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, "--threads", "4", "--bind", f"unix:{self.socket}"],
                cwd=ROOT,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "cns_portal.settings.test"},
                stdout=log,
                stderr=log,
            )

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while "Booting worker" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)

    def answer(self, request: bytes) -> str:
        """Everything that comes back until the server closes."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            line.connect(str(self.socket))
            line.sendall(request)
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()

    def get(self, address: str, **headers: str) -> str:
        lines = [f"GET {address} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return self.answer("\r\n".join([*lines, "", ""]).encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("web"))
    made.wait_until_ready()
    yield made
    made.process.send_signal(signal.SIGTERM)
    made.process.wait(timeout=30)


def refused(answer: str, status: str, *sentences: str) -> None:
    """A whole page in four languages, which runs nothing and is kept nowhere."""
    head, _blank, page = answer.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}\r\n"), head[:200]
    assert f"Content-Length: {len(page.encode())}" in head
    policy = re.search("Content-Security-Policy: (.*)", head)[1]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "script" not in page
    assert "style=" not in page
    assert re.findall('<section class="flow" lang="(..)">', page) == [
        code for code, _ in settings.LANGUAGES
    ]
    assert page.endswith("</html>\n")
    assert re.findall('href="/(..)/"', page) == [code for code, _ in settings.LANGUAGES]
    for sentence in sentences:
        assert sentence in page


def test_an_address_that_is_too_long(server):
    refused(
        server.get("/en/search/?q=" + "secret" * 2_000),
        "414 Request-URI Too Long",
        "If you were searching, use fewer words",
        "Verwenden Sie beim Suchen weniger Wörter",
    )
    assert "secretsecret" not in server.log.read_text()
    assert "LimitRequestLine (414)" in server.log.read_text()


def test_twice_as_long_as_gunicorn_takes_by_itself_reaches_the_portal(server):
    assert server.get("/healthz?q=" + "x" * 8_000).startswith("HTTP/1.1 200 OK")


def test_headers_that_are_too_large(server):
    refused(
        server.get("/en/", Cookie="a=" + "x" * 20_000),
        "431 Request Header Fields Too Large",
        "Delete the cookies of this site in your browser, then try again.",
    )


@pytest.mark.parametrize(
    "request_",
    [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\na b: c\r\n\r\n"],
)
def test_what_cannot_be_read(server, request_):
    refused(server.answer(request_), "400 Bad Request", "This request could not be read")


def test_everything_else_is_answered_as_gunicorn_does(server):
    said = server.get("/en/", **{"Transfer-Encoding": "strange"})
    assert said.startswith("HTTP/1.1 501 ")


def test_an_answer_of_the_portal_that_is_wrong_is_not_the_readers_fault():
    assert type(errors.InvalidResponseHeader("x")) not in refusing.REFUSED
    assert set(refusing.REFUSED.values()) == set(refusing.SENTENCES)
