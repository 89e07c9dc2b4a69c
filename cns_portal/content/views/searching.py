"""The search through everything, and the directory of bodies, which is searched the same way."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.forms.searching import Question
from cns_portal.content.presenters import pages
from cns_portal.content.presenters.bodies import directory
from cns_portal.content.presenters.cards import cards
from cns_portal.content.presenters.found import hits
from cns_portal.content.selectors import reading, searching
from cns_portal.content.selectors.searching import PER_PAGE, Found
from cns_portal.content.views.public import PublicPage

PLURALS = {
    "": pgettext_lazy("what was found", "Everything"),
    Kind.SITUATION: gettext_lazy("Situations"),
    Kind.PROCEDURE: gettext_lazy("Procedures"),
    Kind.NEWS: gettext_lazy("News"),
    Kind.QUESTION: gettext_lazy("Questions and answers"),
    Kind.BODY: gettext_lazy("Bodies"),
}


class SearchPage(PublicPage):
    """What both have in common: words, a kind, a page of what was found."""

    def find(self, asked: Question, *, kind: str) -> Found:
        return searching.search(
            asked.text, self.language, today=self.today, page=asked.page, kind=kind
        )


class Search(SearchPage):
    """Everything that has the words in it, the closest first."""

    template_name = "content/search.html"

    def get_context_data(self, **kwargs) -> dict:
        asked = Question.asked(self.request.GET)
        found = self.find(asked, kind=asked.kind)
        return super().get_context_data(
            crumbs=pages.crumbs(),
            asked=asked,
            found=found,
            hits=hits(found.hits, found.words),
            tabs=kinds_of(found, asked),
            shown=page_of(found),
            needs=[] if found.total else self._needs(),
            **kwargs,
        )

    def _needs(self) -> list:
        """What people need most, for somebody who found nothing."""
        found = reading.pages(Kind.SITUATION, self.language, today=self.today, grid=Grid.NEED)
        return cards(found)


class Directory(SearchPage):
    """Who is responsible for what: every body, or those that answer for what was asked."""

    template_name = "content/directory.html"

    def get_template_names(self) -> list[str]:
        """Only the list, where a script asks while somebody types."""
        if self.request.headers.get("HX-Request") == "true":
            return ["content/_directory_live.html"]
        return [self.template_name]

    def get_context_data(self, **kwargs) -> dict:
        asked = Question.asked(self.request.GET)
        found = self.find(asked, kind=Kind.BODY)
        everybody = reading.pages(Kind.BODY, self.language, today=self.today)
        return super().get_context_data(
            crumbs=pages.crumbs(),
            asked=asked,
            found=found,
            hits=hits(found.hits, found.words),
            bodies=[] if found.words else directory(everybody),
            shown=page_of(found),
            updated=pages.last_day(*everybody),
            description=_("Who answers for what in the social security of Luxembourg."),
            **kwargs,
        )

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


def page_of(found: Found) -> Page:
    """The page of results as the links between pages want it."""
    return Paginator(range(found.total), PER_PAGE).page(found.page)


def kinds_of(found: Found, asked: Question) -> list[dict]:
    """Tabs: everything, then each kind of which something was found."""
    if len(found.per_kind) < 2:
        return []
    everything = {"": sum(found.per_kind.values()), **found.per_kind}
    here = reverse("content:search")
    return [
        {
            "url": f"{here}?{urlencode({'q': asked.text, **({'kind': kind} if kind else {})})}",
            "label": PLURALS[kind],
            "count": count,
            "current": kind == asked.kind,
        }
        for kind, count in everything.items()
    ]
