"""The invented past is one that could have happened."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from appointments.models import Appointment, Participant, Visit
from appointments.rules.figures import Period
from appointments.rules.states import FOLLOWS
from appointments.selectors import figures
from cns_portal import clock
from cns_portal.demo import past, stories
from cns_portal.procedures.models import ProcedureEvent
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.agents import agent_of
from tests.factories import AgencyFactory, at

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)


@pytest.fixture
def agency(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(MONDAY, 7))
    factories.offers()
    agency = AgencyFactory(slug="esch", open=True, desks=3)
    agent_of(agency)
    return agency


def test_state_history_and_visit_agree(agency):
    assert past.seed_past(["esch"], days=14, share=0.7) > 200
    assert not out_of_step().exists()
    for appointment in Appointment.objects.exclude(status="moved").select_related("procedure"):
        assert appointment.procedure.current_state == appointment.status
        states = [event.state for event in appointment.procedure.events.order_by("pk")]
        for before, after in pairwise(states):
            # A moved appointment goes on at its new time.
            assert after in FOLLOWS[before] or (before, after) == ("moved", "confirmed")
        moments = [event.at for event in appointment.procedure.events.order_by("pk")]
        assert moments == sorted(moments)
    moved = Appointment.objects.filter(status="moved")
    assert moved.exists()
    for old in moved:
        assert Appointment.objects.get(rescheduled_from=old).status == "completed"
        assert not Participant.objects.filter(appointment=old).exists()
    assert (
        Visit.objects.count()
        == Appointment.objects.filter(status="completed", channel="on_site").count()
    )
    assert not ProcedureEvent.objects.filter(at__gte=at(MONDAY, 0)).exists()


def test_a_second_start_adds_only_the_days_since(agency, monkeypatch):
    first = past.seed_past(["esch"])
    assert first > 0
    assert past.seed_past(["esch"]) == 0
    before = set(Appointment.objects.values_list("pk", flat=True))
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(MONDAY + timedelta(days=2), 7))
    assert past.seed_past(["esch"]) > 0
    new = Appointment.objects.exclude(pk__in=before)
    assert {start.date() for start in new.values_list("starts_at", flat=True)} <= {
        MONDAY, MONDAY + timedelta(days=1),
    }  # fmt: skip


def test_the_same_day_is_always_the_same(agency):
    past.seed_past(["esch"], days=3)
    asked = Appointment.objects.order_by("starts_at", "desk").values_list("starts_at", "status")
    first = list(asked)
    Visit.objects.all().delete()
    Appointment.objects.filter(rescheduled_from__isnull=False).delete()
    Appointment.objects.all().delete()
    past.seed_past(["esch"], days=3)
    assert list(asked) == first


def test_figures_have_something_to_say(agency):
    past.seed_past(["esch"])
    days = past.days_before(clock.today(), 28)
    total = figures.report([agency], Period(days[-1], days[0]), now=clock.now()).total.figures
    assert total.kept > total.given_up > total.refused >= 0
    assert min(total.missed, total.moved) > 0
    assert 0 < total.waited.median.total_seconds() < 1800
    assert total.served.median < total.served.ninetieth
    assert total.given_up == total.cancelled.total()


def test_references_are_all_different():
    assert len({stories.reference(serial) for serial in range(20_000)}) == 20_000
