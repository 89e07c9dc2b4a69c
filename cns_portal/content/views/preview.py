"""A draft as readers would get it, or what they get on a later day.

For editors; for everybody else there is no such page.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView

from cns_portal import clock
from cns_portal.content.choices.entries import SOURCE, Kind
from cns_portal.content.presenters import pages
from cns_portal.content.selectors import editing, reading
from cns_portal.content.selectors.reading import Shown

if TYPE_CHECKING:
    from cns_portal.content.models import Text
    from cns_portal.content.selectors.editing import Side


# Whoever has not signed in is not asked to: the address tells nobody that there is a page.
@method_decorator(login_not_required, name="dispatch")
class Preview(TemplateView):
    """The language of the page is that of the text; a missing one shows the English text."""

    template_name = "content/preview.html"
    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        may = admin.site.has_permission(request) and request.user.has_perm("content.view_entry")
        if not may:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_context_data(self, kind: str, slug: str, **kwargs) -> dict:
        entry = editing.entry(kind, slug)
        if entry is None:
            raise Http404
        language, on = get_language() or SOURCE, self._day()
        today = on or clock.today()
        sides = editing.sides(entry, day=today)
        text = _text(sides[language], on) or _text(sides[SOURCE], on)
        if text is None:
            raise Http404
        asked = {"today": today}
        details = getattr(entry, "body", None)
        parent = details.part_of if details else None
        return super().get_context_data(
            **pages.context(
                Shown(entry, text, language),
                related=reading.related(entry, language, **asked),
                contacts=reading.contacts(entry, language, **asked),
                about=reading.about(entry, language, **asked),
                departments=reading.departments(entry, language, **asked),
                part_of=reading.page(Kind.BODY, parent.slug, language, **asked) if parent else None,
                languages=[code for code, side in sides.items() if _text(side, on)],
            ),
            kind_template=pages.TEMPLATES[Kind(entry.kind)],
            is_draft=text.published_at is None,
            on=on,
            waits_until=text.starts_on if text.starts_on and not on else None,
            back=reverse("admin:content_entry_change", args=[entry.pk]),
            **kwargs,
        )

    def _day(self) -> date | None:
        """The day on which readers would look; none is today, with the drafts."""
        try:
            day = date.fromisoformat(self.request.GET.get("on", ""))
        except ValueError:
            return None
        return day if day > clock.today() else None


def _text(side: Side, on: date | None) -> Text | None:
    """What readers get on a day; without one, what an editor goes on with."""
    return side.published if on else side.current
