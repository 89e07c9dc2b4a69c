"""Goes from page to page as somebody would, and notes what is wrong with each."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from tinyhtml5.parser import HTMLParser

ORIGIN = "http://testserver"
ALIKE = 3
"""Of pages that differ only in an identifier or a question, so many are opened."""

NOT_OPENED = re.compile(r"^/(accounts/logout|admin/logout|admin/jsi18n|static)/")


@dataclass
class Walk:
    """What somebody found: the pages opened, each with its names or None; what is wrong."""

    client: Client
    start: str
    within: str = "/"
    most: int = 600
    opened: dict[str, set[str] | None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _promised: list[tuple[str, str, str]] = field(default_factory=list)
    _alike: Counter = field(default_factory=Counter)

    def go(self) -> Walk:
        """Open everything that can be reached by links from the start."""
        waiting, known = deque([("", self.start)]), {self.start}
        while waiting and len(self.opened) < self.most:
            came_from, path = waiting.popleft()
            for found in self._open(path, came_from):
                if found not in known and self._is_worth(found):
                    known.add(found)
                    waiting.append((path, found))
        self._keep_promises()
        return self

    def _is_worth(self, path: str) -> bool:
        if not path.startswith(self.within) or NOT_OPENED.match(path):
            return False
        try:
            match = resolve(urlsplit(path).path)
        except Resolver404:
            return True  # it will be found to be broken
        prefix = path.split("/")[1]
        kind = (prefix in dict(settings.LANGUAGES) and prefix, match.view_name)
        question = bool(urlsplit(path).query)
        self._alike[kind, question] += 1
        return self._alike[kind, question] <= ALIKE

    def _open(self, path: str, came_from: str) -> list[str]:
        answer = self.client.get(path, follow=True)
        here = urlsplit(answer.redirect_chain[-1][0]).path if answer.redirect_chain else path
        if answer.status_code != 200:
            self.wrong.append(f"{path} (from {came_from}) answers {answer.status_code}")
            return []
        if not answer.get("Content-Type", "").startswith("text/html"):
            self.opened[path] = None
            return []
        text = answer.content.decode()
        self.wrong += [f"{path}: {problem}" for problem in problems_of(text)]
        self.opened[path] = self.opened[here] = names_in(text)
        return self._links(text, here)

    def _links(self, text: str, here: str) -> list[str]:
        found = []
        for name, value in references_in(text):
            if value.startswith(settings.STATIC_URL):
                if not _static_file(value):
                    self.wrong.append(f"{here}: {value} is no static file")
                continue
            whole, fragment = urldefrag(urljoin(ORIGIN + here, value))
            parts = urlsplit(whole)
            if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
                continue
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if fragment and name == "href":
                self._promised.append((here, path, unquote(fragment)))
            if name == "href":
                found.append(path)
        return found

    def _keep_promises(self) -> None:
        for here, path, fragment in self._promised:
            names = self.opened.get(path)
            if names is not None and fragment not in names:
                self.wrong.append(f"{here}: nothing on {path} is called #{fragment}")


def problems_of(text: str) -> list[str]:
    """What an HTML parser has to mend, and identifiers that stand twice."""
    parser = HTMLParser()
    parser.parse(text)
    lines = text.splitlines()
    found = []
    for (line, _column), code, details in parser.errors:
        near = lines[line - 1].strip()[:160] if 0 < line <= len(lines) else ""
        found.append(f"{code} {details} near {near}")
    twice = [
        name for name, count in Counter(re.findall(r'\sid="([^"]*)"', text)).items() if count > 1
    ]
    found += [f"the identifier {name!r} stands twice" for name in twice]
    return found


def names_in(text: str) -> set[str]:
    """What a fragment can lead to."""
    return set(re.findall(r'\sid="([^"]+)"', text))


def references_in(text: str) -> list[tuple[str, str]]:
    """Links, and files that belong to the page: (attribute, value)."""
    found = []
    for tag, attributes in re.findall(r"<(a|link|script|img|use|form|source)\b([^>]*)>", text):
        for name, value in re.findall(r'\s(href|src|action)="([^"]*)"', attributes):
            value = value.replace("&amp;", "&").replace("&#x27;", "'")
            if value and not value.startswith(("data:", "mailto:", "tel:", "javascript:")):
                found.append(("href" if (tag, name) == ("a", "href") else name + tag, value))
    return found


def _static_file(address: str) -> bool:
    path = urlsplit(address).path.removeprefix(settings.STATIC_URL)
    return finders.find(path) is not None
