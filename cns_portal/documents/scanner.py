"""Asking a virus scanner. Only the exact answer "OK" means that nothing was found."""

import socket
import struct
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

NOT_SCANNED = "not scanned"
TIMEOUT = 30  # seconds for each step of the conversation
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """The scanner gave no usable answer: the file stays where it is and is asked about again."""


@dataclass(frozen=True)
class Verdict:
    infected: bool
    scanner: str  # which scanner, with which definitions; kept with the document


class Scanner(Protocol):
    def scan(self, content: bytes) -> Verdict: ...


class NoScanner:
    """For a portal without a scanner: says so, and the document keeps the remark."""

    def scan(self, content: bytes) -> Verdict:
        return Verdict(infected=False, scanner=NOT_SCANNED)


@dataclass(frozen=True)
class Clamd:
    """The ClamAV daemon at `tcp://host:port` or `unix:///path`."""

    url: str

    def scan(self, content: bytes) -> Verdict:
        version = self._ask(b"zVERSION\0")
        answer = self._ask(b"zINSTREAM\0", content)
        if answer == "stream: OK":
            return Verdict(infected=False, scanner=version[:120] or "ClamAV")
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict(infected=True, scanner=version[:120] or "ClamAV")
        raise ScannerUnavailable(f"The scanner answered {answer[:80]!r}.")

    def _ask(self, command: bytes, content: bytes | None = None) -> str:
        try:
            with self._connection() as line:
                line.sendall(command)
                if content is not None:
                    for start in range(0, len(content), _CHUNK):
                        chunk = content[start : start + _CHUNK]
                        line.sendall(struct.pack("!I", len(chunk)) + chunk)
                    line.sendall(struct.pack("!I", 0))
                answer = b""
                while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                    if not (more := line.recv(_LONGEST_ANSWER)):
                        break
                    answer += more
        except (OSError, ValueError) as error:
            raise ScannerUnavailable(str(error)) from error
        if not answer.endswith(b"\0"):
            raise ScannerUnavailable("The scanner hung up before it had answered.")
        return answer[:-1].decode("ascii", "replace")

    def _connection(self) -> socket.socket:
        address = urlsplit(self.url)
        if address.scheme == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(TIMEOUT)
            line.connect(address.path)
            return line
        return socket.create_connection((address.hostname, address.port or 3310), TIMEOUT)


def current() -> Scanner:
    """The scanner named by CLAMAV_URL, or none."""
    return Clamd(settings.CLAMAV_URL) if settings.CLAMAV_URL else NoScanner()
