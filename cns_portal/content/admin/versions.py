"""Who wrote and who published what when, and going on from an earlier version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from cns_portal.content.admin.forms import FIELDS
from cns_portal.content.admin.page import (
    MAY_SEE,
    MAY_WRITE,
    address,
    entry_or_404,
    needs,
    refused,
    render,
)
from cns_portal.content.choices.entries import SOURCE, Kind, State
from cns_portal.content.models import Text
from cns_portal.content.presenters import standing
from cns_portal.content.presenters.differences import differences
from cns_portal.content.selectors import editing
from cns_portal.content.services import writing
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

    from cns_portal.content.models import Entry


@needs(MAY_SEE)
def history(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """Every version of every language, the newest first."""
    entry = entry_or_404(entry_id)
    versions = [
        {"name": standing.language_name(code), "texts": editing.history(entry, code)}
        for code in editing.LANGUAGES
    ]
    title = standing.title_of(editing.sides(entry)[SOURCE], entry)
    return render(
        request,
        site,
        "history",
        entry,
        title=_("Versions: %(title)s") % {"title": title},
        versions=[line for line in versions if line["texts"]],
    )


@needs(MAY_SEE)
def version(request: HttpRequest, site: AdminSite, *, entry_id: int, text_id: int) -> HttpResponse:
    """One version, and what it says otherwise than the one before. POST goes on from it."""
    entry = entry_or_404(entry_id)
    text = _version(entry, text_id)
    side = editing.sides(entry)[text.language]
    may_go_on = text.state == State.REPLACED and request.user.has_perm(MAY_WRITE)
    if request.method == "POST":
        if not may_go_on:
            raise Http404
        return _go_on(request, entry, text)
    before = (
        entry.texts.filter(language=text.language, version__lt=text.version)
        .order_by("-version")
        .first()
    )
    return render(
        request,
        site,
        "version",
        entry,
        title=_("%(title)s: version %(number)s, %(language)s")
        % {
            "title": text.title or entry.slug,
            "number": text.version,
            "language": standing.language_name(text.language),
        },
        text=text,
        before=before,
        differences=differences(before, text),
        fields=[
            (Text._meta.get_field(name).verbose_name, getattr(text, name))
            for name in FIELDS[Kind(entry.kind)]
            if getattr(text, name)
        ],
        mark=side.mark,
        may_go_on=may_go_on,
    )


def _go_on(request: HttpRequest, entry: Entry, text: Text) -> HttpResponse:
    """A draft that says what this version said."""
    try:
        writing.save_draft(
            entry.pk,
            text.language,
            words=editing.words_of(text),
            seen=request.POST.get("mark", ""),
            actor=request.user,
        )
    except Refused as refusal:
        return refused(request, entry, refusal)
    return HttpResponseRedirect(address("text", entry.pk, text.language))


def _version(entry: Entry, text_id: int) -> Text:
    text = entry.texts.select_related("edited_by", "published_by").filter(pk=text_id).first()
    if text is None:
        raise Http404
    return text
