"""Staff links about appointments outside the hours: one of them, or a desk's day at once.

GET and HEAD show; only POST decides. A used link says what was decided.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from appointments.choices import Refusal, Treatment
from appointments.forms.decisions import DeskDayForm, OneDecisionForm
from appointments.notices import staff_links
from appointments.notices.sentences import sentence
from appointments.presenters.decided import Outside
from appointments.rules.booking import WhyNot
from appointments.selectors import conflicts, linked
from appointments.selectors.alternatives import nearest
from appointments.services import cancelling, moving, replanning, reviewing
from appointments.services.acting import By
from appointments.views.links import Link, unlinked
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused

TIMES_TO_CHOOSE = 3


# No CSRF token, for the reasons given in links.py.
@login_not_required
@csrf_exempt
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Every emailed link has the same form: the token says to which page it leads."""
    bound = staff_links.read(token)
    if isinstance(bound, staff_links.OneOutside):
        return OneOutside.as_view()(request, bound)
    if isinstance(bound, staff_links.DeskDay):
        return DeskDay.as_view()(request, bound)
    return Link.as_view()(request, token=token)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class OneOutside(View):
    """One appointment: keep it, move it or cancel it."""

    def get(self, request: HttpRequest, bound: staff_links.OneOutside) -> HttpResponse:
        return self.show(request, self.found(bound))

    def post(self, request: HttpRequest, bound: staff_links.OneOutside) -> HttpResponse:
        found = self.found(bound)
        if not found.is_undecided:  # a second click, or somebody was faster
            return self.show(request, found)
        with translation.override(settings.LANGUAGE_CODE):
            form = self.form(found, request.POST)
            if not form.is_valid():
                return self.show(request, found, form=form)
            try:
                self.act(found, form)
            except Refused as refused:
                return self.show(request, self.found(bound), form=form, error=sentence(refused))
        return self.show(request, self.found(bound))

    def found(self, bound: staff_links.OneOutside) -> Outside:
        """The appointment, while it is to come and of the agency to which the link was sent."""
        appointment = linked.signed(bound.public_id)
        conflict = conflicts.of_appointment(appointment) if appointment else None
        if conflict is None:
            raise Http404
        present = linked.present_of(appointment)
        if present.agency_id != bound.agency_id or clock.now() >= present.ends_at:
            raise Http404
        conflict.appointment = appointment
        in_hand = conflicts.being_replanned().filter(appointment=appointment).exists()
        return Outside(conflict, appointment, present, in_hand)

    def form(self, found: Outside, data=None) -> OneDecisionForm:
        """Bound when `data` was sent."""
        times = nearest(found.appointment, now=clock.now(), count=TIMES_TO_CHOOSE)
        return OneDecisionForm(data, times=times)

    def act(self, found: Outside, form: OneDecisionForm) -> None:
        """Do what was chosen. Raises `Refused`."""
        appointment, by = found.appointment, By.link()
        with translation.override(appointment.language):
            reason = form.reason()
        chosen = form.cleaned_data["decision"]
        if chosen == Treatment.KEEP:
            reviewing.keep(appointment.pk, by=by)
        elif chosen == Treatment.CANCEL:
            cancelling.cancel_by_staff(appointment.pk, by=by, reason=reason, in_plan_change=True)
        elif starts_at := form.chosen_time():
            moving.move(
                appointment.pk,
                agency_ids=[appointment.agency_id],
                starts_at=starts_at,
                by=by,
                reason=reason,
                in_plan_change=True,
            )
        else:
            replanning.move_nearest(appointment, by=by, reason=reason)

    def show(self, request: HttpRequest, found: Outside, *, form=None, **said: Any) -> HttpResponse:
        """What it is about, and what was or can be decided."""
        with translation.override(settings.LANGUAGE_CODE):
            if form is None and found.is_undecided:
                form = self.form(found)
            page = render(
                request,
                "appointments/link_outside.html",
                {"found": found, "form": form if found.is_undecided else None, **said},
            )
        return unlinked(page)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class DeskDay(View):
    """All appointments outside the hours of one desk on one day."""

    def get(self, request: HttpRequest, bound: staff_links.DeskDay) -> HttpResponse:
        return self.show(request, bound, self.found(bound))

    def post(self, request: HttpRequest, bound: staff_links.DeskDay) -> HttpResponse:
        rows = self.found(bound)
        undecided = [row for row in rows if row.is_undecided]
        if not undecided:  # a second click, or somebody was faster
            return self.show(request, bound, rows)
        with translation.override(settings.LANGUAGE_CODE):
            form = DeskDayForm(request.POST)
            if not form.is_valid():
                return self.show(request, bound, rows, form=form)
            unseen = [row for row in undecided if not form.has_seen(row.appointment.pk)]
            if unseen:
                return self.show(request, bound, rows, form=form, unseen=len(unseen))
            self.act(bound, undecided, form)
        return self.show(request, bound, self.found(bound))

    def found(self, bound: staff_links.DeskDay) -> list[Outside]:
        """What was found at this desk on this day, decided or not, until the day is over."""
        rows = conflicts.of_desk_day(
            agency_id=bound.agency_id, desk_id=bound.desk_id, day=bound.day
        )
        if not rows or bound.day < civil_time.day_of(clock.now()):
            raise Http404
        in_hand = set(
            conflicts.being_replanned()
            .filter(appointment__in=[row.appointment_id for row in rows])
            .values_list("appointment_id", flat=True)
        )
        present = linked.present_of_all([row.appointment for row in rows])
        return [
            Outside(
                row, row.appointment, present[row.appointment_id], row.appointment_id in in_hand
            )
            for row in rows
        ]

    def act(self, bound: staff_links.DeskDay, undecided: list[Outside], form: DeskDayForm) -> None:
        """Write the decision down and begin with it; what is left the worker does."""
        treatment = Treatment(form.cleaned_data["decision"])
        try:
            decided = replanning.decide(
                public_id=form.cleaned_data["question"],
                subject=f"{undecided[0].appointment.desk} {bound.day}",
                wanted=[
                    replanning.Wanted(
                        row.appointment.pk,
                        WhyNot(Refusal(row.conflict.refusal), row.conflict.details),
                        treatment,
                    )
                    for row in undecided
                ],
                reason=form.reason,
                by=By.link(),
            )
        except Refused:  # the same answer was sent twice: the first one holds
            return
        replanning.carry_on(decided.pk)

    def show(
        self,
        request: HttpRequest,
        bound: staff_links.DeskDay,
        rows: list[Outside],
        *,
        form: DeskDayForm | None = None,
        **said: Any,
    ) -> HttpResponse:
        """What lies outside the hours that day, and what was or can be decided."""
        undecided = [row for row in rows if row.is_undecided]
        seen = ",".join(str(row.appointment.pk) for row in undecided)
        with translation.override(settings.LANGUAGE_CODE):
            if form is None:
                form = DeskDayForm(initial={"question": uuid.uuid4(), "seen": seen})
            elif undecided:
                form.data = form.data.copy()
                form.data["seen"] = seen
            page = render(
                request,
                "appointments/link_desk_day.html",
                {
                    "day": bound.day,
                    "desk": rows[0].conflict.desk,
                    "rows": rows,
                    "undecided": len(undecided),
                    "form": form if undecided else None,
                    **said,
                },
            )
        return unlinked(page)
