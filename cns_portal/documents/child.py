"""Starting `rebuild.py` for one file and believing nothing it says beyond what is expected."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cns_portal.documents.choices import Rejection
from cns_portal.documents.rebuild import REJECTED, WRITTEN
from cns_portal.kernel.refusal import Refused

PROGRAM = Path(__file__).with_name("rebuild.py")
STAMPING = Path(__file__).with_name("stamp.py")
PATIENCE = 30  # seconds on the wall clock; the child limits its own processor time
_LAST_WORDS = 10_000  # bytes of error output that are read
_TYPES = {"application/pdf", "image/jpeg", "image/png"}


class CheckFailed(Exception):
    """The check itself did not work: nothing is known about the file."""


@dataclass(frozen=True)
class Rebuilt:
    content: bytes
    content_type: str
    pages: int


def rebuilt(content: bytes, *, content_type: str, across: str = "") -> Rebuilt:
    """The file, read and written anew by a limited process.

    With words `across`, it becomes pictures of its pages with the words drawn on them. Raises
    `Refused` with a `Rejection` when the file is not taken, `CheckFailed` when the process could
    not do its work for a reason that is ours.
    """
    made = _made(content, [content_type])
    if not across:
        return made
    return _made(made.content, [made.content_type, across], program=STAMPING)


def drawn(
    content: bytes, *, content_type: str, page: int = 1, turned: int = 0, longest: int
) -> Rebuilt:
    """A page of a checked file as a JPEG: turned clockwise by `turned` degrees, and at most
    `longest` pixels long. Raises as `rebuilt`; `Refused` too when there is no such page.
    """
    return _made(content, [content_type, str(page), str(turned), str(longest)])


def _made(content: bytes, arguments: list[str], *, program: Path | None = None) -> Rebuilt:
    # In memory, so that nothing of the file touches the disk in the clear.
    with _memory("upload") as given, _memory("rebuilt") as made, _memory("words") as said:
        given.write(content)
        given.seek(0)
        code = _run(program or PROGRAM, arguments, given, made, said)
        made.seek(0)
        said.seek(max(0, said.seek(0, os.SEEK_END) - _LAST_WORDS))
        answer = _last_line(said.read())
        if code == REJECTED and answer.get("rejection") in Rejection.values:
            raise Refused(Rejection(answer["rejection"]))
        if code < 0:  # killed: too much time, too much written, or a crash inside a parser
            raise Refused(Rejection.UNREADABLE)
        if code != 0 or answer.get("content_type") not in _TYPES:
            raise CheckFailed(f"The rebuilding process ended with code {code}.")
        return Rebuilt(made.read(WRITTEN), answer["content_type"], int(answer["pages"]))


def _memory(name: str):
    return os.fdopen(os.memfd_create(name), "w+b")


def _run(program: Path, arguments: list[str], given, made, said) -> int:
    process = subprocess.Popen(
        [sys.executable, "-I", str(program), *arguments],
        stdin=given,
        stdout=made,
        stderr=said,
        cwd="/",
        # No secrets of the portal; few memory arenas, since each counts against the limit.
        env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        start_new_session=True,
    )
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _last_line(words: bytes) -> dict:
    lines = words.decode("utf-8", "replace").strip().splitlines()
    try:
        answer = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
