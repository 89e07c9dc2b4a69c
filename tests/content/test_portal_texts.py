"""The texts that the portal begins with keep what they promise (cns_portal/content/seed)."""

import re
from collections import Counter

import pytest

from cns_portal.content.choices.entries import Kind
from cns_portal.content.rules import markdown
from cns_portal.content.services import seed_files

LANGUAGES = ("en", "fr", "de", "lb")
TEXTS = ("title", "summary", "body", "who_is_concerned", "how_to_proceed", "good_to_know")
MARKDOWN = TEXTS[2:]
ENTRIES = {entry.name: entry for entry in seed_files.read_all()}

_SEPARATED = re.compile(r"(?<=\d)(?:[.,\u00a0 ]|h(?=\d))(?=\d)")
"""What stands inside a figure: 1.250, 1,250, 1 250; 8.00, 8h00; 27 57 1."""
_PHONE = re.compile(r"\(\+352\) [\d -]*\d")
_LINK = re.compile(r"\]\(([^)]*)\)")


def each_text(entry, language):
    words = entry.words[language]
    return [(name, getattr(words, name)) for name in TEXTS if getattr(words, name)]


def digits(text):
    """Its figures, without what separates their digits, which every language does in its way."""
    without_addresses = _LINK.sub("]", text)
    return Counter(re.findall(r"\d+", _SEPARATED.sub("", without_addresses)))


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_says_the_same_in_all_four_languages(name):
    entry = ENTRIES[name]
    assert sorted(entry.words) == sorted(LANGUAGES)
    english = entry.words["en"]
    for language in LANGUAGES[1:]:
        words = entry.words[language]
        for field in (*TEXTS, "keywords"):
            said = bool(getattr(english, field))
            assert bool(getattr(words, field)) == said, (language, field)
        for field in TEXTS:
            assert digits(getattr(words, field)) == digits(getattr(english, field)), (
                language,
                field,
            )
        for field in MARKDOWN:
            shapes = [
                Counter(re.findall(r"<(\w+)", markdown.to_html(getattr(text, field))))
                for text in (words, english)
            ]
            assert shapes[0] == shapes[1], (language, field)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_is_complete(name):
    entry = ENTRIES[name]
    needed = {"title", "summary", "body"}
    if entry.kind == Kind.PROCEDURE:
        needed = {*TEXTS} - {"body"}
    assert needed <= {field for field, _text in each_text(entry, "en")}
    assert entry.sources, "no source is named"
    if entry.kind == Kind.SITUATION:
        assert entry.icon
        assert entry.action
        assert entry.contacts
    if entry.kind == Kind.PROCEDURE:
        assert entry.action
        assert entry.contacts
    if entry.kind == Kind.NEWS:
        assert entry.publish_on


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_is_short_enough_to_be_read(name):
    for language in LANGUAGES:
        words = ENTRIES[name].words[language]
        assert len(words.title) <= 120, language
        assert len(words.summary) <= 180, language


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_what_is_written_becomes_a_page_without_marks_left_over(name):
    for language in LANGUAGES:
        words = ENTRIES[name].words[language]
        for field in MARKDOWN:
            plain = markdown.to_plain(getattr(words, field))
            html = markdown.to_html(getattr(words, field))
            assert not re.search(r"\*\*|\]\(|^#|<|\|--", plain), (language, field)
            assert not re.search(r"<(script|h1|h2)\b", html), (language, field)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_links_in_a_text_lead_to_secure_pages_of_others(name):
    """Pages of the portal are named as action, related page or contact, which are followed."""
    for language in LANGUAGES:
        for field, text in each_text(ENTRIES[name], language):
            for address in _LINK.findall(text):
                assert address.startswith("https://"), (language, field, address)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_is_not_related_to_itself_nor_twice(name):
    entry = ENTRIES[name]
    assert name not in entry.related
    assert len(set(entry.related)) == len(entry.related)
    assert len(set(entry.contacts)) == len(entry.contacts)
    beside = {f"body/{slug}" for slug in entry.contacts}
    assert not beside & set(entry.related), "the same body twice on one page"


def test_every_entry_is_reached_from_another_one_or_from_a_list():
    """Situations stand on the front page, news, questions, procedures and bodies in lists."""
    named = {other for entry in ENTRIES.values() for other in entry.related}
    named |= {f"body/{slug}" for entry in ENTRIES.values() for slug in entry.contacts}
    forgotten = {
        name
        for name, entry in ENTRIES.items()
        if entry.kind in {Kind.BODY, Kind.PROCEDURE} and name not in named
    }
    assert forgotten == set()


def test_no_detail_of_a_body_is_without_its_source():
    for entry in ENTRIES.values():
        if entry.details is None:
            continue
        assert entry.details["source"], entry.name
        assert entry.details["checked_on"], entry.name
        told = {k: v for k, v in entry.details.items() if k not in {"source", "checked_on"}}
        assert any(told.values()), f"{entry.name}: details that say nothing"


def test_a_telephone_in_a_text_is_one_of_a_body():
    known = "\n".join(entry.details["phones"] for entry in ENTRIES.values() if entry.details)
    for name, entry in ENTRIES.items():
        for language in LANGUAGES:
            for field, text in each_text(entry, language):
                for phone in _PHONE.findall(text.replace("\u00a0", " ")):
                    assert phone in known, (name, language, field)


def test_no_text_names_a_means_of_payment_or_a_person():
    """No account number and no matricule, not even an invented one."""
    for name, entry in ENTRIES.items():
        for language in LANGUAGES:
            for field, text in each_text(entry, language):
                flat = text.replace(" ", "")
                assert not re.search(r"[A-Z]{2}\d{2}[0-9A-Z]{12}|\d{13}", flat), (
                    name,
                    language,
                    field,
                )


def test_french_keeps_its_signs_on_the_line():
    """A colon, a semicolon, a question mark and guillemets stand with a space that cannot break."""
    for name, entry in ENTRIES.items():
        for field, text in each_text(entry, "fr"):
            text = _LINK.sub("]", text)
            assert not re.search(r" [:;?!»]|« ", text), (name, field)


def test_situations_and_procedures_stand_in_an_order_of_their_own():
    for kind in (Kind.SITUATION, Kind.PROCEDURE, Kind.NEWS, Kind.QUESTION, Kind.BODY):
        places = Counter((e.grid, e.position) for e in ENTRIES.values() if e.kind == kind)
        assert [place for place, count in places.items() if count > 1] == [], kind
