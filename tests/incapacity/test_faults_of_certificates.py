"""What breaks around the room: Redis gone, mail refused, a worker killed in the middle."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app

from cns_portal import clock, soft_cache
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.models import Procedure
from incapacity import tasks
from incapacity.models import Certificate, ElectronicMessage
from incapacity.selectors import checking
from incapacity.selectors import drafts as draft_selectors
from incapacity.services import passing_on, sending, sheets
from tests.inbox.conftest import mail_server  # noqa: F401
from tests.incapacity.ecit_messages import ILLNESS, Practice, changed
from tests.incapacity.factories import CertificateFactory
from tests.incapacity.sendable import ago, draft_of, marie
from tests.killing import killed_in
from tests.racing import at_once

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def lost_redis(settings, monkeypatch):
    """Neither limits nor the broker can be reached."""
    monkeypatch.setattr(soft_cache, "_lost_at", 0.0)
    monkeypatch.setattr("cns_portal.queue._not_before", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "cns_portal.soft_cache.SoftRedisCache",
            "LOCATION": "redis://localhost:9/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://localhost:9/0")
    yield
    soft_cache.SoftRedisCache("redis://localhost:9/0", {"OPTIONS": {}}).clear()


@pytest.fixture
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def sent_now(person) -> Certificate:
    draft = draft_of(person)
    whole = draft_selectors.draft_of(person, draft.public_id)
    seen = checking.checked(whole, today=clock.today()).fingerprint
    return sending.send(whole, actor=person.account, seen=seen)


def arrived(person, **columns) -> Certificate:
    """Electronically an hour ago: its time to be held back is over."""
    since = clock.now() - timedelta(hours=2)
    return CertificateFactory(
        arrived=True, person=person, created_at=since, first_day=ago(1), **columns
    )


def a_sheet_to_remind_of(person) -> Certificate:
    """Sent yesterday, and the employer has to have it by tomorrow."""
    return CertificateFactory(
        person=person, first_day=ago(1), last_day=ago(-10), created_at=clock.now() - A_DAY
    )


# -- Redis ----------------------------------------------------------------------------------------


def test_a_certificate_is_sent_without_redis(lost_redis):
    certificate = sent_now(marie())
    certificate.refresh_from_db()
    assert certificate.state == "sent"
    assert Message.objects.get().reference == certificate.procedure.reference


def test_an_electronic_one_arrives_without_redis_and_is_passed_on(lost_redis, client):
    person, practice = marie(), Practice()
    today = f"{clock.today():%Y-%m-%d}"
    ill = changed(ILLNESS, matricule=person.matricule, first_day=today, last_day=today)
    ill["issued_on"] = today
    message = practice.message(ill)
    assert practice.post_raw(client, message).status_code == 201
    assert practice.post_raw(client, message).status_code == 201
    assert ElectronicMessage.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=True):
        tasks.pass_on()
    assert Certificate.objects.get().state == "sent"


def test_limits_hold_without_redis(lost_redis, client):
    practice = Practice()
    answers = {
        practice.post_raw(client, b"a.b.c", token="wrong").status_code for _attempt in range(40)
    }
    assert answers == {401, 429}


# -- The mail server ------------------------------------------------------------------------------


@pytest.mark.usefixtures("_no_broker")
def test_a_mail_server_that_refuses_delays_the_word_and_nothing_else(mail_server):  # noqa: F811
    mail_server.refuse_with = "451 Try again later"
    certificate = sent_now(marie())
    deliver()
    certificate.refresh_from_db()
    assert certificate.state == "sent"
    assert Message.objects.filter(reference=certificate.procedure.reference).count() == 1
    assert set(Email.objects.values_list("status", flat=True)) == {"pending"}
    mail_server.refuse_with = ""
    with time_machine.travel(clock.now() + timedelta(hours=6), tick=True):
        deliver()
    assert set(Email.objects.values_list("status", flat=True)) == {"sent"}
    [letter] = mail_server.accepted
    body = letter.get_body(("plain",)).get_content()
    assert certificate.procedure.reference not in body
    assert "Marie" not in f"{letter['Subject']} {body}"


@pytest.mark.usefixtures("_no_broker")
def test_a_reminder_that_no_worker_delivered_in_time_is_not_delivered_any_more(
    mail_server,  # noqa: F811
):
    certificate = a_sheet_to_remind_of(marie())
    assert sheets.remind(certificate.pk)
    Certificate.objects.filter(pk=certificate.pk).update(employer_given_on=clock.today())
    deliver()
    assert Message.objects.get().status == Email.objects.get().status == "withdrawn"
    assert mail_server.accepted == []


# -- Workers that are killed ----------------------------------------------------------------------


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize(
    "where",
    [
        "incapacity.services.passing_on.handing_in.hand_in",
        "incapacity.services.handing_in.procedures.open_procedure",
        "incapacity.services.handing_in.audit.record",
        "incapacity.services.handing_in.tell",
    ],
)
def test_a_worker_killed_while_passing_on_passes_on_once(where):
    certificate = arrived(marie())
    killed_in(tasks.pass_on, where=where)
    certificate.refresh_from_db()
    assert certificate.state == "arrived"
    assert not Procedure.objects.exists()
    assert not Message.objects.exists()
    tasks.pass_on()
    tasks.pass_on()
    certificate.refresh_from_db()
    assert certificate.state == "sent"
    assert Procedure.objects.count() == Message.objects.count() == 1


@pytest.mark.usefixtures("_no_broker")
def test_the_next_worker_goes_on_where_one_was_killed():
    for _number in range(3):
        arrived(marie())
    first = Certificate.objects.order_by("pk").first()
    Certificate.objects.filter(pk=first.pk).update(passes_on_at=clock.now() - timedelta(hours=3))
    passing_on.pass_on_by_itself(first.pk)
    killed_in(tasks.pass_on, where="incapacity.services.handing_in.tell")
    assert Certificate.objects.filter(state="sent").get() == first
    tasks.pass_on()
    assert Certificate.objects.filter(state="sent").count() == 3
    assert Message.objects.count() == 3


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_pass_on_once(attempt):
    certificate = arrived(marie())
    answers = at_once(*[tasks.pass_on] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    certificate.refresh_from_db()
    assert certificate.state == "sent"
    assert Procedure.objects.count() == Message.objects.count() == 1


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize(
    "where",
    ["incapacity.services.sheets.audit.record", "incapacity.services.sheets.tell"],
)
def test_a_worker_killed_while_reminding_reminds_once(where):
    certificate = a_sheet_to_remind_of(marie())
    killed_in(sheets.remind_all, where=where)
    certificate.refresh_from_db()
    assert certificate.nudged_at is None
    assert not Message.objects.exists()
    assert (sheets.remind_all(), sheets.remind_all()) == (1, 0)
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_remind_once(attempt):
    for _number in range(3):
        a_sheet_to_remind_of(marie())
    answers = at_once(*[sheets.remind_all] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sum(answers) == Message.objects.count() == 3


@pytest.mark.usefixtures("_no_broker")
def test_a_server_killed_while_sending_leaves_the_draft():
    person = marie()
    draft = draft_of(person)
    whole = draft_selectors.draft_of(person, draft.public_id)
    seen = checking.checked(whole, today=clock.today()).fingerprint
    killed_in(
        lambda: sending.send(whole, actor=person.account, seen=seen),
        where="incapacity.services.handing_in.tell",
    )
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not Procedure.objects.exists()
    assert draft.pages.count() == 1
    whole = draft_selectors.draft_of(person, draft.public_id)
    assert sending.send(whole, actor=person.account, seen=seen).state == "sent"
