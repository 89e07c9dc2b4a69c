"""A page of the editors: how it stands, and what is the same in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.content.admin.forms import CommonForm, DetailsForm
from cns_portal.content.admin.page import (
    MAY_ADD,
    MAY_SEE,
    MAY_WRITE,
    address,
    done,
    entry_or_404,
    needs,
    preview_address,
    render,
    to_entry,
)
from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import SOURCE, Kind, Refusal
from cns_portal.content.presenters import standing
from cns_portal.content.selectors import editing
from cns_portal.content.services import publishing, writing
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.forms import Form

    from cns_portal.content.models import Entry

FIELD_OF = {
    Refusal.SLUG_TAKEN: "slug",
    Refusal.NOT_AN_ADDRESS: "slug",
    Refusal.GRID_FOR_SITUATIONS: "grid",
    Refusal.ENDS_BEFORE_IT_BEGINS: "unpublish_on",
    Refusal.UNKNOWN_ACTION: "action",
    Refusal.NOT_A_BODY: "contacts",
}


@needs(MAY_SEE)
def show(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """How the page stands: each language, what can be done, who changed it last."""
    entry = entry_or_404(entry_id)
    sides = editing.sides(entry)
    today = clock.today()
    lines = [
        {
            "language": code,
            "name": standing.language_name(code),
            "side": side,
            "tags": standing.tags_of(side),
            "preview": preview_address(entry, code) if side.current else "",
            "later": standing.until_when(side) if side.scheduled else "",
            "preview_later": (
                preview_address(entry, code, on=side.scheduled.starts_on) if side.scheduled else ""
            ),
        }
        for code, side in sides.items()
    ]
    return render(
        request,
        site,
        "page",
        entry,
        lines=lines,
        seen=standing.seen_tag(entry, sides[SOURCE], today=today),
        is_out=publishing.is_out(entry, sides[SOURCE], today=today),
        has_drafts=any(side.draft for side in sides.values()),
        has_new_versions=any(side.scheduled for side in sides.values()),
        action=actions.declared.get(entry.action),
        **_labels(entry),
    )


@needs(MAY_ADD)
def add(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """First what kind of page, then what is the same in every language."""
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        return render(request, site, "kinds", None, title=_("A new page"), kinds=Kind.choices)
    form = CommonForm(request.POST or None, kind=Kind(kind), initial={"publish_on": clock.today()})
    body = DetailsForm(request.POST or None) if kind == Kind.BODY else None
    if request.method == "POST" and _valid(form, body):
        try:
            entry = writing.create_entry(
                kind=kind,
                common=form.common(),
                actor=request.user,
                details=body.details() if body else None,
                **form.beside(),
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            sentence = _("The page is there. Nobody sees it until its texts are published.")
            done(request, entry, sentence)
            return _to_texts(entry)
    return render(
        request,
        site,
        "common",
        None,
        title=_("A new page: %(kind)s") % {"kind": Kind(kind).label},
        form=form,
        body_form=body,
    )


@needs(MAY_WRITE)
def change(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """What is the same in every language. Changes count at once."""
    entry = entry_or_404(entry_id)
    kind = Kind(entry.kind)
    form = CommonForm(
        request.POST or None, kind=kind, entry=entry, initial=CommonForm.initial_of(entry)
    )
    body = None
    if kind == Kind.BODY:
        known = getattr(entry, "body", None)
        body = DetailsForm(request.POST or None, entry=entry, instance=known)
    if request.method == "POST" and _valid(form, body):
        try:
            writing.change_entry(
                entry.pk,
                seen=form.cleaned_data["seen"] or 0,
                common=form.common(),
                actor=request.user,
                details=body.details() if body else None,
                **form.beside(),
            )
        except Refused as refusal:
            _say(form, refusal)
            if refusal.reason == Refusal.CHANGED_MEANWHILE:
                _begin_again(form, entry)
        else:
            return done(request, entry, _("The page is changed."))
    return render(request, site, "common", entry, form=form, body_form=body)


def _valid(form: Form, body: Form | None) -> bool:
    are_valid = [form.is_valid(), body is None or body.is_valid()]
    return all(are_valid)


def _say(form: CommonForm, refusal: Refused) -> None:
    field = FIELD_OF.get(refusal.reason)
    form.add_error(field if field in form.fields else None, refusal.sentence)


def _begin_again(form: CommonForm, entry: Entry) -> None:
    """What was typed stays; saving once more replaces what somebody else saved."""
    entry.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = str(entry.saves)
    form.changed_by = entry.changed_by
    form.changed_at = entry.changed_at


def _labels(entry: Entry) -> dict[str, list[str]]:
    """The pages beside this one, as editors know them."""
    named = {row.pk: row.label for row in editing.named_entries()}
    return {
        name: sorted(named[key] for key in getattr(entry, name).values_list("pk", flat=True))
        for name in ("related", "contacts")
    }


def _to_texts(entry: Entry) -> HttpResponse:
    response = to_entry(entry)
    response["Location"] = address("texts", entry.pk)
    return response
