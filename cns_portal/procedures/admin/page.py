"""One case as the agents see it: what was written to and fro, and the answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cns_portal import audit, documents
from cns_portal.documents import State
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import people, rules
from cns_portal.procedures.choices import Phase
from cns_portal.procedures.files import ManyFilesField, WithFiles
from cns_portal.procedures.models import Answer, Procedure
from cns_portal.procedures.purposes import ANSWER
from cns_portal.procedures.selectors import thread as selectors
from cns_portal.procedures.selectors.cases import history
from cns_portal.procedures.services import thread
from cns_portal.web.fields import LongTextField, LuxembourgDateField

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

MAY_ANSWER = "procedures.answer_procedure"
TONES = {State.PENDING: "info", State.CLEAN: "success", State.REJECTED: "danger"}


class AnswerForm(WithFiles):
    """A letter to the person: words and files."""

    text = LongTextField(label=_("Your words to the person"), max_length=rules.LONGEST)
    files = ManyFilesField(label=_("Files that go with it"), required=False)
    until = LuxembourgDateField(
        label=_("If you ask something: please answer until"), required=False
    )
    sent_key = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def case_page(request: HttpRequest, model_admin, *, procedure_id: int) -> HttpResponse:
    """What was written, recorded before it is shown; and what an agent can do about it."""
    seen = Procedure.objects.visible_to(request.user).select_related("dossier")
    procedure = seen.filter(pk=procedure_id).first()
    if procedure is None:
        raise Http404
    form = _new_form(procedure)
    if request.method == "POST":
        if not request.user.has_perm(MAY_ANSWER):
            raise PermissionDenied
        form, is_done = _do(request, procedure)
        if is_done:
            return HttpResponseRedirect(address_of(procedure))
    audit.record_view(
        request.user, procedure, purpose="procedures.conversation", dossier=procedure.dossier
    )
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("%(title)s %(reference)s")
        % {"title": procedure.title, "reference": procedure.reference},
        "opts": Procedure._meta,
        "procedure": procedure,
        "person": people.names_of([procedure.dossier_id]).get(procedure.dossier_id, ""),
        "language": dict(settings.LANGUAGES)[procedure.language],
        "letters": _letters(procedure),
        "waits": procedure.replies.waiting().exists(),
        "history": history(procedure),
        "form": form if procedure.dossier_id and request.user.has_perm(MAY_ANSWER) else None,
        "can_ask": procedure.phase != Phase.DONE,
    }
    if request.method == "GET":
        thread.note_read(procedure)
    return TemplateResponse(request, "admin/procedures/procedure/page.html", context)


def address_of(procedure: Procedure) -> str:
    return reverse("admin:procedures_procedure_change", args=[procedure.pk])


def _do(request: HttpRequest, procedure: Procedure) -> tuple[AnswerForm, bool]:
    """Call the verb of the button that was pressed; the form again, and whether it was done."""
    form = AnswerForm(request.POST, request.FILES)
    try:
        if "dealt_with" in request.POST:
            thread.deal_with(procedure, by=request.user)
            messages.success(request, _("Noted: no answer is needed."))
            return form, True
        if without := request.POST.get("without"):
            waiting = selectors.answers_to(procedure).waiting()
            written = waiting.filter(sent_key=_uuid(without)).first()
            if written is None:
                raise Http404
            thread.send_without_rejected(written, by=request.user)
            messages.success(request, _("The message goes out without the file."))
            return form, True
        if not form.is_valid():
            return form, False
        _write(procedure, form.cleaned_data, by=request.user, asks="ask" in request.POST)
    except Refused as refused:
        form.is_valid()
        form.add_error(None, refused.sentence)
        return form, False
    messages.success(request, _("Your message is on its way to the person."))
    return form, True


@transaction.atomic
def _write(procedure: Procedure, said: dict[str, Any], *, by: Account, asks: bool) -> Answer:
    known = Answer.objects.filter(procedure=procedure, sent_key=said["sent_key"]).first()
    if known:
        return known
    files = [documents.store(file, dossier=None, by=by, purpose=ANSWER) for file in said["files"]]
    common = {"text": said["text"], "by": by, "sent_key": said["sent_key"], "documents": files}
    if asks:
        return thread.ask(procedure, until=said["until"], **common)
    return thread.answer(procedure, **common)


def _new_form(procedure: Procedure) -> AnswerForm:
    return AnswerForm(initial={"sent_key": uuid.uuid4()})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _letters(procedure: Procedure) -> list[dict[str, Any]]:
    """Both sides by the moment of writing."""
    found = [
        {
            "who": reply.created_by,
            "on_behalf_of": reply.on_behalf_of,
            "at": reply.written_at,
            "text": reply.text,
            "waits": reply.dealt_with_at is None,
            "files": _files(reply),
        }
        for reply in selectors.replies_to(procedure)
    ]
    found += [
        {
            "own": True,
            "who": answer.by,
            "at": answer.written_at,
            "text": answer.text,
            "answer": answer,
            "read_at": answer.message.read_at if answer.message else None,
            "files": _files(answer),
            "is_held": answer.message_id is None
            and any(one.document.state == State.REJECTED for one in answer.enclosures.all()),
        }
        for answer in selectors.answers_to(procedure)
    ]
    return sorted(found, key=lambda letter: letter["at"])


def _files(letter) -> list[dict[str, Any]]:
    return [_file(enclosure.document) for enclosure in letter.enclosures.all()]


def _file(document: Document) -> dict[str, Any]:
    address = reverse("documents:show", args=[document.public_id])
    return {
        "address": address if document.is_readable else "",
        "name": document.original_name,
        "state": State(document.state).label,
        "tone": TONES[State(document.state)],
        "why": document.why_rejected,
    }
