"""Figures per week: what came, what was decided, what waits; the page and the file."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal.kernel import civil_time
from incapacity.choices.certificates import Cause
from incapacity.models import Certificate
from incapacity.rules.weekly import FEWEST, Week, monday_of, weeks_until, with_waiting
from incapacity.selectors import weekly
from tests.factories import AccountFactory
from tests.incapacity.agents import QUEUE, an_agent
from tests.incapacity.factories import CertificateFactory
from tests.insured.agents import window_of

TODAY = date(2026, 11, 25)
A_DAY = timedelta(days=1)
FIGURES, FILE = f"{QUEUE}figures/", f"{QUEUE}figures.csv"


def at(day: date, hour: int = 11) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_weeks_begin_on_mondays_and_the_running_one_is_the_last():
    weeks = weeks_until(TODAY, 4)
    assert [week.first for week in weeks] == [date(2026, 11, 2) + n * 7 * A_DAY for n in range(4)]
    assert TODAY in weeks[-1].days


def test_what_waited_is_worked_out_backwards():
    first, second = Week(date(2026, 11, 9)), Week(date(2026, 11, 16))
    first.received, first.accepted = {Cause.ILLNESS: 5}, 1
    second.received, second.refused, second.withdrawn = {Cause.FAMILY: 2}, 3, 1
    assert [week.waiting for week in with_waiting([first, second], now=4)] == [6, 4]


def test_of_a_few_decisions_no_time_is_told():
    week = Week(date(2026, 11, 9), accepted=FEWEST - 1, half=A_DAY)
    assert week.half_told is None
    week.accepted += 1
    assert week.half_told == A_DAY


@pytest.mark.django_db
def test_the_weeks_against_counting_one_by_one():
    chance = Random(6)
    now = at(TODAY)
    for _ in range(60):
        sent_at = now - timedelta(hours=chance.randint(1, 24 * 40))
        sent_at = max(sent_at, at(date(2026, 10, 26)))
        state = chance.choice(["sent", "taken", "accepted", "refused", "withdrawn"])
        decided_at = sent_at + (now - sent_at) * chance.random()
        columns = {
            "sent": {},
            "taken": {"taken": True},
            "accepted": {"accepted": True, "decided_at": decided_at},
            "refused": {"refused": True, "decided_at": decided_at},
            "withdrawn": {"state": "withdrawn", "changed_at": decided_at},
        }[state]
        cause = chance.choice(["illness", "accident"])
        late = chance.random() < 0.3
        CertificateFactory(created_at=sent_at, cause=cause, late=late, **columns)
    rows = list(Certificate.objects.all())
    for week in weekly.weeks(today=TODAY, count=4):
        end = civil_time.midnight(week.days.end + A_DAY)
        came = [row for row in rows if civil_time.day_of(row.sent_at) in week.days]
        assert week.came == len(came)
        assert Counter(week.received) == Counter(Cause(row.cause) for row in came)
        assert week.late == sum(row.late for row in came)
        decided = [
            row for row in rows if row.decided_at and civil_time.day_of(row.decided_at) in week.days
        ]
        assert week.accepted == sum(row.state == "accepted" for row in decided)
        assert week.refused == sum(row.state == "refused" for row in decided)
        times = sorted(row.decided_at - row.sent_at for row in decided)
        if times:
            middle = len(times) // 2
            half = times[middle] if len(times) % 2 else (times[middle - 1] + times[middle]) / 2
            assert abs(week.half - half) < timedelta(seconds=1)
        waits = [
            row
            for row in rows
            if row.sent_at < end
            and not (row.decided_at and row.decided_at < end)
            and not (row.state == "withdrawn" and row.changed_at < end)
        ]
        assert week.waiting == len(waits)


@pytest.mark.django_db
def test_the_time_spent_waiting_for_the_person_does_not_count():
    for _ in range(FEWEST):
        CertificateFactory(
            accepted=True,
            created_at=at(TODAY - 5 * A_DAY),
            decided_at=at(TODAY),
            waited=2 * A_DAY,
        )
    assert weekly.weeks(today=TODAY, count=4)[-1].half_told == 3 * A_DAY


@pytest.mark.django_db
def test_many_certificates_cost_no_more_queries_than_a_few():
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            weekly.weeks(today=TODAY, count=13)
        return len(queries)

    CertificateFactory()
    few = cost()
    for _ in range(6):
        CertificateFactory(accepted=True)
    assert cost() == few <= 4


@pytest.mark.django_db
def test_the_page_and_the_file_say_the_same(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(TODAY))
    CertificateFactory(created_at=at(TODAY - A_DAY), late=True)
    CertificateFactory(created_at=at(TODAY - A_DAY), family=True)
    window = window_of(an_agent())
    page = window.get(f"{FIGURES}?weeks=4")
    assert "2 received, 1 late" in page.content.decode()
    answer = window.get(f"{FILE}?weeks=4")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 5
    head, last = lines[0], lines[-1]
    assert last[head.index("Received")] == "2"
    assert last[head.index("Leave for family reasons")] == "1"
    assert answer["Content-Disposition"].endswith('2026-11-02-2026-11-29.csv"')


@pytest.mark.django_db
def test_a_number_of_weeks_that_is_not_offered_is_said_and_not_counted():
    window = window_of(an_agent())
    page = window.get(f"{FIGURES}?weeks=9999")
    assert page.status_code == 200
    assert page.context["form"].errors
    assert window.get(f"{FILE}?weeks=9999").status_code == 302


@pytest.mark.django_db
def test_only_who_reads_certificates_sees_figures():
    window = window_of(AccountFactory(agent=True))
    for address in (FIGURES, FILE):
        assert window.get(address).status_code == 404


def test_every_day_belongs_to_the_week_of_its_monday():
    for number in range(14):
        day = date(2026, 11, 16) + number * A_DAY
        assert monday_of(day).weekday() == 0
        assert timedelta(0) <= day - monday_of(day) < 7 * A_DAY
