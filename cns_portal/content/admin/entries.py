"""The list of everything that editors keep, with how each language stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.content.admin import common, publishing, scheduling, texts, versions
from cns_portal.content.choices.entries import SOURCE
from cns_portal.content.models import Entry
from cns_portal.content.presenters import standing
from cns_portal.content.presenters.standing import Tag
from cns_portal.content.selectors import editing


class WithLanguages(ChangeList):
    """The rows of a page of the list know their texts: one query for all."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        sides = editing.sides_of(self.result_list)
        for entry in self.result_list:
            entry.sides = sides[entry.pk]


class WorkFilter(admin.SimpleListFilter):
    """What is to be done: drafts to publish, languages to translate or to look at again."""

    title = _("to be done")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        lines = [
            ("drafts", _("Drafts to publish")),
            ("later", _("New versions on a later day")),
        ]
        for code in editing.LANGUAGES[1:]:
            name = standing.language_name(code)
            lines += [
                (f"missing-{code}", _("Missing: %(language)s") % {"language": name}),
                (f"behind-{code}", _("Behind: %(language)s") % {"language": name}),
            ]
        return lines

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        what, _dash, language = (self.value() or "").partition("-")
        if what == "drafts":
            return queryset.with_drafts()
        if what == "later":
            return queryset.with_new_versions()
        if what == "missing" and language in editing.LANGUAGES:
            return queryset.missing_in(language)
        if what == "behind" and language in editing.LANGUAGES:
            return queryset.behind_in(language)
        return queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """Nothing is deleted: a page is taken off, and what it said can be told later."""

    list_display = ["title", "kind", "seen", "languages", "changed"]
    list_filter = ["kind", WorkFilter]
    search_fields = ["slug", "texts__title"]
    ordering = ["kind", "position", "slug"]
    list_per_page = 50
    list_select_related = ["changed_by"]
    show_facets = admin.ShowFacets.NEVER
    actions = None
    change_list_template = "admin/content/entry/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return WithLanguages

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        one = "<int:entry_id>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=_name("changelist")),
            self._at("add/", "add", common.add),
            self._at(f"{one}change/", "change", common.show),
            self._at(f"{one}common/", "common", common.change),
            self._at(f"{one}texts/", "texts", texts.write),
            self._at(f"{one}texts/<str:language>/", "text", texts.write),
            self._at(f"{one}publish/", "publish", publishing.publish),
            self._at(f"{one}later/", "later", scheduling.later),
            self._at(f"{one}off/", "off", publishing.take_off),
            self._at(f"{one}back/", "back", publishing.put_back),
            self._at(f"{one}discard/<str:language>/", "discard", publishing.discard),
            self._at(f"{one}text-off/<str:language>/", "text_off", publishing.take_text_off),
            self._at(f"{one}history/", "history", versions.history),
            self._at(f"{one}history/<int:text_id>/", "version", versions.version),
        ]

    def _at(self, route: str, name: str, view: Callable) -> URLPattern:
        seen = self.admin_site.admin_view(partial(_called, view, self.admin_site))
        return path(route, seen, name=_name(name))

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=_("title"), ordering="slug")
    def title(self, entry: Entry) -> str:
        source = entry.sides[SOURCE]
        return format_html(
            '{}<br><span class="quiet">{}</span>', standing.title_of(source, entry), entry.slug
        )

    @admin.display(description=_("readers"), ordering="publish_on")
    def seen(self, entry: Entry) -> str:
        return _drawn([standing.seen_tag(entry, entry.sides[SOURCE], today=clock.today())])

    @admin.display(description=_("languages"))
    def languages(self, entry: Entry) -> str:
        tags = [standing.short_tag(side) for side in entry.sides.values()]
        return format_html('<span class="languages-of">{}</span>', _drawn(tags))

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, entry: Entry):
        return entry.changed_at


def _name(page: str) -> str:
    return f"content_entry_{page}"


def _called(view: Callable, site, request: HttpRequest, **key):
    return view(request, site, **key)


def _drawn(tags: list[Tag]) -> str:
    return format_html_join(
        " ",
        "{}",
        (
            (
                render_to_string(
                    "components/status_tag.html", {"label": tag.label, "tone": tag.tone}
                ),
            )
            for tag in tags
        ),
    )
