"""Markdown becomes HTML that is safe to show, whatever somebody writes."""

import html.parser
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal import content
from cns_portal.content.rules.markdown import is_safe_link, to_html, to_plain

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "code", "pre"),
    *("blockquote", "hr", "br", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "title", "scope", "class", "tabindex", "start"}


class Reader(html.parser.HTMLParser):
    """Collects what a browser would obey."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links, self.levels = set(), set(), [], []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attributes}
        self.links += [value or "" for name, value in attributes if name == "href"]
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))

    handle_startendtag = handle_starttag


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


def insist_on_safe(markup: str, *, below: int = 2) -> None:
    seen = read(markup)
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(is_safe_link(link.replace("&amp;", "&")) for link in seen.links)
    assert not seen.levels or seen.levels[0] == below + 1
    assert all(level > below for level in seen.levels)
    steps = zip(seen.levels, seen.levels[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=x>b</b> <style>p{}</style> <!-- x -->",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x) [x](file:///etc/passwd) [x](//evil.example)",
        "[x](/\\evil.example) [x](\\\\evil.example) [x](http:evil.example)",
        "<javascript:alert(1)> <http://ok.example>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![picture](https://evil.example/pixel.png)",
        "# One\n#### Four\n## Two\n###### Six",
        "| a | b |\n|:-:|--:|\n| 1 | 2 |",
        '[x](/en/ "onmouseover=alert(1)")',
        "[x](<java\nscript:alert(1)>)",
        "\x00 [x](java\x00script:alert(1))",
        "> " * 500 + "deep",
        "[" * 3000,
        "*" * 5000 + "a",
    ],
)
def test_nothing_dangerous_comes_through(text):
    insist_on_safe(to_html(text))


@given(st.text(max_size=400))
def test_any_text_is_safe(text):
    insist_on_safe(to_html(text))
    assert isinstance(to_plain(text), str)


MARKS = st.sampled_from(
    [
        *(
            "# ",
            "#### ",
            "- ",
            "1. ",
            "> ",
            "```\n",
            "`",
            "*",
            "**",
            "[",
            "](",
            ")",
            "<",
            ">",
            "\n",
        ),
        *("javascript:", "https://x.lu", "data:", "&#x6A;", "\\", "|", "|-|\n", "![", "<b>", " a "),
        *("//", "/en/", '"', "\t", "---\n", "]: ", "\u202e", "\x00", "mailto:", "tel:+352"),
    ]
)


@given(st.lists(MARKS, max_size=40).map("".join), st.integers(1, 4))
def test_any_marks_are_safe(text, below):
    insist_on_safe(to_html(text, below=below), below=below)


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://cns.public.lu/en.html?a=b#c", True),
        ("http://example.lu", True),
        ("mailto:somebody@example.lu", True),
        ("tel:+35227571", True),
        ("/en/appointments/new/", True),
        ("/", True),
        ("#anchor", True),
        ("?page=2", True),
        ("next/page", True),
        ("", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("http:evil", False),
        ("https:///evil", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("tel:javascript", False),
        ("next:page", False),
        ("/a\nb", False),
    ],
)
def test_where_a_link_may_lead(address, is_safe):
    assert is_safe_link(address) == is_safe


def test_what_editors_use_looks_as_they_meant():
    shown = content.render("## Bring\n\n- your **card**\n- a [paper](https://cns.lu)\n", below=2)
    assert "<h3>Bring</h3>" in shown
    assert "<li>your <strong>card</strong></li>" in shown
    assert '<a href="https://cns.lu">paper</a>' in shown
    assert "<script" not in content.render("<script>", below=1)


def test_a_wide_table_scrolls_by_itself_and_has_no_styles():
    shown = to_html("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<div class="table-frame" tabindex="0">' in shown
    assert '<th scope="col">a</th>' in shown
    assert "style" not in shown


def test_the_words_without_the_marks():
    assert to_plain("## Bring\n\n- your **card**\n- a [paper](https://x.lu), `E121`\n") == (
        "Bring your card a paper, E121"
    )
    assert to_plain("```\ncode\n```") == "code"
