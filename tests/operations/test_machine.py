"""What pip cannot install is named together with the command that does."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from cns_portal.demo import machine

ROOT = Path(settings.BASE_DIR)


def test_the_printer_is_there():
    assert machine.why_no_printer() is None


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "sudo apt-get install --yes libpango-1.0-0"),
        ("dnf", "sudo dnf install --assumeyes pango"),
        ("brew", "brew install pango"),
    ],
)
def test_a_machine_without_pango_is_told_what_to_type(monkeypatch, manager, command):
    monkeypatch.setattr(machine.shutil, "which", lambda name: name == manager)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "why_no_printer", lambda: "cannot load library 'libpango'")
    with pytest.raises(SystemExit) as said:
        machine.main()
    assert command in str(said.value)
    assert "cannot load library" in str(said.value)


def test_root_needs_no_sudo(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: name == "apt-get")
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    assert machine.install_command().startswith("apt-get install")


def test_an_old_python_is_refused_with_a_sentence():
    answer = subprocess.run(
        ["make", "--what-if", "requirements/development.txt", "setup", "PYTHON="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer" in answer.stderr
