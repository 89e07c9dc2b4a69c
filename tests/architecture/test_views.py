"""Agreements about pages."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
ROOMS = ("insured", "appointments", "reimbursements", "incapacity", "cns_portal")


def view_files():
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if "views" in parts:
                yield file


def routes(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


@pytest.mark.parametrize("file", view_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_pages_go_through_of(file):
    """A page asks for rows of somebody: `.objects.of(…)`, or a selector that does."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            asked = node.value.attr == "objects"
            assert not asked or node.attr in {"of", "for_agent", "public"}, (
                f"{file.name}:{node.lineno} asks for everybody's rows: .objects.{node.attr}"
            )


def test_a_number_in_an_address_is_never_guessable():
    """Rows are addressed by references, tokens and UUIDs; agents' pages use numbers."""
    for path, _pattern in routes():
        if not path.startswith("admin/"):
            assert "<int:pk>" not in path, path
            assert not re.search(r"<int:\w*id>", path), path
