"""The page of one request: what was sent, what speaks for and against it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import audit, clock, procedures
from cns_portal.inbox import selectors as posted
from insured.admin import showing
from insured.admin.beside import beside
from insured.admin.conversation import letters
from insured.admin.deed import buttons
from insured.choices import RequestRefusal
from insured.models import Request
from insured.rules.requests import OPEN
from insured.selectors import queues
from insured.services import request_kinds

if TYPE_CHECKING:
    from insured.admin.deeds import Deed
    from insured.notices.notice import Notice

PERIODS_SHOWN = 6


@require_safe
def show(request: HttpRequest, model_admin, *, request_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    item = queues.get(request_id)
    if item is None:
        raise Http404
    return render(request, model_admin, item)


def render(
    request: HttpRequest,
    model_admin,
    item: Request,
    *,
    deed: Deed | None = None,
    form: forms.Form | None = None,
    preview: Notice | None = None,
) -> HttpResponse:
    """The page, with the form of a `deed` beside what it is about."""
    _record(request, item)
    procedures.note_read(item.procedure)
    today = clock.today()
    procedure = item.procedure
    people = [item.person, *([item.about] if item.about_id else [])]
    page = _("Request %(reference)s") % {"reference": procedure.reference}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{deed.label}: {page}" if deed else page,
        "opts": Request._meta,
        "item": item,
        "tag": showing.state_tag(item),
        "age": showing.age_tag(item, today=today),
        "number": showing.number(item.person),
        "person_address": showing.address_of_file(request, item.person_id),
        "lines": request_kinds.lines_of(item),
        "documents": showing.documents(
            (row.get_kind_display(), row.document)
            for row in item.documents.select_related("document")
        ),
        "situations": showing.situations(request, people, today=today),
        "beside": beside(item, request.user),
        "doubts": _doubts(item),
        "letters": letters(procedure),
        "messages_sent": posted.messages_about(procedure.reference).defer("body"),
        "history": showing.history_lines(
            procedures.history(procedure), decided_because=(item.decision or {}).get("reason", "")
        ),
        "deeds": buttons(request, model_admin, item),
        "standing": how_it_stands(item) if item.agent_id not in (None, request.user.pk) else "",
        "is_mine": item.agent_id == request.user.pk,
        "deed": deed,
        "effects": deed.effects(item) if deed else [],
        "form": form,
        "preview": preview,
        "preview_language": item.person.language,
        "page_address": showing.address_of_request(item.pk),
    }
    return TemplateResponse(request, "admin/insured/request/page.html", context)


def how_it_stands(item: Request, refusal: Any = None) -> str:
    """Why something cannot be done now: who has the request, or what became of it."""
    came_late = refusal == RequestRefusal.CLOSED and item.state in OPEN
    if item.agent_id and (came_late or refusal in (None, RequestRefusal.NOT_YOURS)):
        return _("%(agent)s has this request since %(day)s.") % {
            "agent": item.agent,
            "day": showing.moment(item.taken_at),
        }
    if refusal == RequestRefusal.CLOSED and item.decided_by_id:
        return _("%(agent)s decided this request on %(day)s: %(state)s.") % {
            "agent": item.decided_by,
            "day": showing.moment(item.decided_at),
            "state": item.get_state_display(),
        }
    return str(getattr(refusal, "label", refusal))


def _record(request: HttpRequest, item: Request) -> None:
    """Once for the person who sent it, and once for another person whom it concerns."""
    audit.record_view(
        request.user, item, purpose="insured.requests.page", dossier=item.person.dossier
    )
    if item.about_id and item.about_id != item.person_id:
        audit.record_view(
            request.user,
            item.about,
            purpose="insured.requests.about",
            dossier=item.about.dossier,
        )


def _doubts(item: Request) -> dict[str, Any]:
    """What the rule of the kind says today."""
    rule = request_kinds.rules_of(item.kind).doubts
    return {"known": rule is not None, "sentences": rule(item) if rule else []}
