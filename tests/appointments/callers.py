"""Fixtures: a video call that begins in ten minutes, and one that runs."""

from datetime import timedelta

import pytest
from django.test import Client

from appointments.choices import Side
from appointments.services import calls
from appointments.services.acting import By
from tests.appointments.calling import HELLO, says
from tests.factories import AppointmentFactory, InsuredPersonFactory

__all__ = ["me", "person", "running", "video"]


@pytest.fixture
def person(db):
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def me(person):
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def video(agency, person, stopped_clock):
    """A call of somebody who signs in, in ten minutes."""
    starts_at = stopped_clock.moment + timedelta(minutes=10)
    return AppointmentFactory(agency=agency, person=person, video=True, starts_at=starts_at)


@pytest.fixture
def running(video, agent):
    calls.enter(video.pk, by=By.link())
    says(video, Side.PERSON, HELLO)
    says(video, Side.AGENT, HELLO)
    calls.admit(video.pk, by=By.agent(agent))
    return video
