"""Several programs as one: nothing is left, whatever ends them."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from cns_portal.demo.running import RESTARTS, Together
from tests.operations.processes import lives

pytestmark = pytest.mark.fault

ROOT = Path(settings.BASE_DIR)
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_CHILD = [
    *(sys.executable, "-c"),
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', "
    "'import time; time.sleep(60)']); time.sleep(60)",
]
STUBBORN = [
    *(sys.executable, "-c"),
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]
CLAIMS_AND_SLEEPS = """
import sys, time
from pathlib import Path
from cns_portal.demo.running import Together
together = Together(folder=Path("."), logs=Path(sys.argv[1]), environment={})
together.claim(Path(sys.argv[1]) / "running.json")
together.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
print(together.programs["sleeper"].pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def together(tmp_path):
    before = {number: signal.getsignal(number) for number in (2, 15, 1)}
    made = Together(folder=ROOT, logs=tmp_path, environment=dict(os.environ))
    made.claim(tmp_path / "running.json")
    yield made
    made.end()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_asked_to_stop_it_ends_every_program_and_their_children(together):
    together.start("one", WITH_CHILD)
    together.start("two", SLEEP)
    pids = [program.pid for program in together.programs.values()]
    _wait_until(lambda: psutil.Process(pids[0]).children())
    pids += [child.pid for child in psutil.Process(pids[0]).children()]
    os.kill(os.getpid(), signal.SIGTERM)
    assert together.watch(on_ready=lambda: None, ready=lambda: False) is None
    together.end()
    _wait_until(lambda: not any(lives(pid) for pid in pids))
    assert [pid for pid in pids if lives(pid)] == []


def test_a_program_that_is_killed_comes_back_and_is_named(together, tmp_path):
    said = []
    together.say = said.append
    together.start("good", SLEEP)
    together.start("killed", WITH_CHILD)
    first = together.programs["killed"].pid
    _wait_until(lambda: psutil.Process(first).children())
    [child] = psutil.Process(first).children()
    os.kill(first, signal.SIGKILL)
    _stop_when(lambda: together.programs["killed"].pid != first)
    assert together.watch(on_ready=lambda: None, ready=lambda: False) is None
    assert said == [
        f"killed has ended with code -9 and is started again. Its log: {tmp_path / 'killed.log'}"
    ]
    assert lives(together.programs["killed"].pid)
    assert not lives(child.pid)


def test_what_the_programs_need_is_looked_after(together, monkeypatch):
    monkeypatch.setattr("cns_portal.demo.running.LOOK_EVERY", 0.1)
    said, fallen = [], [{}, {"Redis": Path("redis.log")}]
    together.say = said.append
    together.start("good", SLEEP)
    _stop_when(lambda: said)
    together.watch(
        on_ready=lambda: None,
        ready=lambda: False,
        revive=lambda: fallen.pop(0) if fallen else {},
    )
    assert said == ["Redis had ended and was started again. Its log: redis.log"]


def test_what_falls_all_the_time_ends_everything(together, monkeypatch):
    monkeypatch.setattr("cns_portal.demo.running.LOOK_EVERY", 0.1)
    together.start("good", SLEEP)
    said = together.watch(
        on_ready=lambda: None, ready=lambda: False, revive=lambda: {"Redis": Path("redis.log")}
    )
    assert said == "Redis ends again and again; see redis.log."


def test_a_program_that_ends_all_the_time_is_named_with_its_last_words(together):
    said = []
    together.say = said.append
    together.start("good", SLEEP)
    together.start("bad", [sys.executable, "-c", "raise SystemExit('no more paper')"])
    last_words = together.watch(on_ready=lambda: None, ready=lambda: False)
    assert "bad has ended with code 1, again and again" in last_words
    assert "no more paper" in last_words
    assert len(said) == RESTARTS


def test_a_stubborn_program_is_killed(together, monkeypatch):
    monkeypatch.setattr("cns_portal.demo.running.PATIENCE", 0.5)
    together.start("stubborn", STUBBORN)
    pid = together.programs["stubborn"].pid
    time.sleep(0.3)
    together.end()
    assert not lives(pid)


def test_a_preparation_that_fails_stops_the_start(together):
    with pytest.raises(SystemExit, match="out of order"):
        together.run_once([sys.executable, "-c", "raise SystemExit('out of order')"])


def test_it_says_once_that_it_is_ready(together):
    together.start("one", SLEEP)
    asked, told = [], []

    def ready():
        asked.append(True)
        return True

    def on_ready():
        told.append(True)
        threading.Timer(0.6, os.kill, [os.getpid(), signal.SIGINT]).start()

    together.watch(on_ready=on_ready, ready=ready)
    assert told == [True]
    assert asked == [True]


def test_what_a_killed_one_left_is_ended_by_the_next(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", CLAIMS_AND_SLEEPS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as first:
        orphan = int(first.stdout.readline())
        first.kill()
        first.wait()
        assert lives(orphan)
    with subprocess.Popen(
        [sys.executable, "-c", CLAIMS_AND_SLEEPS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as second:
        other = int(second.stdout.readline())
        assert not lives(orphan)
        second.kill()
    os.kill(other, signal.SIGKILL)


def test_two_do_not_run_with_the_same_data(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", CLAIMS_AND_SLEEPS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as first:
        sleeper = int(first.stdout.readline())
        second = subprocess.run(
            [sys.executable, "-c", CLAIMS_AND_SLEEPS, str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "AlreadyRunning" in second.stderr
        assert lives(sleeper)
        first.kill()
    os.kill(sleeper, signal.SIGKILL)


def _stop_when(condition) -> None:
    """Ask this process to stop as Ctrl-C does, once the condition holds."""

    def wait() -> None:
        _wait_until(condition)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=wait).start()


def _wait_until(condition) -> None:
    until = time.monotonic() + 60
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
