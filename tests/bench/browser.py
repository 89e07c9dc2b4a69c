"""A browser with one kept connection, and what it measures."""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPConnection

ROUNDS = 120
PORT = int(os.environ.get("PORT", "8000")) + 77
CSRF = "b" * 32


@dataclass
class Measure:
    """A page: the median of its answers in milliseconds, its queries and its size."""

    name: str
    milliseconds: float
    queries: str
    size: int


class Browser:
    """One kept connection, as a browser has it."""

    def __init__(self, cookie: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        self.cookie = cookie

    def get(self, address: str, *, status: int = 200, **headers: str):
        """The answer and its body; anything but `status` is a mistake of the benchmark."""
        return self._ask("GET", address, status=status, headers=headers)

    def post(self, address: str, body: str, *, status: int = 200, **headers: str):
        """The same for what a form or a script sends."""
        common = {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, status=status, headers={**common, **headers}, body=body)

    def _ask(self, method: str, address: str, *, status: int, headers: dict, body: str = ""):
        cookie = f"csrftoken={CSRF}; {self.cookie}" if method == "POST" else self.cookie
        self.connection.request(
            method, address, body=body or None, headers={"Cookie": cookie, **headers}
        )
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status != status:
            raise SystemExit(f"{address} answered {answer.status}")
        return answer, read

    def measure(self, name: str, address: str, *, cold: bool = False) -> Measure:
        """The median over `ROUNDS`, after a few answers that do not count."""
        before = (lambda: self.get("/bench/forget/")) if cold else None
        rounds = 15 if cold else ROUNDS
        return median(name, (lambda: self.get(address) for _ in range(5 + rounds)), before=before)


def median(
    name: str, asks: Iterable[Callable], *, before: Callable | None = None, skipped: int = 5
) -> Measure:
    """The median of what these cost, without the first `skipped`. Each returns answer and body."""
    times = []
    for number, ask in enumerate(asks):
        if before:
            before()
        begun = time.perf_counter()
        answer, body = ask()
        if number >= skipped:
            times.append((time.perf_counter() - begun) * 1000)
    return Measure(name, statistics.median(times), answer.headers["X-Queries"], len(body))


def in_this_process(name: str, works: Iterable[Callable]) -> Measure:
    """The median of what services cost that no page waits for, with their queries."""
    from django.db import connection

    times, queries = [], 0

    def counted(execute, sql, params, many, context):
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    for work in works:
        begun, queries = time.perf_counter(), 0
        with connection.execute_wrapper(counted):
            work()
        times.append((time.perf_counter() - begun) * 1000)
    return Measure(name, statistics.median(times), str(queries), 0)
