"""Ports on which a test may listen, stop, and listen again."""

import secrets
import socket
from pathlib import Path

_OF_CONNECTIONS = Path("/proc/sys/net/ipv4/ip_local_port_range")
_FIRST, _LAST = 20_000, 65_000  # browsers refuse some below


def free(in_a_row: int = 1) -> int:
    """The first of so many free ports in a row, out of reach of the machine's own connections.

    A port that the kernel chooses for a listener lies among those it gives to connections that go
    out. Between a stop and the next start, another test's connection could hold it.
    """
    choices = _beside_those_of_connections()
    while True:
        first = secrets.choice(choices)
        if all(_is_free(port) for port in range(first, first + in_a_row)):
            return first


def _beside_those_of_connections() -> list[int]:
    everything = range(_FIRST, _LAST)
    if not _OF_CONNECTIONS.exists():
        return list(everything)
    lowest, highest = map(int, _OF_CONNECTIONS.read_text().split())
    return [port for port in everything if not lowest - 10 <= port <= highest] or list(everything)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
