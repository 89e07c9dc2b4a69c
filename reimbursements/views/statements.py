"""The statement as a page and as a PDF; objecting to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import download
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.forms.objecting import ObjectionForm
from reimbursements.models import Statement
from reimbursements.presenters.printing import statement_pdf
from reimbursements.presenters.statement import StatementView
from reimbursements.selectors import payees
from reimbursements.selectors import statements as selectors
from reimbursements.services import objecting


class PageOfStatement(InsuredPage):
    """A page about one statement of the open file; anybody else's does not exist."""

    scope = PageScope.REIMBURSEMENTS

    def statement(self, public_id: UUID) -> Statement:
        found = selectors.one_of(self.person, public_id)
        if found is None:
            raise Http404
        return found

    def view_of(self, statement: Statement) -> StatementView:
        """All that the pages say about it."""
        payments = selectors.payments_of(statement)
        return StatementView(
            statement,
            selectors.decisions_in(statement),
            payments=payments,
            account=payees.account_of(payments[0]) if payments else None,
            objections=selectors.objections_to(statement),
            today=clock.today(),
            complementary=selectors.complementary_of(statement),
        )


class OneStatement(PageOfStatement, TemplateView):
    """What was decided, what is paid, and why each line is as it is."""

    template_name = "reimbursements/statement.html"

    def get_context_data(self, public_id: UUID, **kwargs) -> dict:
        statement = self.statement(public_id)
        return super().get_context_data(
            view=self.view_of(statement),
            sees_messages=self.file.opens(PageScope.MESSAGES),
            back_label=_("These bills") if statement.claim else _("My year"),
            **kwargs,
        )


class StatementFile(PageOfStatement, View):
    """The statement on paper, printed when it is asked for, in the language of the page."""

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        statement = self.statement(public_id)
        return download(
            statement_pdf(statement, language=request.LANGUAGE_CODE),
            content_type="application/pdf",
            filename=f"{statement.number}.pdf",
        )


class ObjectToStatement(PageOfStatement, FormView):
    """Saying why one does not agree."""

    template_name = "reimbursements/object.html"
    form_class = ObjectionForm

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        view = self.view_of(self.statement(kwargs["public_id"]))
        if view.why_not_object:
            messages.warning(request, view.why_not_object)
            return redirect(view.url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        statement = self.statement(self.kwargs["public_id"])
        return super().get_context_data(view=self.view_of(statement), **kwargs)

    def form_valid(self, form: ObjectionForm) -> HttpResponse:
        statement = self.statement(self.kwargs["public_id"])
        try:
            objecting.send(statement, grounds=form.cleaned_data["grounds"], actor=self.actor)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self.form_invalid(form)
        messages.success(self.request, _("Your objection has been sent to the CNS."))
        return redirect("reimbursements:statement", statement.public_id)


class WithdrawObjection(PageOfStatement, View):
    """Taking it back: one button on the page of the statement."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        statement = self.statement(public_id)
        latest = next(iter(selectors.objections_to(statement)), None)
        if latest is None:
            raise Http404
        try:
            objecting.withdraw(latest.pk, actor=self.actor)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("You have taken your objection back."))
        return redirect("reimbursements:statement", statement.public_id)
