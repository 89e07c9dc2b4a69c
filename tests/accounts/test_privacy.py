"""A visit that is over leaves nothing behind."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from cns_portal import clock
from cns_portal.accounts.sealed_sessions import SessionStore
from cns_portal.privacy import holdings, tasks
from tests.accounts.identity_service import sign_in

pytestmark = pytest.mark.django_db


def a_visit(*, seconds: int) -> str:
    session = SessionStore()
    session["booking"] = {"details": {"last_name": "Visitor"}}
    session.set_expiry(seconds)
    session.save()
    return session.session_key


def test_the_hourly_task_deletes_visits_that_are_over():
    over, under_way = a_visit(seconds=-1), a_visit(seconds=3600)
    [holding] = [holding for holding in holdings() if holding.code == "accounts.sessions"]
    assert holding.due(now=clock.now()) == 1
    tasks.forget()
    assert not Session.objects.filter(pk=over).exists()
    assert Session.objects.filter(pk=under_way).exists()
    assert holding.due(now=clock.now() + timedelta(hours=2)) == 1


def test_signing_in_gives_a_visitors_session_the_usual_length(client, identity_service, settings):
    session = client.session
    session.set_expiry(60)
    session.save()
    assert sign_in(client, "luc").status_code == 302
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
