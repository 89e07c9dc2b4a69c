"""Pages that list entries: procedures, news, questions with their answers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from cns_portal.content.choices.entries import Kind
from cns_portal.content.presenters import pages
from cns_portal.content.presenters.cards import Question, cards
from cns_portal.content.selectors import reading
from cns_portal.content.selectors.reading import Shown
from cns_portal.content.views.public import PublicPage

NEWS_SHOWN = 10


class ListPage(PublicPage):
    """Everything of one kind that readers get today."""

    kind: Kind

    def entries(self) -> list[Shown]:
        return reading.pages(self.kind, self.language, today=self.today)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            crumbs=pages.crumbs(), updated=pages.last_day(*kwargs["entries"]), **kwargs
        )


class Procedures(ListPage):
    """Every procedure that has a page."""

    kind = Kind.PROCEDURE
    template_name = "content/procedures.html"

    def get_context_data(self, **kwargs) -> dict:
        entries = self.entries()
        return super().get_context_data(entries=entries, cards=cards(entries), **kwargs)


class News(ListPage):
    """News, the newest first, a few on each page."""

    kind = Kind.NEWS
    template_name = "content/news.html"

    def get_context_data(self, **kwargs) -> dict:
        entries = self.entries()
        shown = Paginator(entries, NEWS_SHOWN).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            entries=entries, cards=cards(shown.object_list), shown=shown, **kwargs
        )


class Questions(ListPage):
    """Questions that unfold, each with an anchor of its own."""

    kind = Kind.QUESTION
    template_name = "content/questions.html"

    def get_context_data(self, **kwargs) -> dict:
        entries = self.entries()
        return super().get_context_data(
            entries=entries,
            questions=[Question(shown, below=2) for shown in entries],
            description=_("Questions and answers about the CNS and about what it reimburses."),
            **kwargs,
        )
