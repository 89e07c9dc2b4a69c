"""Before a change of the plan is saved: whose appointments it touches, and what becomes of them.

One way for hours, special openings, desks, closures and offers, saved or deleted: the change is
made in a transaction, the plans before and after are compared, and where appointments no longer
fit and nobody has decided about them, everything is taken back and the question is asked.
"""

from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.admin import showing
from appointments.admin.answers import AnswerForm, question_of
from appointments.models import Agency, Appointment
from appointments.notices.sentences import sentence
from appointments.rules.booking import WhyNot
from appointments.selectors import agenda, conflicts, plans
from appointments.selectors.calendars import holiday_name
from appointments.services import replanning
from appointments.services.acting import By
from appointments.services.reviewing import REVIEW_TASK
from cns_portal import audit, clock, queue
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

BACK = "_back"
"""The button that leads back to what was typed."""


class PlanForm(forms.ModelForm):
    """A form to which one can go back from the question: shown again as typed, nothing wrong."""

    def is_valid(self) -> bool:
        return super().is_valid() and BACK not in self.data


class Unanswered(Exception):
    """Appointments are touched, and what becomes of them has yet to be said."""

    def __init__(self, form: AnswerForm) -> None:
        super().__init__()
        self.form = form


class PlanAdmin:
    """Mixed into the admin of each table that decides when appointments can be."""

    form = PlanForm
    question_template = "admin/appointments/impact.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        act = super().changeform_view
        return self._asking(
            request, lambda: act(request, object_id, form_url, extra_context), deleting=False
        )

    def delete_view(self, request, object_id, extra_context=None):
        if BACK in request.POST:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[object_id]))
        act = super().delete_view
        return self._asking(request, lambda: act(request, object_id, extra_context), deleting=True)

    def _asking(
        self, request: HttpRequest, act: Callable[[], HttpResponse], *, deleting: bool
    ) -> HttpResponse:
        if request.method != "POST" or BACK in request.POST:
            return act()
        answered = question_of(request.POST)
        if answered and conflicts.replanning_of(request.user, answered):
            return self._results(answered)  # the same answer once more: a double click
        request.plans_before = plans.snapshot(now=clock.now())
        request.replanning = None
        try:
            with transaction.atomic():
                response = act()
        except Unanswered as unanswered:
            return self._question(request, unanswered.form, deleting=deleting)
        except Refused:  # somebody, or a second click, was faster
            return self._results(answered)
        if request.replanning is None:
            return response
        replanning.carry_on(request.replanning.pk)
        return self._results(request.replanning.public_id)

    # The stock admin calls these when everything is saved, before the transaction ends.

    def response_add(self, request, obj, post_url_continue=None):
        self._ask_or_decide(request, str(obj))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._ask_or_decide(request, str(obj))
        return super().response_change(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        self._ask_or_decide(request, obj_display)
        return super().response_delete(request, obj_display, obj_id)

    def _ask_or_decide(self, request: HttpRequest, subject: str) -> None:
        """Take the answer with the change, or raise `Unanswered` and with it undo the change."""
        now = clock.now()
        # Appointments of other agencies are told to those: the review finds them.
        theirs = set(Agency.objects.assigned_to(request.user).values_list("pk", flat=True))
        touched = [
            (booking, why)
            for booking, why in plans.touched_since(request.plans_before, now=now)
            if booking.agency in theirs
        ]
        if touched:
            form = AnswerForm(request.POST, touched=touched, may_act=_may_act(request))
            if not form.is_answered():
                raise Unanswered(form)
            request.replanning = replanning.decide(
                public_id=form.question,
                subject=f"{capfirst(self.opts.verbose_name)}: {subject}",
                wanted=form.wanted(),
                reason=form.reason,
                by=By.agent(request.user),
            )
        queue.nudge(REVIEW_TASK)

    def _question(
        self, request: HttpRequest, form: AnswerForm, *, deleting: bool
    ) -> TemplateResponse:
        """Whom it touches. Recorded: the page names them."""
        reasons = {booking.key: why for booking, why in form.touched}
        rows = list(agenda.agenda_of(request.user).filter(pk__in=form.listed).order_by("starts_at"))
        audit.record_views(
            request.user,
            rows,
            purpose="appointments.plan_change",
            dossier_id=lambda row: row.procedure.dossier_id,
        )
        for row in rows:
            form.fields[f"one-{row.pk}"].widget.attrs["aria-label"] = _(
                "What becomes of it: %(reference)s"
            ) % {"reference": row.procedure.reference}
        count = len(form.touched)
        title = ngettext(
            "%(count)d appointment no longer fits after this change",
            "%(count)d appointments no longer fit after this change",
            count,
        ) % {"count": count}
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": None,
            "opts": self.opts,
            "form": form,
            "deleting": deleting,
            "may_act": _may_act(request),
            "newly_booked": len(form.unseen),
            "not_listed": count - len(rows),
            "rows": [
                {
                    "appointment": row,
                    "address": showing.address_of(row.pk),
                    "person": showing.person(row),
                    "tag": showing.tag(row),
                    "why": _sentence(row, reasons[row.pk]),
                    "is_new": row.pk in form.unseen,
                    "field": form[f"one-{row.pk}"],
                }
                for row in rows
            ],
            "back_name": BACK,
        }
        return TemplateResponse(request, self.question_template, context)

    def _results(self, public_id) -> HttpResponseRedirect:
        name = "admin:appointments_appointment_replanned"
        return HttpResponseRedirect(reverse(name, args=[public_id]))


def _may_act(request: HttpRequest) -> bool:
    return request.user.has_perm("appointments.change_appointment")


def _sentence(appointment: Appointment, why: WhyNot) -> str:
    if why.refusal == "holiday":
        day = civil_time.day_of(appointment.starts_at)
        why = WhyNot(why.refusal, {"holiday": holiday_name(day)})
    return sentence(why)
