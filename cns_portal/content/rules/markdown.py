"""Markdown of editors as HTML: what they may write, and nothing else.

The library follows CommonMark 0.31 (https://spec.commonmark.org/). HTML in a text is shown, not
obeyed. Pictures are left out: a page of the portal fetches nothing from anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

DEEPEST = 6
_SCHEME = re.compile(r"(?:https?://[^/\s]|mailto:[^\s]|tel:\+?[0-9])", re.IGNORECASE)
_HERE = re.compile(r"(?:/(?![/\\])|\?|#|[\w.-]+/)[^\x00-\x20\x7f]*|/", re.ASCII)


def is_safe_link(address: str) -> bool:
    """Whether a link may lead there: the web, an e-mail, a telephone, or a page of the portal."""
    return bool(_SCHEME.match(address)) or bool(_HERE.fullmatch(address))


def to_html(text: str, *, below: int = 2) -> str:
    """The text as HTML that is safe to show as it is.

    `below` is the level of the heading under which the text stands: its own headings begin one
    lower and never skip a level, whatever the editor wrote.
    """
    tokens = _READER.parse(text.replace("\x00", ""))
    _put_below(tokens, below)
    _tidy_tables(tokens)
    return _READER.renderer.render(tokens, _READER.options, {})


def to_plain(text: str) -> str:
    """The words of the text without its marks, for search and for short extracts."""
    words = []
    for token in _READER.parse(text.replace("\x00", "")):
        if token.type in {"fence", "code_block", "html_block"}:
            words.append(token.content)
        for part in token.children or ():
            if part.type in {"text", "code_inline"}:
                words.append(part.content)
            elif part.type in {"softbreak", "hardbreak"}:
                words.append(" ")
        words.append(" ")
    return " ".join("".join(words).split())


def _put_below(tokens: Sequence[Token], below: int) -> None:
    """Headings one lower than `below`, and each at most one lower than the one before."""
    stack: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while stack and stack[-1] >= written:
                stack.pop()
            stack.append(written)
            token.tag = f"h{min(below + len(stack), DEEPEST)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(below + len(stack), DEEPEST)}"


def _tidy_tables(tokens: Sequence[Token]) -> None:
    """Headings of columns say so; alignment would need styles in the page, which are refused."""
    for token in tokens:
        if token.type in {"th_open", "td_open"}:
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}


class _Renderer(RendererHTML):
    """Tables can be wider than a telephone: their frame scrolls, also with the keyboard."""

    def table_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return '<div class="table-frame" tabindex="0"><table class="table">\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</table></div>\n"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    reader.enable("table").disable(["image", "html_block", "html_inline"])
    reader.validateLink = is_safe_link
    return reader


_READER = _reader()
