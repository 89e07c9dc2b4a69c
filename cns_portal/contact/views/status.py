"""Coming back to a question that was asked without signing in: by reference and e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from cns_portal import procedures
from cns_portal.contact.forms.questions import MoreForm, StatusForm
from cns_portal.contact.presenters.questions import AskedQuestion
from cns_portal.contact.selectors import asked
from cns_portal.contact.services import closing
from cns_portal.contact.views import limits, session
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.timeline import history_entries
from cns_portal.web import throttle

CLOSE, LEAVE = "close", "leave"
"""The buttons that close the question, and that only end the looking."""


@method_decorator(login_not_required, name="dispatch")
class Status(FormView):
    """Reference and e-mail, by POST. Whatever does not fit gets the same answer."""

    template_name = "contact/status.html"
    form_class = StatusForm

    def form_valid(self, form: StatusForm) -> HttpResponse:
        reference, email = form.cleaned_data["reference"], form.cleaned_data["email"]
        if not limits.may_look(self.request, reference):
            return throttle.not_now(
                self.request,
                why=_("There were many attempts in a short time."),
                seconds=limits.A_QUARTER,
            )
        question = asked.by_reference_and_email(reference, email)
        if question is None:
            form.add_error(
                None,
                _(
                    "There is no question with this reference and this e-mail address. Compare "
                    "them with the e-mail; a question is deleted some time after it was closed."
                ),
            )
            return self.form_invalid(form)
        session.open_here(self.request, question)
        return HttpResponseRedirect(reverse("contact:question"))

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(back_url=reverse("contact:contact"), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class OneQuestion(FormView):
    """State, what was written, and an answer; for the browser that has shown what it knows."""

    template_name = "contact/question.html"
    form_class = MoreForm

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.question = session.opened_here(request)
        if self.question is None:
            return HttpResponseRedirect(reverse("contact:status"))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if LEAVE in request.POST:
            session.close_here(request)
            return HttpResponseRedirect(reverse("contact:contact"))
        if CLOSE in request.POST:
            return self._close()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MoreForm) -> HttpResponse:
        if not limits.may_write(str(self.question.public_id)):
            return throttle.not_now(
                self.request,
                why=_("Many messages were written about this question in a short time."),
                text=form.cleaned_data["text"],
                seconds=limits.AN_HOUR,
            )
        try:
            closing.write_as_visitor(self.question.pk, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return self.form_invalid(form)
        messages.success(self.request, _("Your message has been sent."))
        return self._here()

    def _close(self) -> HttpResponse:
        try:
            closing.close_as_visitor(self.question.pk)
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
        else:
            messages.success(self.request, _("Your question is closed."))
        return self._here()

    def _here(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("contact:question"))

    def get_context_data(self, **kwargs) -> dict:
        events = procedures.history(self.question.procedure, for_the_person=True)
        return super().get_context_data(
            asked=AskedQuestion(self.question, asked.letters_of(self.question)),
            question=self.question,
            reference=self.question.procedure.reference,
            history=history_entries(events, reader=AnonymousUser()),
            **kwargs,
        )
