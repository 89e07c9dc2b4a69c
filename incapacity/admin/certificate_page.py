"""The page of one certificate: the sheet beside what was entered, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import procedures
from incapacity.admin import material, showing
from incapacity.models import Certificate
from incapacity.selectors import medical, work
from insured.admin.deed import buttons

if TYPE_CHECKING:
    from incapacity.admin.deed import Deed
    from incapacity.admin.material import Material
    from insured.notices.notice import Notice


@require_safe
def show(request: HttpRequest, model_admin, *, certificate_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    return render(request, model_admin, _found(certificate_id))


@require_safe
def show_diagnosis(request: HttpRequest, model_admin, *, certificate_id: int) -> HttpResponse:
    """The same page with the code of the diagnosis, which is recorded as such."""
    certificate = _found(certificate_id)
    if not medical.may_see(request.user):
        raise Http404
    return render(
        request,
        model_admin,
        certificate,
        diagnosis=medical.diagnosis_of(certificate),
        purpose="incapacity.diagnosis",
    )


def render(
    request: HttpRequest,
    model_admin,
    certificate: Certificate,
    *,
    deed: Deed | None = None,
    form: forms.Form | None = None,
    preview: Notice | None = None,
    known: Material | None = None,
    diagnosis=None,
    purpose: str = "incapacity.certificate",
) -> HttpResponse:
    """The page, with the form of a `deed` beside the sheet."""
    known = known or material.of(certificate, agent=request.user)
    material.record(request, known, purpose=purpose)
    if known.sees_the_sheet:
        procedures.note_read(certificate.procedure)
    page = _("Certificate %(reference)s") % {"reference": certificate.procedure.reference}
    context = {
        **material.context(request, model_admin, known),
        "title": f"{deed.label}: {page}" if deed else page,
        "deeds": buttons(request, model_admin, known),
        "standing": (
            showing.how_it_stands(certificate)
            if certificate.agent_id not in (None, request.user.pk)
            else ""
        ),
        "deed": deed,
        "effects": deed.effects(known) if deed else [],
        "form": form,
        "preview": preview,
        "preview_language": certificate.person.language,
        "diagnosis": diagnosis,
    }
    return TemplateResponse(request, "admin/incapacity/certificate/page.html", context)


def _found(certificate_id: int) -> Certificate:
    certificate = work.get(certificate_id)
    if certificate is None:
        raise Http404
    return certificate
