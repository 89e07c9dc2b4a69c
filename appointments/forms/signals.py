"""What a browser in a video call sends: read, measured and checked before anything is done."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from appointments.rules import calls

MOST_BYTES = 128 * 1024


class Unreadable(Exception):
    """No page of ours sends this. `status` is the answer's."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Letters:
    """One question of one end, with what it wants to say."""

    session: str
    after: int
    signals: list[dict[str, Any]]


def read_letters(request: HttpRequest) -> Letters:
    """The body as values. Raises `Unreadable` for whatever is not exactly as agreed."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Unreadable(413)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(said, dict) or said.keys() != {"session", "after", "signals"}:
        raise Unreadable
    session, after, signals = said["session"], said["after"], said["signals"]
    if not calls.is_session(session) or type(after) is not int or not 0 <= after < 2**63:
        raise Unreadable
    if not isinstance(signals, list) or len(signals) > calls.MOST_SIGNALS_AT_ONCE:
        raise Unreadable
    if not all(map(calls.is_signal, signals)):
        raise Unreadable
    return Letters(session=session, after=after, signals=signals)
