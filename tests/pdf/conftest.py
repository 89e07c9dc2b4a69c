import pytest


@pytest.fixture
def template(settings, tmp_path):
    """Write a template that only this test knows; its name."""
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    ]

    def write(html: str) -> str:
        (tmp_path / "trial.html").write_text(html)
        return "trial.html"

    return write
