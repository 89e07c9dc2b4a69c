"""The catalogues: compiled as they are written, and complete where a screen stands alone."""

import ast
import re
from collections.abc import Iterator
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

MARK = re.compile(r"</?[a-z][^>]*>")
TRANSLATED = re.compile(r'{% translate "([^"]+)" (?:as \w+ )?%}')

SENTENCES = {
    "terminal": [
        *(sentence for pair in terminal.SENTENCES.values() for sentence in pair),
        *terminal.WORDS.values(),
    ],
    "display": list(display.WORDS.values()),
}


def entries(catalogue: Path) -> dict:
    return {(one.msgctxt, one.msgid): one for one in polib.pofile(str(catalogue))}


def said(one) -> list[str]:
    """The translation, or its forms for one and for many."""
    return [one.msgstr_plural[form] for form in sorted(one.msgstr_plural)] or [one.msgstr]


MARKING = re.compile(r"n?p?gettext(_lazy|_noop)?$")
FOLDERS = ("appointments", "cns_portal", "incapacity", "insured", "reimbursements")


def marked(file: Path) -> Iterator[str]:
    """The sentences that a module of Python marks for translation, under whatever name."""
    tree = ast.parse(file.read_text())
    names = {
        alias.asname or alias.name: alias.name.startswith(("p", "np"))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if MARKING.match(alias.name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else None
        arguments = node.args[names[called] :] if called in names else []
        if arguments and isinstance(arguments[0], ast.Constant):
            yield arguments[0].value


def in_english(sentences) -> list[str]:
    with translation.override("en"):
        return [str(sentence) for sentence in sentences]


def test_there_is_a_catalogue_for_every_language_but_the_codes_own():
    assert {file.parent.parent.name for file in CATALOGUES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(catalogue.with_suffix(".mo")))
    assert {(one.msgctxt, one.msgid): said(one) for one in compiled} == {
        key: said(one) for key, one in entries(catalogue).items() if one.translated()
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
        if not one.translated():
            continue
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in (one.msgid, one.msgid_plural)]
        for text in said(one):
            assert sorted(PLACEHOLDER.findall(text)) in wanted, one.msgid


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_a_translation_has_the_marks_of_its_sentence(catalogue):
    """Links, line breaks and emphasis: a page in another language is built like the English one."""
    for one in entries(catalogue).values():
        for text in said(one) if one.translated() else ():
            assert sorted(MARK.findall(text)) == sorted(MARK.findall(one.msgid)), one.msgid


def test_the_catalogues_hold_the_same_sentences():
    first, *others = (set(entries(catalogue)) for catalogue in CATALOGUES)
    assert all(other == first for other in others)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_only_words_of_agents_are_left_in_english(catalogue):
    """What the templates of people's pages say is translated, whole."""
    known = entries(catalogue)
    missing = [
        (str(file.relative_to(settings.BASE_DIR)), sentence)
        for file in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
        if "admin" not in file.parts
        for sentence in TRANSLATED.findall(file.read_text())
        if not known[None, sentence.replace("%", "%%")].translated()
    ]
    assert missing == []


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


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_every_sentence_that_the_code_marks_has_reached_the_catalogue(catalogue):
    """The program that collects them sees no other name for gettext, and nothing in an f-string."""
    known = {msgid for _, msgid in entries(catalogue)}
    files = [file for name in FOLDERS for file in Path(settings.BASE_DIR, name).rglob("*.py")]
    assert len(files) > 500
    lost = {sentence for file in files for sentence in marked(file) if sentence not in known}
    assert lost == set()
