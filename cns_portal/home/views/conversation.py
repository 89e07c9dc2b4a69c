"""Writing about a case: the message, its files, and taking the case back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cns_portal import clock, documents, pdf, procedures
from cns_portal.home import drafts
from cns_portal.home.forms import ReplyForm
from cns_portal.home.presenters import ProcedureRow, document_links
from cns_portal.home.views.procedures import OneProcedure, PageOfCase
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import kinds
from cns_portal.procedures.selectors import thread
from cns_portal.web.downloads import download

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Reply(OneProcedure):
    """The message that is being written. One form with three buttons: add, remove, send.

    Without a script, adding files sends the form and shows it again; with one, each file is sent
    as soon as it is chosen (`OneMoreFile`).
    """

    tab = "messages"
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args, reference: str, **kwargs) -> HttpResponse:
        return HttpResponseRedirect(_thread(self.case(reference).reference))

    def post(self, request: HttpRequest, *args, reference: str, **kwargs) -> HttpResponse:
        procedure = self.case(reference)
        if removed := request.POST.get("remove"):
            drafts.remove(request, procedure, removed)
            return self._again(reference, self._unsent(request))
        form = ReplyForm(request.POST, request.FILES)
        is_fine = form.is_valid()
        for file in form.fields["files"].taken:
            try:
                drafts.add(request, procedure, file)
            except Refused as refused:
                form.add_error("files", f"{file.name}: {refused.sentence}")
                is_fine = False
        if not is_fine:
            return self._again(reference, form)
        if "add" in request.POST:
            return self._again(reference, self._unsent(request))
        try:
            procedures.reply(
                procedure,
                text=form.cleaned_data["text"],
                by=request.user,
                sent_key=form.cleaned_data["sent_key"],
                documents=drafts.files(request, procedure),
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self._again(reference, form)
        drafts.forget(request, procedure)
        messages.success(request, _("Your message has been sent to the CNS."))
        return HttpResponseRedirect(_thread(procedure.reference))

    def _again(self, reference: str, form: ReplyForm) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(reference=reference), "form": form})

    def _unsent(self, request: HttpRequest) -> ReplyForm:
        """The form as it was typed, with nothing to complain about."""
        typed = {name: request.POST.get(name, "") for name in ("text", "sent_key")}
        return ReplyForm(initial=typed)


class OneMoreFile(PageOfCase, View):
    """One file, sent by the script while the person still writes; answered with the new list.

    A file that is refused is an answer, too: its sentence stands above the list.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        procedure = self.case(reference)
        file = request.FILES.get("files")
        why_not = ""
        try:
            drafts.add(request, procedure, file)
        except Refused as refused:
            why_not = f"{file.name}: {refused.sentence}" if file else refused.sentence
        draft = document_links(procedure, drafts.files(request, procedure))
        context = {"draft": draft, "why_not": why_not}
        return render(request, "home/_draft_files.html", context)


class OneFile(PageOfCase, View):
    """A checked file of the case, always as a download and never kept by the browser."""

    def get(self, request: HttpRequest, reference: str, public_id: UUID) -> HttpResponse:
        procedure = self.case(reference)
        document = thread.file_of(self.dossier, procedure.reference, public_id)
        room = kinds.kind(procedure.kind)
        if document is None and room.files:
            sent = {file.public_id: file for file in room.files(procedure)}
            document = sent.get(public_id)
        if document is None or not document.is_readable:
            raise Http404
        name = f"{procedure.reference}-{document.public_id.hex[:8]}"
        return download(
            documents.content_of(document),
            content_type=document.content_type,
            filename=f"{name}.{ENDINGS[document.content_type]}",
        )


class SentCopy(PageOfCase, View):
    """What the person sent, as a PDF to keep: printed when it is asked for, from what is stored."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        procedure = self.case(reference)
        make = kinds.kind(procedure.kind).sent_copy
        copy = make(procedure) if make else None
        if copy is None:
            raise Http404
        template, context = copy
        content = pdf.page_to_pdf(template, context, language=request.LANGUAGE_CODE)
        return download(
            content, content_type="application/pdf", filename=f"{procedure.reference}.pdf"
        )


class Withdraw(PageOfCase, TemplateView):
    """Taking a case back: what it means on GET, done on POST."""

    template_name = "home/withdraw.html"
    http_method_names = ["get", "post"]

    def get_context_data(self, reference: str, **kwargs) -> dict:
        procedure = self.case(reference)
        kind = kinds.kind(procedure.kind)
        if kind.withdraw is None:
            raise Http404
        return super().get_context_data(
            row=ProcedureRow(procedure),
            send_again=(
                kind.send_again(procedure) if kind.send_again else _("You can send it again.")
            ),
            why_not=procedures.why_not_withdraw(procedure, now=clock.now()),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args, reference: str, **kwargs) -> HttpResponse:
        procedure = self.case(reference)
        if kinds.kind(procedure.kind).withdraw is None:
            raise Http404
        try:
            procedures.withdraw(procedure, actor=request.user, on_behalf_of=self.on_behalf_of)
        except Refused:
            # The page says why, by the same rule.
            return self.render_to_response(self.get_context_data(reference=reference))
        messages.success(request, _("You have taken this procedure back."))
        return HttpResponseRedirect(reverse("home:procedure", args=[procedure.reference]))


def _thread(reference: str) -> str:
    return f"{reverse('home:procedure', args=[reference])}?tab=messages"
