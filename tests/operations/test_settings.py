"""The environment: explained in one file, refused in production when it is unsafe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.operations.production import PRODUCTION

ROOT = Path(settings.BASE_DIR)


def test_every_setting_is_in_the_example():
    read = set()
    for file in (ROOT / "cns_portal").rglob("*.py"):
        text = file.read_text()
        if "settings" in file.parts:
            read |= set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"", text))
    read -= {"CI"}
    explained = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read
    assert read - explained == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("EMAIL_URL", ""),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("STORAGE_KEYS", ""),
        ("SITE_URL", "http://portal.example"),
        ("OIDC_SERVER_URL", "http://provider.example"),
        ("DEMO_MODE", "true"),
        ("JITSI_URL", "https://meet.example"),
        ("TURN_URLS", "turn:turn.example"),
        ("STORAGE_S3_URL", "http://s3.example"),
        ("STORAGE_S3_URL", "https://s3.example"),
    ],
)
def test_production_does_not_start_with_an_unsafe_value_and_says_which(name, value):
    answer = _import_production({**PRODUCTION, name: value})
    assert answer.returncode != 0
    assert name in answer.stderr.strip().splitlines()[-1]


def test_production_starts_with_safe_values():
    answer = _import_production(PRODUCTION)
    assert answer.returncode == 0, answer.stderr


def test_reading_the_settings_starts_nothing(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")}
    subprocess.run(
        [sys.executable, "-c", "import cns_portal.settings.development"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    assert not (tmp_path / "var").exists()


def _import_production(environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", "import cns_portal.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
