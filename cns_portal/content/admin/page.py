"""What the editors' own pages have in common: who may see them, their frame, one entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cns_portal.content.choices.entries import SOURCE
from cns_portal.content.models import Entry
from cns_portal.content.presenters import standing
from cns_portal.content.selectors import editing
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

MAY_SEE = "content.view_entry"
MAY_ADD = "content.add_entry"
MAY_WRITE = "content.change_entry"
MAY_PUBLISH = "content.publish_text"


def needs(permission: str) -> Callable:
    """A page that is not there for whoever lacks the permission."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, site: AdminSite, **key) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise Http404
            return view(request, site, **key)

        return inner

    return decorate


def entry_or_404(entry_id: int) -> Entry:
    entry = Entry.objects.select_related("created_by", "changed_by", "body").filter(pk=entry_id)
    found = entry.first()
    if found is None:
        raise Http404
    return found


def known_language(language: str) -> str:
    """404 for what is no language of the portal."""
    if language not in editing.LANGUAGES:
        raise Http404
    return language


def address(page: str, *key: object) -> str:
    return reverse(f"admin:content_entry_{page}", args=key)


def to_entry(entry: Entry) -> HttpResponseRedirect:
    return HttpResponseRedirect(address("change", entry.pk))


def preview_address(entry: Entry, language: str, *, on: date | None = None) -> str:
    """A draft as readers would get it, in the language of the text; or what they get on a day."""
    with translation.override(language):
        here = reverse("content:preview", args=[entry.kind, entry.slug])
    return f"{here}?{urlencode({'on': on.isoformat()})}" if on else here


def done(request: HttpRequest, entry: Entry, sentence: str) -> HttpResponseRedirect:
    """What was done, said on the entry's page."""
    messages.success(request, sentence)
    return to_entry(entry)


def refused(request: HttpRequest, entry: Entry, refusal: Refused) -> HttpResponseRedirect:
    messages.error(request, refusal.sentence)
    return to_entry(entry)


def render(
    request: HttpRequest, site: AdminSite, template: str, entry: Entry | None, **shown: Any
) -> HttpResponse:
    """A page about an entry, or about none yet."""
    sides = editing.sides(entry) if entry else {}
    context = {
        **site.each_context(request),
        "opts": Entry._meta,
        "entry": entry,
        "sides": sides,
        "entry_title": standing.title_of(sides[SOURCE], entry) if entry else "",
        "may_write": request.user.has_perm(MAY_WRITE),
        "may_publish": request.user.has_perm(MAY_PUBLISH),
        **shown,
    }
    context.setdefault("title", context["entry_title"] or _("Pages of the editors"))
    response = TemplateResponse(request, f"admin/content/entry/{template}.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
