"""What search engines read: the pages for everybody, and which are nobody else's business."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cns_portal import clock
from cns_portal.content.choices.entries import Kind
from cns_portal.content.presenters.cards import address_of
from cns_portal.content.selectors import reading

if TYPE_CHECKING:
    from cns_portal.content.selectors.reading import Shown

AN_HOUR = 60 * 60
CLOSED = (
    *("/admin/", "/accounts/", "/documents/", "/a/", "/data-request/"),
    *("/terminal/", "/verify/", "/ecit/"),
)
CLOSED_IN_EACH_LANGUAGE = (
    *("espace/", "search/", "styleguide/", "appointments/sent/", "contact/sent/"),
    *("contact/status/", "data-protection/request/"),
)
"""Addresses under which every page is somebody's, or no page at all."""


class PortalMap(Sitemap):
    """Pages in every language, each with its translations. Addresses are those of SITE_URL."""

    i18n = alternates = x_default = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesOfThePortal(PortalMap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return [name for _heading, pages in settings.SITE_MAP for name, _label in pages]

    def location(self, item: str) -> str:
        return reverse(item)


class PagesOfEditors(PortalMap):
    """The pages that editors write, in the languages in which they are published.

    Questions stand on one page, which is among the pages of the portal.
    """

    @cached_property
    def _entries(self) -> list[Shown]:
        everything = reading.everything(today=clock.today())
        return [shown for shown in everything if shown.entry.kind != Kind.QUESTION]

    @cached_property
    def _languages_of(self) -> dict[int, list[str]]:
        entries = [shown.entry for shown in self._entries]
        return reading.languages_of(entries, today=clock.today())

    def items(self) -> list[Shown]:
        return self._entries

    def get_languages_for_item(self, item: Shown) -> list[str]:
        return self._languages_of[item.entry.pk]

    def location(self, item: Shown) -> str:
        return address_of(item.entry)

    def lastmod(self, item: Shown) -> datetime | None:
        return item.text.published_at


@login_not_required
@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every page for everybody, with its translations (sitemaps.org)."""
    return views.sitemap(request, {"portal": PagesOfThePortal, "editors": PagesOfEditors})


@login_not_required
@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What robots leave alone (RFC 9309), and where they find the rest."""
    closed = [*CLOSED]
    for code, _name in settings.LANGUAGES:
        closed += [f"/{code}/{address}" for address in CLOSED_IN_EACH_LANGUAGE]
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed), ""]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap_xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
