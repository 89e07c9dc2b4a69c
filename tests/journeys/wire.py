"""The wire between a browser and the portal, which can break in the middle of a file."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Wire:
    """Passes everything on; after `cut_after(n)` it breaks behind n bytes, until `mend`."""

    def __init__(self, *, port: int) -> None:
        self._to = ("localhost", port)
        self._most: int | None = None
        self._is_broken = False
        self._open: set[socket.socket] = set()
        self.cuts = 0
        self._server = socket.create_server(("localhost", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut_after(self, size: int) -> None:
        """Break where more than `size` bytes are sent on one connection."""
        self._most = size

    def mend(self) -> None:
        self._is_broken = False

    def end(self) -> None:
        self._server.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._server.accept()
                if self._is_broken:
                    browser.close()
                    continue
                threading.Thread(target=self._join, args=[browser], daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        portal = socket.create_connection(self._to)
        self._open |= {browser, portal}
        back = threading.Thread(target=self._pass_on, args=[portal, browser], daemon=True)
        back.start()
        self._pass_on(browser, portal, is_upload=True)
        back.join()
        self._open -= {browser, portal}
        browser.close()
        portal.close()

    def _pass_on(self, source: socket.socket, to: socket.socket, *, is_upload=False) -> None:
        sent = 0
        with suppress(OSError):
            while data := source.recv(16_384):
                sent += len(data)
                if is_upload and self._most is not None and sent > self._most:
                    self._most, self._is_broken = None, True
                    self.cuts += 1
                    # A browser tries again by itself on another connection that is open.
                    for one in list(self._open):
                        _shut(one)
                    break
                to.sendall(data)
        _shut(to, socket.SHUT_WR)


def _shut(one: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with suppress(OSError):
        one.shutdown(how)
