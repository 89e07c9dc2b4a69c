"""The page of one claim: its bills with what the engine proposes, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import procedures
from insured.admin.deed import buttons
from reimbursements.admin import material, showing
from reimbursements.models import Claim
from reimbursements.selectors import work

if TYPE_CHECKING:
    from insured.notices.notice import Notice
    from reimbursements.admin.deed import Deed


@require_safe
def show(request: HttpRequest, model_admin, *, claim_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    claim = work.get(claim_id)
    if claim is None:
        raise Http404
    return render(request, model_admin, claim)


def render(
    request: HttpRequest,
    model_admin,
    claim: Claim,
    *,
    deed: Deed | None = None,
    form: forms.Form | None = None,
    preview: Notice | None = None,
    known: material.Material | None = None,
) -> HttpResponse:
    """The page, with the form of a `deed` beside what it is about."""
    known = known or material.of(claim, agent=request.user)
    material.record(request, known, purpose="reimbursements.claim")
    procedures.note_read(claim.procedure)
    page = _("Claim %(reference)s") % {"reference": claim.procedure.reference}
    context = {
        **material.context(request, model_admin, known),
        **material.more(request, known),
        "title": f"{deed.label}: {page}" if deed else page,
        "deeds": buttons(request, model_admin, known),
        "standing": (
            showing.how_it_stands(claim) if claim.agent_id not in (None, request.user.pk) else ""
        ),
        "deed": deed,
        "effects": deed.effects(known) if deed else [],
        "form": form,
        "preview": preview,
        "preview_language": claim.person.language,
    }
    return TemplateResponse(request, "admin/reimbursements/claim/page.html", context)
