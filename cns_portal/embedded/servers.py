"""What PostgreSQL and Redis have in common when they are started from wheels."""

import contextlib
import hashlib
import os
import pwd
import re
import stat
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
PATIENCE = 60  # seconds until a server must answer; recovery after a crash takes a few of them


def socket_folder(inside: Path, *, name: str, user: pwd.struct_passwd) -> Path:
    """`inside`, unless its path does not fit: a socket's may hold a hundred plain bytes.

    The other place is readable by its owner only, and refused when somebody else owns it.
    """
    if len(str(inside)) < 80 and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
        return inside
    mark = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
    folder = Path("/tmp") / f"cns-portal-{name}-{user.pw_uid}-{mark}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, user.pw_uid, user.pw_gid)
    found = folder.lstat()
    if found.st_uid != user.pw_uid or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
        raise SystemExit(f"{folder} exists and is not a folder of {user.pw_name} alone; remove it.")
    return folder


def leave_folder(folder: Path, *, inside: Path) -> None:
    """Take away the other place once its socket is gone."""
    if folder != inside:
        with contextlib.suppress(OSError):
            folder.rmdir()


def start_alone(command: list[str], log: Path, **arguments) -> subprocess.Popen:
    """A server of its own session: Ctrl-C in this terminal is not meant for it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **arguments,
        )


def wait_until(
    answers: Callable[[], bool], *, log: Path, server: subprocess.Popen | None = None
) -> bool:
    """True when it answers, False when the server given ended instead."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answers():
            return True
        if server and server.poll() is not None:
            return False
        time.sleep(0.05)
    raise SystemExit(f"A server did not answer within {PATIENCE} s; see {log}.")


def programs_of(package: str, *, instead_of: str) -> Path:
    """Where a wheel keeps its files, without importing it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{instead_of} is not set and the package {package} is not installed.")
    return Path(found.submodule_search_locations[0])


def ended(pid: int) -> bool:
    """Whether this process has ended. A child of ours is relieved of its last duty."""
    import psutil

    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_for_end(pid: int) -> None:
    """Return when it has ended, or after long patience."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not ended(pid):
        time.sleep(0.02)
