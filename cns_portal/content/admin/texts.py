"""The words of a page: one language beside the English one, or all of them side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from cns_portal.content.admin.forms import FIELDS, WordsForm
from cns_portal.content.admin.page import (
    MAY_WRITE,
    address,
    entry_or_404,
    known_language,
    needs,
    preview_address,
    render,
)
from cns_portal.content.choices.entries import SOURCE, Kind, Refusal
from cns_portal.content.models import Text
from cns_portal.content.presenters import standing
from cns_portal.content.presenters.differences import differences
from cns_portal.content.selectors import editing
from cns_portal.content.services import writing
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

    from cns_portal.content.models import Entry


@needs(MAY_WRITE)
def write(
    request: HttpRequest, site: AdminSite, *, entry_id: int, language: str = ""
) -> HttpResponse:
    """One language, or without one all four. Saving keeps drafts; nothing is published here."""
    entry = entry_or_404(entry_id)
    languages = [known_language(language)] if language else list(editing.LANGUAGES)
    forms = _forms(entry, languages, request.POST or None)
    if request.method == "POST" and _are_valid(forms):
        refused = {form.language: _save(request, entry, form) for form in forms}
        if not any(refused.values()):
            return _go_on(request, entry, language)
        forms = _with_what_is_there(entry, forms, refused)
    return render(
        request,
        site,
        "texts",
        entry,
        title=_title(entry, language),
        language=language,
        columns=[_column(entry, form) for form in forms],
        source=_source(entry) if language not in {"", SOURCE} else None,
        languages=[(code, standing.language_name(code)) for code in editing.LANGUAGES],
    )


def _are_valid(forms: list[WordsForm]) -> bool:
    """Each is asked, so that each says what is wrong."""
    return [form.is_valid() for form in forms].count(False) == 0


def _forms(entry: Entry, languages: list[str], data: Any) -> list[WordsForm]:
    sides, kind = editing.sides(entry), Kind(entry.kind)
    return [
        WordsForm(data, kind=kind, side=sides[code], source=sides[SOURCE]) for code in languages
    ]


def _save(request: HttpRequest, entry: Entry, form: WordsForm) -> Refused | None:
    """The reason when somebody else was quicker."""
    before = editing.sides(entry)[form.language].current
    try:
        writing.save_draft(
            entry.pk,
            form.language,
            words=form.words(before),
            seen=form.cleaned_data["seen"],
            based_on=form.based_on,
            actor=request.user,
        )
    except Refused as refusal:
        return refusal
    return None


def _with_what_is_there(
    entry: Entry, forms: list[WordsForm], refused: dict[str, Refused | None]
) -> list[WordsForm]:
    """Languages that were saved begin anew; the others keep what was typed, with the reason."""
    fresh = {form.language: form for form in _forms(entry, list(refused), None)}
    sides = editing.sides(entry)
    for form in forms:
        if refusal := refused[form.language]:
            form.add_error(None, refusal.sentence)
            if refusal.reason == Refusal.CHANGED_MEANWHILE:
                form.as_it_is_now(sides[form.language])
            fresh[form.language] = form
    return list(fresh.values())


def _column(entry: Entry, form: WordsForm) -> dict:
    side = editing.sides(entry)[form.language]
    column = {
        "form": form,
        "language": form.language,
        "name": standing.language_name(form.language),
        "tags": standing.tags_of(side),
        "side": side,
        "theirs": None,
        "differences": [],
    }
    if form.is_bound and form.non_field_errors() and side.current:
        mine = Text(**{name: getattr(form.words(side.current), name) for name in _fields(entry)})
        column["theirs"] = side.current
        column["differences"] = differences(mine, side.current)
    return column


def _fields(entry: Entry) -> tuple[str, ...]:
    return FIELDS[Kind(entry.kind)]


def _source(entry: Entry) -> dict:
    """The English text to translate from, field by field."""
    text = editing.sides(entry)[SOURCE].current
    fields = [
        (Text._meta.get_field(name).verbose_name, getattr(text, name))
        for name in _fields(entry)
        if text and getattr(text, name)
    ]
    return {"text": text, "fields": fields}


def _title(entry: Entry, language: str) -> str:
    title = standing.title_of(editing.sides(entry)[SOURCE], entry)
    if not language:
        return _("%(title)s: all languages") % {"title": title}
    return f"{title}: {standing.language_name(language)}"


def _go_on(request: HttpRequest, entry: Entry, language: str) -> HttpResponseRedirect:
    """To the preview, to publishing, or back to the same page: as the button said."""
    messages.success(request, _("Saved. Readers see it once it is published."))
    if "preview" in request.POST:
        return HttpResponseRedirect(preview_address(entry, language or SOURCE))
    if "publish" in request.POST:
        return HttpResponseRedirect(address("publish", entry.pk))
    if language:
        return HttpResponseRedirect(address("text", entry.pk, language))
    return HttpResponseRedirect(address("texts", entry.pk))
