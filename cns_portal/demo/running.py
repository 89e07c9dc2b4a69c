"""Several programs as one: started together, ended together; one that dies alone comes back."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

# The same commands as in docker-compose.yml and the Makefile; a test compares them.
WEB = "python -m gunicorn cns_portal.wsgi --workers 2 --threads 4"
WORKER = "python -m celery -A cns_portal worker --concurrency 2 --loglevel INFO"
BEAT = "python -m celery -A cns_portal beat --pidfile= --loglevel INFO"
IDENTITY_PROVIDER = "python manage.py run_identity_provider"

LOOK_EVERY = 2.0  # seconds between two looks at what the programs need
PATIENCE = 10  # seconds a program has to end by itself
LINES_SHOWN = 30
RESTARTS = 5  # of the same program ...
WITHIN = 60  # seconds; one more death, and starting it again does not help


def argv(command: str) -> list[str]:
    """A command of the table above, for the interpreter that runs this."""
    return [sys.executable if word == "python" else word for word in command.split()]


class AlreadyRunning(Exception):
    """Another process runs the programs of this folder."""


class Together:
    """Programs that run together and end together. Each writes to a log of its own.

    One that ends by itself is started again, unless it does so all the time; `say` is told.
    `record` names the programs that run, so that a start after `kill -9` ends what was left over.
    It is locked for as long as this process lives.
    """

    def __init__(
        self,
        *,
        folder: Path,
        logs: Path,
        environment: dict[str, str],
        say: Callable[[str], None] = print,
    ) -> None:
        self.folder, self.logs, self.environment = folder, logs, environment
        self.say = say
        self.programs: dict[str, subprocess.Popen] = {}
        self._commands: dict[str, list[str]] = {}
        self._deaths: dict[str, list[float]] = {}
        self.asked_to_stop = False
        self._record = None

    def claim(self, record: Path) -> None:
        """Become the one who runs the programs of this folder; end what a killed one left."""
        record.parent.mkdir(parents=True, exist_ok=True)
        self._record = record.open("a+")
        try:
            fcntl.flock(self._record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        self._record.seek(0)
        with contextlib.suppress(json.JSONDecodeError):
            _end_left_over(json.loads(self._record.read() or "{}"))
        self._write_record()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def run_once(self, command: list[str]) -> None:
        """A program that must end well before the others begin. Raises SystemExit otherwise."""
        self._begin("preparing", command)
        program = self.programs["preparing"]
        while program.poll() is None and not self.asked_to_stop:
            time.sleep(0.05)
        if self.asked_to_stop:
            raise SystemExit(0)
        del self.programs["preparing"]
        if program.returncode:
            raise SystemExit(f"{' '.join(command[1:])} failed:\n{self._last_words('preparing')}")

    def start(self, name: str, command: list[str]) -> None:
        """Start one of the programs that stay."""
        self._commands[name] = command
        self._begin(name, command)

    def watch(
        self,
        on_ready: Callable[[], None],
        ready: Callable[[], bool],
        revive: Callable[[], dict[str, Path]] = dict,
    ) -> str | None:
        """Return when asked to stop (None), or when something ends again and again (what to say).

        `revive` starts what the programs need again, and returns its names with their logs.
        """
        told, looked = False, time.monotonic()
        while not self.asked_to_stop:
            dead = [name for name, program in self.programs.items() if program.poll() is not None]
            if dead or time.monotonic() - looked > LOOK_EVERY:
                for name, log in revive().items():
                    self.say(f"{name} had ended and was started again. Its log: {log}")
                    if self._dies_too_often(name):
                        return f"{name} ends again and again; see {log}."
                looked = time.monotonic()
            for name in dead:
                if last_words := self._start_again(name):
                    return last_words
            if not told and ready():
                told = True
                on_ready()
            time.sleep(0.2)
        return None

    def end(self) -> None:
        """End every program and whatever it started."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                program.terminate()
        until = time.monotonic() + PATIENCE
        for program in self.programs.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(timeout=max(0, until - time.monotonic()))
            _kill_group(program.pid)
            program.wait()
        self.programs.clear()
        self._write_record()

    def _start_again(self, name: str) -> str | None:
        """Start a program that has ended, or return why not."""
        program = self.programs[name]
        _kill_group(program.pid)  # its children would hold its port
        ended = f"{name} has ended with code {program.returncode}"
        if self._dies_too_often(name):
            return f"{ended}, again and again:\n{self._last_words(name)}"
        self.say(f"{ended} and is started again. Its log: {self._log(name)}")
        self._begin(name, self._commands[name], mode="ab")
        return None

    def _dies_too_often(self, name: str) -> bool:
        """Count one more death."""
        now = time.monotonic()
        recent = [moment for moment in self._deaths.get(name, []) if now - moment < WITHIN]
        self._deaths[name] = [*recent, now]
        return len(recent) >= RESTARTS

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _begin(self, name: str, command: list[str], *, mode: str = "wb") -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with self._log(name).open(mode) as log:
            self.programs[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches this process only, which ends the others
            )
        self._write_record()

    def _stop(self, number: int, frame: object) -> None:
        self.asked_to_stop = True

    def _last_words(self, name: str) -> str:
        text = self._log(name).read_text(errors="replace")
        return "\n".join(text.splitlines()[-LINES_SHOWN:])

    def _write_record(self) -> None:
        if self._record:
            self._record.seek(0)
            self._record.truncate()
            json.dump({str(p.pid): _birth(p.pid) for p in self.programs.values()}, self._record)
            self._record.flush()


def _birth(pid: int) -> float | None:
    """When a process began: together with its number, that is its name."""
    import psutil

    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).create_time()
    return None


def _end_left_over(record: dict[str, float | None]) -> None:
    """End the sessions of a `make run` that could not do so itself."""
    import psutil

    left = [int(pid) for pid, birth in record.items() if birth and _birth(int(pid)) == birth]
    for pid in left:
        with contextlib.suppress(psutil.Error):
            psutil.Process(pid).terminate()
    psutil.wait_procs([psutil.Process(pid) for pid in left if psutil.pid_exists(pid)], timeout=5)
    for pid in left:
        _kill_group(pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
