"""The page of one question: what was asked and written, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import audit, procedures
from cns_portal.contact.admin import showing
from cns_portal.contact.models import Question
from cns_portal.contact.selectors import asked, work
from cns_portal.contact.services import working
from cns_portal.inbox import selectors as posted
from insured.admin.conversation import letters
from insured.admin.deed import buttons
from insured.admin.showing import address_of_file, history_lines, number

if TYPE_CHECKING:
    from cns_portal.contact.admin.deeds import Deed
    from insured.notices.notice import Notice


@require_safe
def show(request: HttpRequest, model_admin, *, question_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    question = work.get(question_id)
    if question is None:
        raise Http404
    return render(request, model_admin, question)


def render(
    request: HttpRequest,
    model_admin,
    question: Question,
    *,
    deed: Deed | None = None,
    form: forms.Form | None = None,
    preview: Notice | None = None,
) -> HttpResponse:
    """The page, with the form of a `deed` below what was written."""
    procedure = question.procedure
    audit.record_view(request.user, question, purpose="contact.question", dossier=procedure.dossier)
    if request.method == "GET":
        working.note_read(question)
    page = _("Question %(reference)s") % {"reference": procedure.reference}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{deed.label}: {page}" if deed else page,
        "opts": Question._meta,
        "question": question,
        "tag": showing.state_tag(question),
        "sender": question.sender or {},
        "number": number(question.person) if question.person_id else "",
        "person_address": address_of_file(request, question.person_id),
        "language": _(dict(settings.LANGUAGES)[procedure.language]),
        "letters": _letters(question),
        "messages_sent": posted.messages_about(procedure.reference).defer("body"),
        "history": history_lines(procedures.history(procedure)),
        "deeds": buttons(request, model_admin, question),
        "standing": (
            showing.how_it_stands(question)
            if question.agent_id not in (None, request.user.pk)
            else ""
        ),
        "is_mine": question.agent_id == request.user.pk,
        "deed": deed,
        "effects": deed.effects(question) if deed else [],
        "form": form,
        "preview": preview,
        "preview_language": procedure.language,
        "page_address": showing.address_of(question.pk),
    }
    return TemplateResponse(request, "admin/contact/question/page.html", context)


def _letters(question: Question) -> list[dict[str, Any]]:
    """The question itself, then what was written about it."""
    first = {
        "own": False,
        "who": question.from_whom,
        "at": question.sent_at,
        "text": question.text,
        "files": [],
    }
    if question.is_visitors:
        written = asked.letters_of(question)
        return [first, *showing.letters_of_visitor(written, name=question.from_whom)]
    return [first, *letters(question.procedure)]
