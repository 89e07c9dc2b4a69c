"""A virus scanner that speaks clamd's protocol and knows one virus."""

import socketserver
import struct
import threading
from contextlib import contextmanager

from tests.documents import samples

VERSION = b"ClamAV 1.4.6/27800/Sat Nov 21 10:00:00 2026\0"


class Knowing(socketserver.ThreadingTCPServer):
    """Finds the test virus anywhere in what it is sent."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(VERSION)
            return
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = samples.EICAR in content
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


@contextmanager
def running(settings):
    """The scanner, and the setting that names it."""
    with Knowing() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()
