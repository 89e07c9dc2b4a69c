"""`make check`: what linters, Django's own checks and the catalogues have to say."""

import os
import subprocess
import sys
from pathlib import Path

import polib
from django.conf import settings

from tests.operations.production import PRODUCTION

ROOT = Path(settings.BASE_DIR)
PYTHON = sys.executable


def run(*command: str, **environment: str) -> None:
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    answer = subprocess.run(
        [PYTHON, *command],
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, f"{answer.stdout}\n{answer.stderr}"


def test_ruff_finds_nothing():
    run("-m", "ruff", "check", "--no-cache", ".")


def test_python_files_are_in_the_house_style():
    run("-m", "ruff", "format", "--check", "--no-cache", ".")


def test_djlint_finds_nothing_in_the_templates():
    run("-m", "djlint", "--lint", "--quiet", "templates")


def test_production_is_fit_for_deployment():
    run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)


def test_development_passes_the_checks():
    run(
        *("manage.py", "check", "--fail-level", "WARNING"),
        DJANGO_SETTINGS_MODULE="cns_portal.settings.development",
    )


def test_no_migration_is_missing():
    run("manage.py", "makemigrations", "--check", "--dry-run")


def test_every_catalogue_compiles():
    for catalogue in (ROOT / "cns_portal" / "locale").glob("*/LC_MESSAGES/*.po"):
        entries = polib.pofile(str(catalogue))
        assert entries.to_binary(), catalogue
        assert not entries.fuzzy_entries(), catalogue
