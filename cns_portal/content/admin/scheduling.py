"""New versions that wait for their day: begin on another one, or become drafts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.content.admin.choosing import LaterForm
from cns_portal.content.admin.page import (
    MAY_PUBLISH,
    done,
    entry_or_404,
    needs,
    preview_address,
    refused,
    render,
)
from cns_portal.content.choices.entries import SOURCE, Refusal
from cns_portal.content.presenters import standing
from cns_portal.content.presenters.differences import differences
from cns_portal.content.selectors import editing
from cns_portal.content.services import scheduling
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

    from cns_portal.content.models import Entry
    from cns_portal.content.selectors.editing import Side


@needs(MAY_PUBLISH)
def later(request: HttpRequest, site: AdminSite, *, entry_id: int) -> HttpResponse:
    """The versions that wait, each beside what it replaces; on POST the button decides."""
    entry = entry_or_404(entry_id)
    sides = editing.sides(entry)
    if not any(side.scheduled for side in sides.values()):
        raise Http404
    form = LaterForm(request.POST or None, sides=sides)
    if request.method == "POST":
        # Withdrawing needs no day, whatever stands in the field.
        form.fields["on"].required = "withdraw" not in request.POST
        if form.is_valid():
            try:
                return done(request, entry, _deed(request, entry, form))
            except Refused as refusal:
                if refusal.reason == Refusal.CHANGED_MEANWHILE:
                    return refused(request, entry, refusal)
                form.add_error(None, refusal.sentence)
    return render(
        request,
        site,
        "later",
        entry,
        title=_("New versions: %(title)s") % {"title": standing.title_of(sides[SOURCE], entry)},
        form=form,
        day=form["on"],
        versions=[_shown(entry, form, side) for side in sides.values() if side.scheduled],
    )


def _deed(request: HttpRequest, entry: Entry, form: LaterForm) -> str:
    if "withdraw" in request.POST:
        scheduling.withdraw(entry.pk, form.marks(), actor=request.user)
        return _("The new version is withdrawn: it is a draft again.")
    day = form.cleaned_data["on"]
    scheduling.move(entry.pk, form.marks(), on=day, actor=request.user)
    return _("Readers see the new version from %(day)s.") % {"day": date_format(day, "DATE_FORMAT")}


def _shown(entry: Entry, form: LaterForm, side: Side) -> dict:
    return {
        "name": standing.language_name(side.language),
        "box": form[side.language],
        "mark": form[f"seen_{side.language}"],
        "text": side.scheduled,
        "when": standing.until_when(side),
        "differences": differences(side.published, side.scheduled),
        "preview": preview_address(entry, side.language, on=side.scheduled.starts_on),
    }
