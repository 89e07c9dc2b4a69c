"""What agents ask: whose day is it, who waits for a decision, which times can they give out."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from appointments.choices import Status
from appointments.models import Agency, Appointment, Participant
from appointments.rules.free_times import FreeTime, Offer
from appointments.rules.states import NOT_GIVEN_UP, OPEN
from appointments.selectors import conflicts
from appointments.selectors.free_times import free_times
from cns_portal.accounts.models import Account
from cns_portal.kernel import civil_time, codes, matricule

_REFERENCE = re.compile(r"[0-9A-Za-z]{4}[\s-]?[0-9A-Za-z]{4}")


def agenda_of(agent: Account) -> QuerySet[Appointment]:
    """What the agent may see, with everything a line of the list needs: two queries.

    `is_outside` says whether it lies outside the plan and nobody has decided about it.
    """
    found = Appointment.objects.at_agencies_of(agent).with_place()
    return found.annotate(is_outside=conflicts.is_undecided()).prefetch_related("participants")


def agencies_of(agent: Account) -> QuerySet[Agency]:
    """The agent's agencies that take appointments, in the order of lists."""
    return Agency.objects.assigned_to(agent).taking_appointments()


def between(
    appointments: QuerySet[Appointment], first: date | None, last: date | None
) -> QuerySet[Appointment]:
    """Those that begin on the Luxembourg days from `first` to `last`; None leaves a side open."""
    if first is not None:
        appointments = appointments.filter(starts_at__gte=civil_time.midnight(first))
    if last is not None:
        after = civil_time.midnight(last + timedelta(days=1))
        appointments = appointments.filter(starts_at__lt=after)
    return appointments


def left_to_agents(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """The requests that wait for an agent's decision."""
    return appointments.filter(status=Status.REQUESTED, left_to_agent_at__isnull=False)


def at_a_glance(agent: Account, *, today: date) -> dict[str, int]:
    """What waits for the agent's decision, and who comes today: four queries.

    Requests, those who come today, those of them who sit in the waiting room, and the
    appointments to come that lie outside the hours.
    """
    mine = Appointment.objects.at_agencies_of(agent)
    waiting = left_to_agents(between(mine, today, None))
    expected = between(mine, today, today).filter(status__in=NOT_GIVEN_UP)
    here = expected.filter(status=Status.CHECKED_IN)
    return {
        "waiting": waiting.count(),
        "today": expected.count(),
        "here": here.count(),
        "outside": outside_the_plan(between(mine, today, None)).count(),
    }


def outside_the_plan(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those that no longer fit hours, desks or offers, and about which nobody has decided."""
    return appointments.filter(conflicts.is_undecided(), status__in=OPEN)


def matching(appointments: QuerySet[Appointment], text: str) -> QuerySet[Appointment]:
    """An agent's search: a reference or a matricule however it is spaced, or names.

    Every word begins the first or the last name of somebody in the appointment. Beginnings, and
    keys instead of conditions joined by OR, because indexes find those among many.
    """
    number = matricule.normalised(text)
    if len(number) >= 4 and number.isdigit():
        found = Appointment.objects.filter(pk__in=_with(matricule__startswith=number))
    else:
        found = Appointment.objects.all()
        for word in text.split():
            found = found.filter(
                pk__in=_with(Q(last_name__istartswith=word) | Q(first_name__istartswith=word))
            )
    keys = found.order_by().values("pk")
    if _REFERENCE.fullmatch(text.strip()):
        code = codes.normalised(text)
        case = Appointment.objects.filter(procedure__reference=f"{code[:4]}-{code[4:]}")
        keys = keys.union(case.order_by().values("pk"))
    return appointments.filter(pk__in=keys)


def _with(*conditions: Q, **columns: str) -> QuerySet:
    """The keys of the appointments of such people."""
    return Participant.objects.filter(*conditions, **columns).values("appointment")


def free_for_agents(
    *, offer: Offer, agency_id: int, first: date, count: int, now: datetime
) -> dict[date, tuple[FreeTime, ...]]:
    """The free times of an agency's days; an agent may give out those too close for the public."""
    patient = replace(offer, notice=timedelta(0))
    found = free_times(offer=patient, agency_ids=[agency_id], first=first, count=count, now=now)
    return found[agency_id]
