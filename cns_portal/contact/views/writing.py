"""Asking the CNS something, with or without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from cns_portal.contact.choices.questions import Topic
from cns_portal.contact.forms.questions import QuestionForm, VisitorQuestionForm, typed
from cns_portal.contact.presenters.questions import better_left_out
from cns_portal.contact.services import sending
from cns_portal.contact.views import limits
from cns_portal.contact.views.session import remember_asked, was_asked_here
from cns_portal.kernel.refusal import Refused
from cns_portal.web import throttle
from insured.access import InsuredPage
from insured.choices.acting import PageScope

AS_IT_IS = "as_it_is"
"""The button of somebody who was told that a number stands in the text, and wants it there."""


@method_decorator(login_not_required, name="dispatch")
class Write(InsuredPage, FormView):
    """The form. Signed in, the question becomes a case of the open file; else it has a reference
    that is sent by e-mail."""

    scope = PageScope.MESSAGES
    for_visitors = True
    person = None
    template_name = "contact/write.html"

    def get_form_class(self) -> type[QuestionForm]:
        return QuestionForm if self.person else VisitorQuestionForm

    def get_initial(self) -> dict:
        topic = self.request.GET.get("topic")
        return {"topic": topic} if topic in Topic.values else {}

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        said = typed(form)
        if not self.person:
            advice = better_left_out(said["text"])
            if advice and AS_IT_IS not in self.request.POST:
                return self.render_to_response(self.get_context_data(form=form, advice=advice))
            if not limits.may_ask(self.request):
                return self._not_now(
                    _("Many questions came from your internet connection in a short time."), said
                )
        try:
            return self._sent(said)
        except Refused as refused:
            return self._not_now(refused.sentence, said)

    def _sent(self, said: dict) -> HttpResponse:
        if self.person:
            question = sending.send(
                person=self.person, actor=self.actor, on_behalf_of=self.on_behalf_of, **said
            )
            where = reverse("home:procedure", args=[question.procedure.reference])
            return HttpResponseRedirect(where)
        question = sending.send_as_visitor(language=get_language()[:2], **said)
        remember_asked(self.request, question)
        return HttpResponseRedirect(reverse("contact:sent"))

    def _not_now(self, why: str, said: dict) -> HttpResponse:
        return throttle.not_now(self.request, why=why, text=said["text"], seconds=limits.AN_HOUR)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            person=self.person, back_url=reverse("contact:contact"), **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class Sent(TemplateView):
    """What happens next with the question that was sent from this browser, and its reference."""

    template_name = "contact/sent.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        question = was_asked_here(request)
        if question is None:
            return HttpResponseRedirect(reverse("contact:write"))
        return self.render_to_response(
            self.get_context_data(
                reference=question.procedure.reference, email=question.procedure.contact_email
            )
        )
