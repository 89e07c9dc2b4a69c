"""The picture of the house is a contract: pyproject.toml, [tool.importlinter]."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_the_house_stands():
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
