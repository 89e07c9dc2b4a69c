"""The promises about decisions on touched appointments, each broken once."""

import pytest

from cns_portal import clock
from tests.factories import ReplanningFactory, ReplanningStepFactory

pytestmark = pytest.mark.django_db


def test_a_question_is_answered_once(breaks):
    first = ReplanningFactory()
    with breaks("appointments_replanning_public_id_key"):
        ReplanningFactory(public_id=first.public_id)


def test_an_appointment_is_decided_about_once_in_a_decision(breaks):
    step = ReplanningStepFactory()
    with breaks("replanning_step_once_per_appointment"):
        ReplanningStepFactory(replanning=step.replanning, appointment=step.appointment)


def test_what_is_wanted_is_one_of_three(breaks):
    with breaks("replanning_step_treatment_is_known"):
        ReplanningStepFactory(treatment="burn")


@pytest.mark.parametrize(
    "columns",
    [
        lambda: {"result": "moved"},
        lambda: {"done_at": clock.now()},
        lambda: {"done_at": clock.now(), "result": "burnt"},
    ],
)
def test_what_is_done_has_a_result_and_nothing_else_has(breaks, columns):
    with breaks("replanning_step_done_iff_it_has_a_result"):
        ReplanningStepFactory(**columns())
