"""Searching for people without writing their names into addresses.

An address stands in the browser's history, in logs, and in what a page tells the next one. So the
text is sent as a form, stays in the agent's session, and the address of the list only carries a
key that means nothing anywhere else.
"""

import secrets

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

TEXT = "search_text"
SESSION_KEY = "admin_searches"
MOST_REMEMBERED = 10
LONGEST = 200


class QuietList(ChangeList):
    """A list that finds what it was asked in the session."""

    searches_quietly = True

    def get_queryset(self, request: HttpRequest, exclude_parameters=None):
        self.query = remembered(request, self.opts.label_lower)
        return super().get_queryset(request, exclude_parameters)

    @property
    def address_without_search(self) -> str:
        """The same list with its filters, unsearched."""
        return self.get_query_string(remove=[SEARCH_VAR, PAGE_VAR])


class QuietSearch(admin.ModelAdmin):
    """For admins in which people are searched for. Comes before other classes."""

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return QuietList

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        sent = TEXT in request.POST
        if sent and not self.has_view_or_change_permission(request):
            raise PermissionDenied
        kept = request.GET.copy()
        if sent:
            _drop(kept, SEARCH_VAR, PAGE_VAR, ERROR_FLAG)
            if text := _cleaned(request.POST[TEXT]):
                kept[SEARCH_VAR] = remember(request, self.opts.label_lower, text)
            return _to_list(request, kept)
        if SEARCH_VAR in kept and not remembered(request, self.opts.label_lower):
            # Somebody typed it into the address, or the session has forgotten it.
            _drop(kept, SEARCH_VAR, PAGE_VAR)
            return _to_list(request, kept)
        return super().changelist_view(request, extra_context)


def remember(request: HttpRequest, label: str, text: str) -> str:
    """Keep the text for the agent's session; the key that stands for it in the address."""
    searches = request.session.get(SESSION_KEY, [])
    for key, of, known in searches:
        if (of, known) == (label, text):
            return key
    key = secrets.token_urlsafe(9)
    request.session[SESSION_KEY] = [*searches, [key, label, text]][-MOST_REMEMBERED:]
    return key


def remembered(request: HttpRequest, label: str) -> str:
    """What is being searched for in the list of this model; empty without a search."""
    wanted = request.GET.get(SEARCH_VAR)
    for key, of, text in request.session.get(SESSION_KEY, []):
        if (key, of) == (wanted, label):
            return text
    return ""


def _cleaned(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


def _drop(parameters: QueryDict, *names: str) -> None:
    for name in names:
        parameters.pop(name, None)


def _to_list(request: HttpRequest, parameters: QueryDict) -> HttpResponseRedirect:
    query = parameters.urlencode()
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)
