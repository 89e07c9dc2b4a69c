"""Agreements about tables."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import PROTECT

from cns_portal.documents.models import Document

ROOT = Path(settings.BASE_DIR)
OURS = ("cns_portal.", "insured", "appointments", "reimbursements", "incapacity")


def our_models():
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(OURS)
        for model in config.get_models()
    ]


@cache
def words_of_the_tests() -> str:
    """Every string in the tests but these: names in comments prove nothing."""
    words = []
    for file in (ROOT / "tests").rglob("test_*.py"):
        if file.parent != Path(__file__).parent:
            words += [
                node.value
                for node in ast.walk(ast.parse(file.read_text()))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return "\n".join(words)


def test_a_document_in_use_cannot_be_deleted():
    for model in our_models():
        for field in model._meta.fields:
            if field.related_model is Document:
                assert field.remote_field.on_delete is PROTECT, field


def test_every_database_promise_is_broken_once_in_a_test():
    promises = {constraint.name for model in our_models() for constraint in model._meta.constraints}
    tested = set(re.findall(r"\w+", words_of_the_tests()))
    assert promises
    assert sorted(promises - tested) == []


def test_a_promise_is_a_sentence_that_begins_with_its_table():
    for model in our_models():
        for constraint in model._meta.constraints:
            assert re.fullmatch(r"[a-z]+(_[a-z0-9]+){2,}", constraint.name), constraint.name


def test_migrations_are_named_by_hand():
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            for file in Path(config.path, "migrations").glob("0*.py"):
                assert "_auto_" not in file.stem, file


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_a_row_says_what_it_is(model):
    """The admin, the history and the logs show it: "Account object (7)" helps nobody."""
    assert any("__str__" in vars(parent) for parent in model.__mro__ if is_not_djangos_base(parent))


def is_not_djangos_base(parent: type) -> bool:
    return parent.__module__ != "django.db.models.base" and parent is not object
