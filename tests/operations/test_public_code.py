"""The description for catalogues of public code says what the repository says."""

import re
import tomllib
from pathlib import Path

import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
CODE = yaml.safe_load((ROOT / "publiccode.yml").read_text())


def test_it_has_what_the_standard_asks_for():
    for key in (
        *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus"),
        *("softwareType", "description", "legal", "maintenance", "localisation"),
    ):
        assert CODE[key], key
    english = CODE["description"]["en"]
    assert len(english["shortDescription"]) <= 150
    assert 150 <= len(english["longDescription"]) <= 10_000
    assert english["features"]


def test_licence_version_and_languages_are_those_of_the_repository():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert CODE["legal"]["license"] == project["license"]
    latest = re.search(r"^## (\S+) · (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert (CODE["softwareVersion"], str(CODE["releaseDate"])) == latest.groups()
    assert project["version"] == CODE["softwareVersion"]
    languages = dict(settings.LANGUAGES)
    assert set(CODE["localisation"]["availableLanguages"]) == set(languages)


def test_its_pictures_are_there():
    for picture in CODE["description"]["en"]["screenshots"]:
        assert (ROOT / picture).is_file(), picture
