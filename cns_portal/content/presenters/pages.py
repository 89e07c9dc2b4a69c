"""What the page of an entry shows: for readers, and for editors who look at a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.content.choices.entries import Kind
from cns_portal.content.presenters.bodies import Body, bodies
from cns_portal.content.presenters.cards import Question, cards
from cns_portal.content.presenters.markdown import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from cns_portal.content.choices.actions import Action
    from cns_portal.content.selectors.reading import Shown

TEMPLATES = {
    Kind.SITUATION: "content/situation.html",
    Kind.PROCEDURE: "content/procedure.html",
    Kind.NEWS: "content/news_item.html",
    Kind.QUESTION: "content/questions.html",
    Kind.BODY: "content/body.html",
}
TITLE = 1
SECTION = 2
"""Levels of the headings below which a text stands."""


@dataclass(frozen=True)
class Way:
    """The button into the portal."""

    action: Action

    @property
    def url(self) -> str:
        return reverse(self.action.url_name)

    @property
    def label(self) -> str:
        return str(self.action.label)

    @property
    def needs_sign_in(self) -> bool:
        return self.action.needs_sign_in


@dataclass(frozen=True)
class Page:
    """An entry in full."""

    shown: Shown

    @property
    def title(self) -> str:
        return self.shown.text.title

    @property
    def summary(self) -> str:
        return self.shown.text.summary

    @property
    def lang(self) -> str:
        """The language of the text where it is not the page's, else empty."""
        return self.shown.lang

    @property
    def day(self) -> date:
        """The day of a piece of news."""
        return self.shown.entry.publish_on

    @property
    def body(self) -> SafeString:
        return render(self.shown.text.body, below=TITLE)

    @property
    def who_is_concerned(self) -> SafeString:
        return render(self.shown.text.who_is_concerned, below=SECTION)

    @property
    def how_to_proceed(self) -> SafeString:
        return render(self.shown.text.how_to_proceed, below=SECTION)

    @property
    def good_to_know(self) -> SafeString:
        return render(self.shown.text.good_to_know, below=SECTION)

    @cached_property
    def way(self) -> Way | None:
        return Way(self.shown.action) if self.shown.action else None


def context(
    shown: Shown,
    *,
    related: Iterable[Shown] = (),
    contacts: Iterable[Shown] = (),
    about: Iterable[Shown] = (),
    departments: Iterable[Shown] = (),
    part_of: Shown | None = None,
    languages: Iterable[str] = (),
) -> dict:
    """For the template of this kind. `languages` are those in which the page is published."""
    page = Page(shown)
    kind = Kind(shown.entry.kind)
    return {
        "page": page,
        "body": Body(shown) if kind == Kind.BODY else None,
        "questions": [Question(shown, below=SECTION)] if kind == Kind.QUESTION else [],
        "related": cards(related),
        "contacts": bodies(contacts),
        "about": cards(about),
        "departments": bodies(departments),
        "part_of": cards([part_of])[0] if part_of else None,
        "crumbs": crumbs(kind),
        "description": page.summary,
        "text_language": page.lang,
        "written_in": set(languages),
        "updated": last_day(shown),
    }


def crumbs(kind: Kind | None = None) -> list[dict]:
    """The pages above that of an entry of this kind; without one, above a page that lists."""
    way = [{"url": reverse("home:front"), "label": _("Front page")}]
    above = {
        Kind.PROCEDURE: ("content:procedures", _("Procedures")),
        Kind.NEWS: ("content:news", _("News")),
        Kind.BODY: ("content:directory", _("Who is doing what?")),
    }
    if kind in above:
        name, label = above[kind]
        way.append({"url": reverse(name), "label": label})
    return way


def last_day(*entries: Shown) -> datetime | None:
    """When the newest of these texts was published; a draft has no such moment."""
    moments = [shown.text.published_at for shown in entries if shown.text.published_at]
    return max(moments, default=None)
