"""A place for engines of the tests' own."""

import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def folder():
    """Not `tmp_path`, which pytest closes to the user whom root lends to PostgreSQL."""
    made = Path(tempfile.mkdtemp(prefix="cns-portal-test-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)
