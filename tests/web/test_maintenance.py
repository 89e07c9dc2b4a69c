"""While the portal is closed, visitors read so; the watchers and the staff still come in."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from cns_portal import clock
from cns_portal.web import maintenance
from tests.appointments.agents import window_of
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_a_visitor_reads_that_the_portal_is_closed(client):
    maintenance.close(until=None)
    answer = client.get("/en/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert "no-store" in answer["Cache-Control"]
    assert "Try again in a few minutes" in answer.text
    assert "(+352) 27 57 1" in answer.text


def test_the_page_says_when_it_opens_and_programs_are_told_so(client):
    maintenance.close(until=clock.now() + timedelta(minutes=30))
    answer = client.get("/en/")
    assert 1700 < int(answer["Retry-After"]) <= 1801
    assert "until about" in answer.text


def test_the_page_speaks_the_language_of_the_address(client):
    maintenance.close(until=None)
    assert '<html lang="de">' in client.get("/de/").text


def test_whoever_was_sending_is_told_that_it_was_not_taken(client):
    maintenance.close(until=None)
    answer = client.post("/en/appointments/new/", {})
    assert answer.status_code == 503
    assert "was not taken" in answer.text
    assert "was not taken" not in client.get("/en/").text


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/"])
def test_the_watchers_and_the_way_in_stay_open(client, path):
    maintenance.close(until=None)
    assert client.get(path).status_code == 200


def test_signed_in_staff_go_on_and_people_do_not(client):
    maintenance.close(until=None)
    staff = window_of(AccountFactory(supervisor=True))
    assert staff.get("/en/").status_code == 200
    client.force_login(AccountFactory())
    assert client.get("/en/").status_code == 503


def test_without_a_database_nobody_is_staff(client, monkeypatch):
    maintenance.close(until=None)

    def away(request):
        raise OperationalError("away")

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", away)
    assert client.get("/en/").status_code == 503


def test_the_environment_closes_every_machine(client, settings):
    settings.MAINTENANCE_MODE = True
    assert client.get("/en/").status_code == 503
    assert not maintenance.reopen()


@pytest.mark.parametrize("written", ["", "soon", "2020-01-01T00:00:00+00:00", "2099-13-45T99:00"])
def test_a_sign_without_a_moment_to_come_closes_all_the_same(client, written):
    maintenance.sign().write_text(written)
    answer = client.get("/en/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")


def test_the_command_closes_and_opens(client):
    out = io.StringIO()
    call_command("maintenance", "on", "--minutes", "5", stdout=out)
    assert "Visitors read: until" in out.getvalue()
    assert client.get("/en/").status_code == 503
    call_command("maintenance", "off", stdout=out)
    assert client.get("/en/").status_code == 200
    out = io.StringIO()
    call_command("maintenance", "off", stdout=out)
    call_command("maintenance", "status", stdout=out)
    assert out.getvalue().splitlines() == ["The portal was not closed here.", "open"]


@pytest.mark.parametrize("until", ["tomorrow", "2020-01-01T10:00", "2026-02-30T10:00"])
def test_the_command_refuses_a_moment_that_cannot_be(until):
    with pytest.raises(CommandError):
        call_command("maintenance", "on", "--until", until)
    assert not maintenance.is_closed()
