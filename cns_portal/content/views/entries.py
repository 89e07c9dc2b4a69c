"""A page per entry: situation, procedure, news, body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from cns_portal.content.choices.entries import Kind
from cns_portal.content.presenters import pages
from cns_portal.content.selectors import reading
from cns_portal.content.views.public import PublicPage

if TYPE_CHECKING:
    from cns_portal.content.selectors.reading import Shown


class EntryPage(PublicPage):
    """What readers get today of this address; nothing else is there."""

    kind: Kind

    def get_template_names(self) -> list[str]:
        return [pages.TEMPLATES[self.kind]]

    def get_context_data(self, slug: str, **kwargs) -> dict:
        shown = reading.page(self.kind, slug, self.language, today=self.today)
        if shown is None:
            raise Http404
        asked = {"today": self.today}
        return super().get_context_data(
            **pages.context(
                shown,
                related=reading.related(shown.entry, self.language, **asked),
                contacts=reading.contacts(shown.entry, self.language, **asked),
                languages=reading.languages_of([shown.entry], **asked)[shown.entry.pk],
                **self.beside(shown),
            ),
            **kwargs,
        )

    def beside(self, shown: Shown) -> dict:
        """What pages of this kind show besides."""
        return {}


class Situation(EntryPage):
    """What to do in a situation of life, and where."""

    kind = Kind.SITUATION


class Procedure(EntryPage):
    """Who a procedure concerns, how it goes, what is good to know, whom to ask."""

    kind = Kind.PROCEDURE


class NewsItem(EntryPage):
    """A piece of news."""

    kind = Kind.NEWS


class Body(EntryPage):
    """What a body answers for and how it is reached."""

    kind = Kind.BODY

    def beside(self, shown: Shown) -> dict:
        asked = {"today": self.today}
        details = getattr(shown.entry, "body", None)
        parent = details.part_of if details else None
        return {
            "about": reading.about(shown.entry, self.language, **asked),
            "departments": reading.departments(shown.entry, self.language, **asked),
            "part_of": reading.page(Kind.BODY, parent.slug, self.language, **asked)
            if parent
            else None,
        }
