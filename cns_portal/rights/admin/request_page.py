"""The page of one request: what is asked, until when, whose data, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cns_portal import audit, clock, privacy, procedures
from cns_portal.inbox import selectors as posted
from cns_portal.rights.admin import showing
from cns_portal.rights.choices.requests import LetterBy, RightsKind
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.presenters.erasing import ErasurePlan
from cns_portal.rights.presenters.lines import applicant_lines, lines_of
from cns_portal.rights.presenters.replies import name_of
from cns_portal.rights.presenters.request import RightsView
from cns_portal.rights.rules.states import OPEN
from cns_portal.rights.selectors import work
from cns_portal.rights.services.steps import dossier_of, why_not_at_all
from insured.admin import showing as words
from insured.admin.conversation import letters
from insured.admin.deed import buttons
from insured.selectors import looks

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.rights.admin.deed import Deed
    from insured.notices.notice import Notice


@require_safe
def show(request: HttpRequest, model_admin, *, rights_id: int) -> HttpResponse:
    """Reading only; recorded before anything is sent."""
    item = work.get(rights_id)
    if item is None:
        raise Http404
    return render(request, model_admin, item)


def render(
    request: HttpRequest,
    model_admin,
    item: RightsRequest,
    *,
    deed: Deed | None = None,
    form: forms.Form | None = None,
    preview: Notice | None = None,
) -> HttpResponse:
    """The page, with the form of a `deed` beside what it is about."""
    audit.record_view(request.user, item, purpose="rights.page", dossier=dossier_of(item))
    procedures.note_read(item.procedure)
    today = clock.today()
    view = RightsView(item, today)
    page = _("Request %(reference)s") % {"reference": item.procedure.reference}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{deed.label}: {page}" if deed else page,
        "opts": RightsRequest._meta,
        "item": item,
        "tag": showing.state_tag(item),
        "due": showing.due_tag(item, today=today),
        "name": name_of(item),
        "number": words.number(item.person) if item.person_id else "",
        "person_address": words.address_of_file(request, item.person_id),
        "is_mine": item.agent_id == request.user.pk,
        "lines": lines_of(item),
        "applicant": [] if item.signed_in else applicant_lines(item),
        "documents": words.documents(_files(item)),
        "look": _look(item),
        "plan": _plan(item),
        "answer": view.answer,
        "blocks": view.blocks,
        "lifted": view.lifted,
        "letters": _letters(item),
        "messages_sent": posted.messages_about(item.procedure.reference).defer("body"),
        "history": words.history_lines(procedures.history(item.procedure)),
        "language": _(dict(settings.LANGUAGES)[item.procedure.language]),
        "deeds": buttons(request, model_admin, item),
        "standing": _standing(item, request.user),
        "deed": deed,
        "effects": deed.effects(item) if deed else [],
        "form": form,
        "preview": preview,
        "preview_language": item.procedure.language,
        "page_address": showing.address_of(item.pk),
    }
    return TemplateResponse(request, "admin/rights/rightsrequest/page.html", context)


def _standing(item: RightsRequest, agent: Account) -> str:
    """Why this officer does nothing with it, or who else has it."""
    bound = why_not_at_all(item, agent=agent) if item.state in OPEN else None
    if bound:
        return showing.how_it_stands(item, bound)
    return showing.how_it_stands(item) if item.agent_id not in (None, agent.pk) else ""


def _files(item: RightsRequest) -> list[tuple[str, Any]]:
    found = [(str(_("Evidence")), row.document) for row in item.documents.all()]
    if item.identity_copy_id:
        found.insert(0, (str(_("Copy of the identity document")), item.identity_copy))
    return found


def _look(item: RightsRequest) -> Any:
    """The consultation that the person asks about, with the name of who it was."""
    if item.kind != RightsKind.ACCESS_QUESTION or item.person_id is None:
        return None
    return looks.known_to_the_officer(item.person, item.details.get("look", 0))


def _plan(item: RightsRequest) -> ErasurePlan | None:
    """What an erasure would do now; while it is not decided."""
    if item.kind != RightsKind.ERASURE or item.person_id is None or item.decided_at:
        return None
    return ErasurePlan(privacy.plan_erasure(item.person.dossier, now=clock.now()))


def _letters(item: RightsRequest) -> list[dict[str, Any]]:
    if item.signed_in:
        return letters(item.procedure)
    return [
        {
            "own": letter.by == LetterBy.OFFICER,
            "who": letter.author if letter.by == LetterBy.OFFICER else letter.get_by_display(),
            "on_behalf_of": "",
            "at": letter.at,
            "text": letter.text,
            "files": [],
        }
        for letter in item.letters.all()
    ]
