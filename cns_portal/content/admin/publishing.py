"""Giving drafts to readers, throwing them away, taking a page or a translation off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.content.admin.choosing import DayForm, PublishForm
from cns_portal.content.admin.page import (
    MAY_PUBLISH,
    MAY_WRITE,
    done,
    entry_or_404,
    known_language,
    needs,
    preview_address,
    refused,
    render,
)
from cns_portal.content.choices.entries import SOURCE, Refusal
from cns_portal.content.presenters import standing
from cns_portal.content.presenters.differences import differences
from cns_portal.content.selectors import editing
from cns_portal.content.services import publishing, writing
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

    from cns_portal.content.models import Entry, Text


@needs(MAY_PUBLISH)
def publish(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """What readers would get that they do not have yet; on POST they get it."""
    entry = entry_or_404(entry_id)
    sides, today = editing.sides(entry), clock.today()
    if not any(side.draft for side in sides.values()):
        return refused(request, entry, Refused(Refusal.NO_DRAFT))
    is_out = publishing.is_out(entry, sides[SOURCE], today=today)
    form = PublishForm(request.POST or None, sides=sides, is_out=is_out)
    form.fields["publish_on"].initial = max(entry.publish_on, today)
    if request.method == "POST" and form.is_valid():
        try:
            published = publishing.publish(
                entry.pk,
                form.marks(),
                actor=request.user,
                publish_on=form.cleaned_data["publish_on"],
            )
        except Refused as refusal:
            if refusal.reason == Refusal.CHANGED_MEANWHILE:
                return refused(request, entry, refusal)
            form.add_error(None, refusal.sentence)
        else:
            return done(request, entry, _published(published))
    drafts = [
        {
            "name": standing.language_name(code),
            "box": form[code],
            "mark": form[f"seen_{code}"],
            "draft": side.draft,
            "differences": differences(side.published, side.draft),
            "preview": preview_address(entry, code),
            "later": standing.until_when(side) if side.scheduled else "",
        }
        for code, side in sides.items()
        if side.draft
    ]
    return render(
        request,
        site,
        "publish",
        entry,
        title=_("Publish: %(title)s") % {"title": standing.title_of(sides[SOURCE], entry)},
        form=form,
        drafts=drafts,
        day=form["publish_on"],
    )


def _published(texts: list[Text]) -> str:
    """What happened, or will happen on which day."""
    names = ", ".join(standing.language_name(text.language) for text in texts)
    later = next((text.starts_on for text in texts if text.starts_on), None)
    if later is None:
        return _("Published: %(languages)s.") % {"languages": names}
    return _(
        "New version from %(day)s: %(languages)s. Readers keep the present one until then."
    ) % {
        "day": date_format(later, "DATE_FORMAT"),
        "languages": names,
    }


@needs(MAY_PUBLISH)
def take_off(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """Asks from which day on readers do not find the page any more."""
    entry = entry_or_404(entry_id)
    first = max(clock.today(), entry.publish_on)
    form = DayForm(request.POST or None, initial={"on": first, "seen": entry.saves})
    if request.method == "POST" and form.is_valid():
        try:
            publishing.take_off(entry.pk, **form.cleaned_data, actor=request.user)
        except Refused as refusal:
            form.add_error("on", refusal.sentence)
        else:
            return done(request, entry, _("The page is taken off on that day."))
    return render(
        request,
        site,
        "ask",
        entry,
        form=form,
        sentence=_("Readers do not find the page any more. Its texts stay here."),
        button=_("Take the page off"),
        is_grave=True,
    )


@needs(MAY_PUBLISH)
def put_back(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """Asks on GET; on POST the page has no end any more."""
    entry = entry_or_404(entry_id)
    if entry.unpublish_on is None:
        raise Http404
    return _ask(
        request,
        site,
        entry,
        mark=str(entry.saves),
        deed=lambda mark: publishing.put_back(
            entry.pk, seen=int(mark) if mark.isdecimal() else 0, actor=request.user
        ),
        said=_("The page is there without an end."),
        sentence=_("Readers find the page again, and it has no day on which it is taken off."),
        button=_("Put the page back"),
    )


@needs(MAY_WRITE)
def discard(request: HttpRequest, site: AdminSite, *, entry_id: int, language: str) -> HttpResponse:
    """Asks on GET; on POST the draft of a language is gone."""
    entry = entry_or_404(entry_id)
    side = editing.sides(entry)[known_language(language)]
    if side.draft is None:
        raise Http404
    name = standing.language_name(language)
    return _ask(
        request,
        site,
        entry,
        mark=side.mark,
        deed=lambda mark: writing.discard_draft(entry.pk, language, seen=mark, actor=request.user),
        said=_("The draft is thrown away."),
        sentence=_("The draft (%(language)s) is thrown away. What readers get stays.")
        % {"language": name},
        button=_("Throw the draft away"),
        is_grave=True,
    )


@needs(MAY_PUBLISH)
def take_text_off(
    request: HttpRequest, site: AdminSite, *, entry_id: int, language: str
) -> HttpResponse:
    """Asks on GET; on POST readers of a language get the English text again."""
    entry = entry_or_404(entry_id)
    side = editing.sides(entry)[known_language(language)]
    if side.published is None or language == SOURCE:
        raise Http404
    name = standing.language_name(language)
    return _ask(
        request,
        site,
        entry,
        mark=side.mark,
        deed=lambda mark: publishing.take_text_off(
            entry.pk, language, seen=mark, actor=request.user
        ),
        said=_("The translation is taken off."),
        sentence=_(
            "The text (%(language)s) is taken off. Its readers get the English text, and are told "
            "so. The versions stay here."
        )
        % {"language": name},
        button=_("Take the translation off"),
        is_grave=True,
    )


def _ask(
    request: HttpRequest,
    site: AdminSite,
    entry: Entry,
    *,
    mark: str,
    deed: Callable[[str], Any],
    said: str,
    **shown: Any,
) -> HttpResponse:
    """`mark` is what stands there while it is asked; the deed gets the one that was shown."""
    if request.method == "POST":
        try:
            deed(request.POST.get("mark", ""))
        except Refused as refusal:
            return refused(request, entry, refusal)
        return done(request, entry, said)
    return render(request, site, "ask", entry, mark=mark, **shown)
