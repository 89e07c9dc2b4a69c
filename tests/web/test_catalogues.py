"""The catalogues: compiled as they are written, and complete where a screen stands alone."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from appointments.presenters import display, terminal
from appointments.presenters.tongues import LANGUAGES

FOLDER = Path(settings.BASE_DIR) / "cns_portal" / "locale"
CATALOGUES = sorted(FOLDER.glob("*/LC_MESSAGES/django.po"))
PLACEHOLDER = re.compile(r"\{(\w+)\}|%\((\w+)\)s")

SENTENCES = {
    "terminal": [
        *(sentence for pair in terminal.SENTENCES.values() for sentence in pair),
        *terminal.WORDS.values(),
    ],
    "display": list(display.WORDS.values()),
}


def entries(catalogue: Path) -> dict:
    return {(one.msgctxt, one.msgid): one for one in polib.pofile(str(catalogue))}


def in_english(sentences) -> list[str]:
    with translation.override("en"):
        return [str(sentence) for sentence in sentences]


def test_there_is_a_catalogue_for_every_language_but_the_codes_own():
    assert {file.parent.parent.name for file in CATALOGUES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(catalogue.with_suffix(".mo")))
    assert {(one.msgctxt, one.msgid): one.msgstr for one in compiled} == {
        key: one.msgstr for key, one in entries(catalogue).items() if one.msgstr
    }


@pytest.mark.parametrize("context", SENTENCES)
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_every_sentence_of_the_screens_is_translated(catalogue, context):
    known = entries(catalogue)
    for sentence in in_english(SENTENCES[context]):
        assert known[context, sentence].msgstr.strip(), sentence


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_no_sentence_of_the_screens_is_left_over(catalogue):
    known = {
        (context, sentence)
        for context, sentences in SENTENCES.items()
        for sentence in in_english(sentences)
    }
    on_the_screens = {key for key in entries(catalogue) if key[0] in SENTENCES}
    assert on_the_screens - known == {("terminal", "OK")}  # on the button, in the template


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_a_translation_has_the_placeholders_of_its_sentence(catalogue):
    for one in entries(catalogue).values():
        wanted, found = (sorted(PLACEHOLDER.findall(text)) for text in (one.msgid, one.msgstr))
        assert found == wanted, one.msgid


@pytest.mark.parametrize("context", SENTENCES)
def test_no_language_says_what_another_says(context):
    """Whole sentences differ; only single words may be the same in two languages."""
    for sentence in SENTENCES[context]:
        said = []
        for language in LANGUAGES:
            with translation.override(language):
                said.append(str(sentence))
        if " " in said[-1] and "{desk}" not in said[-1]:
            assert len(set(said)) == len(LANGUAGES), said


def test_days_and_months_in_luxembourgish():
    from django.utils.dates import MONTHS, WEEKDAYS

    with translation.override("lb"):
        days = [str(WEEKDAYS[number]) for number in range(7)]
        months = [str(MONTHS[number]) for number in range(1, 13)]
    assert days == [
        *("Méindeg", "Dënschdeg", "Mëttwoch", "Donneschdeg", "Freideg", "Samschdeg", "Sonndeg")
    ]
    assert months[3:5] == ["Abrëll", "Mee"]
