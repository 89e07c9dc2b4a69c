"""The documents of a request to add somebody, the declaration to sign, the last look, sending."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from cns_portal import clock, documents
from cns_portal.kernel.refusal import Refused
from cns_portal.pdf.render import page_to_pdf
from insured.choices import Relation, RequestRefusal
from insured.choices.co_insurance import Obstacle, PreviousCover
from insured.forms.co_insurance import AddDocumentForm
from insured.presenters import co_insurance as presenters
from insured.rules import family_papers
from insured.services import co_insurance as services
from insured.services.co_insurance import Statement
from insured.views.co_insurance import Step
from insured.views.co_insurance_draft import PURPOSE
from insured.views.family_sent import remember_sent

REMOVE, ADD = "remove", "add"


class Stated(Step):
    """A page that needs all answers, and that they may be sent."""

    statement: Statement

    def before(self) -> HttpResponse | None:
        if missing := super().before():
            return missing
        statement = self.draft.statement()
        if statement is None:
            return redirect("insured:family_add_facts")
        self.answer_of_the_rule = services.check(
            self.person, statement, today=clock.today(), about=self.draft.about()
        )
        if not self.answer_of_the_rule.may_be_sent:
            return redirect("insured:family_add_facts")
        self.statement = statement
        return None

    @property
    def wanted(self) -> tuple[family_papers.Wanted, ...]:
        return services.documents_wanted(
            self.person, self.statement, today=clock.today(), about=self.draft.about()
        )

    def missing(self) -> tuple[str, ...]:
        given = frozenset(str(kind) for _document, kind in self.draft.accepted())
        return family_papers.missing(self.wanted, given=given)


class GiveDocuments(Stated, FormView):
    """The documents of this situation: several files, each can be taken out again."""

    number = 3
    template_name = "insured/family/documents.html"

    def get_form(self, form_class=None) -> AddDocumentForm:
        kinds = presenters.file_kinds(self.wanted, self.statement)
        return AddDocumentForm(kinds=kinds, **self.get_form_kwargs())

    def answer(self, request: HttpRequest) -> HttpResponse:
        if public_id := request.POST.get(REMOVE):
            if not self.draft.remove(public_id, by=self.actor):
                raise Http404
            messages.success(request, _("The file is removed."))
            return redirect("insured:family_add_documents")
        if ADD in request.POST:
            return super().answer(request)
        if self.missing():
            return self.render_to_response(
                self.get_context_data(form=self._blank(), is_incomplete=True)
            )
        return redirect("insured:family_add_check")

    def form_valid(self, form: AddDocumentForm) -> HttpResponse:
        try:
            document = documents.store(
                form.cleaned_data["file"], dossier=self.dossier, by=self.actor, purpose=PURPOSE
            )
        except Refused as refused:
            form.add_error("file", refused.sentence)
            return self.form_invalid(form)
        self.draft.attach(document, form.cleaned_data["kind"])
        messages.success(self.request, _("The file is added. It is being checked."))
        return redirect("insured:family_add_documents")

    def _blank(self) -> AddDocumentForm:
        return AddDocumentForm(kinds=presenters.file_kinds(self.wanted, self.statement))

    def get_context_data(self, **kwargs) -> dict:
        attached = self.draft.attached()
        return {
            **super().get_context_data(**kwargs),
            "wanted": presenters.wanted_lines(self.wanted, self.statement, attached),
            "files": presenters.file_lines(attached, self.statement),
            "missing": presenters.missing_sentences(self.missing(), self.statement),
        }


class SwornDeclaration(Stated, View):
    """The declaration to sign, as PDF: made anew from the answers each time."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if elsewhere := self.before():
            return elsewhere
        if self.statement.previous_cover != PreviousCover.NO_CERTIFICATE:
            raise Http404
        content = page_to_pdf(
            "insured/print/sworn_declaration.html",
            {
                "statement": self.statement,
                "principal": self.person,
                "relation": Relation(self.statement.relation).label,
            },
            language=translation.get_language()[:2],
        )
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={"Content-Disposition": 'attachment; filename="sworn-declaration.pdf"'},
        )


class CheckAnswers(Stated, TemplateView):
    """Everything on one page, and send."""

    number = 4
    template_name = "insured/family/check.html"
    refused = ""

    def before(self) -> HttpResponse | None:
        if missing := super().before():
            return missing
        if self.missing():
            return redirect("insured:family_add_documents")
        return None

    def answer(self, request: HttpRequest) -> HttpResponse:
        try:
            sent = services.send(
                principal=self.person,
                statement=self.statement,
                actor=self.actor,
                about=self.draft.about(),
                attached=self.draft.accepted(),
                on_behalf_of=self.on_behalf_of,
            )
        except Refused as refused:
            self.refused = refused.sentence
            if refused.reason in (Obstacle.REQUEST_WAITING, RequestRefusal.ALREADY_SENT):
                self.draft.forget()
                messages.warning(request, refused.sentence)
                return redirect("insured:family_add")
            return self.render_to_response(self.get_context_data())
        self.draft.forget()
        remember_sent(request, sent)
        return redirect("insured:family_sent")

    def get_context_data(self, **kwargs) -> dict:
        return {
            **super().get_context_data(**kwargs),
            "refused": self.refused,
            "answer": self.answer_of_the_rule,
            "waived": [str(obstacle.label) for obstacle in self.answer_of_the_rule.waived],
            "lines": presenters.lines(self.statement),
            "files": presenters.file_lines(self.draft.accepted(), self.statement),
        }
