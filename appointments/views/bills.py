"""Which bills to bring to a visit. Nothing is stored: what is typed comes back with the answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from appointments.choices import Channel, TopicCode
from appointments.forms import bills as forms
from appointments.presenters.bills import BillsAnswer, problems
from appointments.views.doors import ByLink, OwnPage, SignedIn
from insured.rules.immediate_reimbursement import judge, latest_visit


class Bills(OwnPage):
    """Only for visits about reimbursements; only while they are to come."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        topic, channel = self.appointment.topic, self.appointment.channel
        if topic != TopicCode.REIMBURSEMENT or channel != Channel.ON_SITE:
            raise Http404
        if not self.card.has_bills:
            return redirect(self.url_of("detail"))
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.show(forms.empty_rows())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "add" in request.POST:
            return self.show(forms.with_another_row(request.POST), was_added=True)
        rows = forms.sent_rows(request.POST)
        if not rows.is_valid():
            return self.show(rows, problems=problems(rows))
        bills, card = rows.bills(), self.card
        answer = judge(bills, visit=card.day)
        latest = None
        if not answer.is_enough:
            latest = latest_visit(bills, first=card.today, visit=card.day)
        return self.show(rows, bills=BillsAnswer(answer, latest))

    def show(self, rows: Any, **context: Any) -> HttpResponse:
        """The rows, with what was found out about them."""
        return self.answer(
            "appointments/bills.html",
            rows=rows,
            may_add=len(rows.forms) < forms.MOST_ROWS,
            least=BillsAnswer(judge([], visit=self.card.day), None).least,
            **context,
        )


class MyBills(SignedIn, Bills):
    """For whoever has signed in."""


class LinkedBills(ByLink, Bills):
    """For whoever holds the link."""
