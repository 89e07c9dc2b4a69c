"""Agreements about templates."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Lexer, TokenType

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*") if file.is_file())
PAGES = [name for name in TEMPLATES if name.endswith(".html")]
# Mail programs know neither stylesheets nor scripts.
IN_A_BROWSER = [name for name in PAGES if "/notices/" not in name and name != "layouts/email.html"]
WITHOUT_SENTENCES = (
    "web/styleguide",  # for developers, and in their language
    "cns/field.html",  # a tag chooses the name of its element, which the reader below cannot follow
)
WITH_SENTENCES = [name for name in PAGES if not name.startswith(WITHOUT_SENTENCES)]

# Found by somebody else's code under these names.
FOUND_BY_NAME = re.compile(
    r"^(4\d\d(_csrf)?|5\d\d)\.html$"  # Django's error pages
    r"|^(account|mfa|socialaccount|allauth)/"
    r"|^cns/|^django/forms/|^admin/|^appointments/admin/"
)
TRANSLATED = {"blocktranslate", "comment", "verbatim"}
CLASS_NAMES = re.compile(r"block (\w*class|coltype)$")
WORDS_WITHOUT_LANGUAGE = {"CNS", "PDF", "QR", "ID"}
READ_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    engines["django"].get_template(name)


def test_every_template_is_used():
    sources = [
        file.read_text()
        for folder in ("cns_portal", "insured", "appointments", "reimbursements", "incapacity")
        for file in (ROOT / folder).rglob("*.py")
    ]
    sources += [(FOLDER / name).read_text() for name in TEMPLATES]
    quoted = set(re.findall(r"""["']([\w./{}-]+\.(?:html|txt|svg|xml))["']""", "\n".join(sources)))
    spoken_of = [re.sub(r"\\{\w*\\}", r"\\w+", re.escape(name)) for name in quoted]
    used = re.compile("|".join(spoken_of))
    unused = [
        name for name in TEMPLATES if not used.fullmatch(name) and not FOUND_BY_NAME.search(name)
    ]
    assert unused == []


@pytest.mark.parametrize("name", IN_A_BROWSER)
def test_a_page_has_no_inline_script_style_or_handler(name):
    text = without_tags((FOLDER / name).read_text())
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    if not name.split("/")[-1].startswith("print") and "print/" not in name:
        assert "<style" not in text


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_every_sentence_is_marked_for_translation(name):
    reader = Reader()
    reader.feed(without_tags((FOLDER / name).read_text(), without_translated=True))
    assert reader.found == []


def without_tags(source: str, *, without_translated: bool = False) -> str:
    """The template's own text; with `without_translated` also without what stands in a block."""
    text, skipping = [], False
    for token in Lexer(source).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK:
            if word in TRANSLATED or CLASS_NAMES.match(token.contents):
                skipping = without_translated
            elif word in {"endblock", *(f"end{name}" for name in TRANSLATED)}:
                skipping = False
            text.append("" if skipping else " ")
        elif token.token_type == TokenType.TEXT and not skipping:
            text.append(token.contents)
    return "".join(text)


class Reader(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "style", "svg"}:
            self._unread += 1
        if tag != "meta":
            for name, value in attrs:
                if name in READ_ATTRIBUTES:
                    self._note(value or "")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in {"script", "style", "svg"}:
            self._unread -= 1

    def handle_data(self, data):
        if not self._unread:
            self._note(data)

    def _note(self, text: str) -> None:
        words = set(re.findall(r"[^\W\d_]{2,}", text))
        if words - WORDS_WITHOUT_LANGUAGE:
            self.found.append(" ".join(text.split()))
