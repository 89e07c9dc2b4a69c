"""The engines from wheels, in the places and after the accidents of real machines."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from redis import Redis

from tests.operations.processes import lives

pytestmark = pytest.mark.fault

ROOT = Path(settings.BASE_DIR)


class Engines:
    """PostgreSQL and Redis of another `var/`."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var)}

    def run(self, verb: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "cns_portal.embedded", verb],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=90,
        )

    def query(self, sql: str):
        with psycopg.connect((self.var / "postgres.url").read_text()) as connection:
            found = connection.execute(sql)
            return found.fetchall() if found.description else None

    def redis(self) -> Redis:
        return Redis.from_url((self.var / "redis.url").read_text())

    def socket_folders(self) -> list[Path]:
        """Those outside, for a path that a socket's name cannot hold."""
        postgres = (self.var / "postgres.url").read_text().partition("host=")[2]
        redis = (self.var / "redis.url").read_text().removeprefix("unix://")
        folders = [Path(postgres), Path(redis).parent]
        return [folder for folder in folders if self.var not in folder.parents]

    def pids(self) -> tuple[int, int]:
        postmaster = int((self.var / "postgres" / "postmaster.pid").read_text().split()[0])
        return postmaster, self.redis().info("server")["process_id"]


@pytest.fixture(params=["short", "with a space & more", "/".join(["deep"] * 40)])
def engines(folder, request):
    made = Engines(folder / request.param / "var")
    yield made
    made.run("stop")


def test_they_start_keep_the_data_and_leave_nothing(engines):
    engines.run("start")
    engines.query("CREATE TABLE kept AS SELECT 7 AS number")
    engines.redis().set("kept", "7")
    pids, sockets = engines.pids(), engines.socket_folders()
    engines.run("start")
    assert engines.pids() == pids
    engines.run("stop")
    assert not any(lives(pid) for pid in pids)
    assert not any(outside.exists() for outside in sockets)
    engines.run("start")
    assert engines.query("SELECT number FROM kept") == [(7,)]
    assert engines.redis().get("kept") == b"7"


@pytest.fixture
def plain_engines(folder):
    made = Engines(folder / "var")
    made.run("start")
    yield made
    made.run("stop")


def test_they_start_again_after_being_killed(plain_engines):
    plain_engines.query("CREATE TABLE kept AS SELECT 7 AS number")
    for pid in plain_engines.pids():
        os.kill(pid, signal.SIGKILL)
    plain_engines.run("start")
    assert plain_engines.query("SELECT number FROM kept") == [(7,)]


def test_a_process_number_that_belongs_to_another_program_by_now_does_not_matter(plain_engines):
    file = plain_engines.var / "postgres" / "postmaster.pid"
    lines = file.read_text().splitlines()
    for pid in plain_engines.pids():
        os.kill(pid, signal.SIGKILL)
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    plain_engines.run("start")
    assert plain_engines.query("SELECT 1") == [(1,)]


def test_the_last_who_borrows_them_stops_them(folder):
    engines = Engines(folder / "var")
    program = (
        "import sys\nfrom cns_portal import embedded\n"
        "with embedded.borrowed():\n    print('here', flush=True)\n    sys.stdin.readline()\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=engines.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for borrower in started:
        assert borrower.stdout.readline() == b"here\n"
    pids = engines.pids()
    started[0].communicate(b"\n")
    assert all(lives(pid) for pid in pids)
    started[1].communicate(b"\n")
    assert not any(lives(pid) for pid in pids)


def test_accented_letters_are_folded_as_in_production(plain_engines):
    assert plain_engines.query("SELECT lower('ÉÀÜ')") == [("éàü",)]
