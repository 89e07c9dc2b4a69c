"""Walking through a site: every link of every page, as far as they lead."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import pypdfium2
from django.test import Client

LINK = re.compile(r'(?:href|src|action)="([^"#]*)')
LEAVES = ("logout", "/i18n/", "/static/")
"""What ends the session, or is no page."""

MOST_ALIKE = 2
"""How many pages of one kind are opened."""


@dataclass
class Walk:
    """What was seen on the way: by address, the words of the answer."""

    client: Client
    within: tuple[str, ...]
    """What the addresses begin with that are followed."""
    seen: dict[str, str] = field(default_factory=dict)
    _of_kind: Counter = field(default_factory=Counter)

    def from_(self, *addresses: str) -> Walk:
        """Follow every link from these pages on."""
        waiting = list(addresses)
        while waiting:
            address = waiting.pop()
            if address in self.seen or self._is_enough(address):
                continue
            text = self.look(address)
            here = urljoin("http://testserver", address)
            for link in LINK.findall(text):
                target = urlsplit(urljoin(here, unescape(link)))
                path = f"{target.path}?{target.query}" if target.query else target.path
                if path.startswith(self.within) and not any(word in path for word in LEAVES):
                    waiting.append(path)
        return self

    def look(self, address: str) -> str:
        """One page, whatever it answers."""
        answer = self.client.get(address)
        self.seen[address] = text = words_of(answer)
        return text

    def where(self, *words: str) -> list[str]:
        """The addresses of the pages on which one of the words stands."""
        return sorted(
            address for address, text in self.seen.items() if any(word in text for word in words)
        )

    def _is_enough(self, address: str) -> bool:
        """Whether enough pages like this one have been opened."""
        path, _mark, query = address.partition("?")
        # A list has as many filters as there are days: pages with whatever query are alike.
        kind = (re.sub(r"[0-9a-f-]{36}|[0-9]+", "#", path), bool(query))
        self._of_kind[kind] += 1
        return self._of_kind[kind] > MOST_ALIKE


def words_of(answer) -> str:
    """What an answer says: a page, a list for a spreadsheet, the words of a PDF."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        document = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    if kind.startswith(("text/", "application/json", "application/xml")):
        headers = " ".join(f"{name}: {value}" for name, value in answer.items())
        return f"{headers}\n{unescape(content.decode(errors='replace'))}"
    return ""
