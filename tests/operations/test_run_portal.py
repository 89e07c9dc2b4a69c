"""`make run`, from nothing to the running portal and back."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from tests import ports

pytestmark = pytest.mark.fault

ROOT = Path(settings.BASE_DIR)
PATIENCE = 300
KILLED = {
    "beat": "celery -A cns_portal beat",
    "worker": "celery -A cns_portal worker",
    "web": "gunicorn",
    "identity-provider": "run_identity_provider",
    "Redis": "redis-server",
    "PostgreSQL": "bin/postgres",
}


class Run:
    """One `run_portal` with a `var/` of its own."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        self.output = var.parent / f"{var.name}-output.txt"
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT"}
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_portal", "--port", str(port)],
                cwd=ROOT,
                env={**environment, "VAR_DIR": str(var)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while "The portal is ready" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.2)

    def everything(self) -> list[psutil.Process]:
        """Every process that knows this `var/`."""
        found = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), process.environ().get("VAR_DIR", "")]
            except (psutil.Error, OSError):
                continue
            if any(str(self.var) in word for word in words):
                found.append(process)
        return [one for one in found if one.pid != os.getpid()]

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, bytes]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asking.request("GET", path, headers={"Host": f"localhost:{self.port}"})
        answer = asking.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def free_port():
    return ports.free(in_a_row=2)


@pytest.fixture
def start(folder, free_port):
    started = []

    def starting() -> Run:
        started.append(Run(folder / "var", free_port))
        return started[-1]

    yield starting
    for run in started:
        for process in run.everything():
            process.kill()


def test_from_nothing_to_a_portal_and_back(start):
    first = start()
    first.wait_until_ready()
    assert first.get("/readyz")[0] == 200
    assert first.get("/en/")[0] == 200
    assert f"http://localhost:{first.port}/" in first.said()
    assert "demo-agent-" in first.said()
    address = (first.var / "postgres.url").read_text()
    people = _count(address)
    assert people

    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(timeout=60) == 0
    assert first.everything() == []

    second = start()
    second.wait_until_ready()
    assert _count(address) == people
    for name, words in KILLED.items():
        psutil.Process(_pid_of(words, second)).kill()
        _wait_until(lambda name=name: f"{name} ha" in second.said())
    _wait_until(lambda: second.answers("/readyz"))
    _wait_until(lambda: all(_pid_of(words, second) for words in KILLED.values()))
    assert _count(address) == people
    assert second.process.poll() is None
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(timeout=60) == 0
    assert second.everything() == []

    third = start()
    third.wait_until_ready()
    third.process.kill()
    third.process.wait()
    fourth = start()
    fourth.wait_until_ready()
    os.killpg(fourth.process.pid, signal.SIGINT)
    assert fourth.process.wait(timeout=60) == 0
    assert fourth.everything() == []


def test_a_taken_port_is_said_before_anything_starts(start, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        run = start()
        assert run.process.wait(timeout=60) == 1
    assert f"Port {free_port} is taken" in run.said()
    assert not (run.var / "postgres").exists()


def _count(address: str) -> int:
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT count(*) FROM accounts_account").fetchone()[0]


def _pid_of(words: str, run: Run) -> int | None:
    """The oldest, which started the others."""
    found = [one for one in run.everything() if words in " ".join(one.cmdline())]
    return min(found, key=psutil.Process.create_time).pid if found else None


def _wait_until(condition) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.2)
