"""That a request is sent, and what happens next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from insured.access import InsuredPage
from insured.choices.acting import PageScope
from insured.models import Request

KEY = "family_sent"


def remember_sent(request: HttpRequest, sent: Request) -> None:
    """For the next page: which request it was."""
    request.session[KEY] = sent.pk


def show_sent(page: InsuredPage, sent: Request) -> HttpResponse:
    """The procedure; where the mandate does not open it, the page that says that it is sent."""
    if page.file.opens(PageScope.MESSAGES):
        return redirect("home:procedure", reference=sent.procedure.reference)
    remember_sent(page.request, sent)
    return redirect("insured:family_sent")


class FamilySent(InsuredPage, TemplateView):
    """The reference, and the way to the procedure."""

    scope = PageScope.INSURANCE
    template_name = "insured/family/sent.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        sent = (
            Request.objects.of(self.person)
            .filter(pk=request.session.get(KEY) or 0)
            .select_related("procedure")
            .first()
        )
        if sent is None:
            return redirect("insured:family")
        return self.render_to_response(self.get_context_data(sent=sent))
