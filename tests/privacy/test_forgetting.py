"""Each holding forgets what is past its time; one that fails does not stop the others."""

import io
import logging
from dataclasses import dataclass, field

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command
from django.utils import timezone

from cns_portal.accounts.models import Dossier
from cns_portal.privacy import declare, forgetting, holdings, registry, tasks
from cns_portal.privacy.models import ForgettingLine, ForgettingRun


@dataclass(eq=False)
class Notes:
    code: str
    error: Exception | None = None
    left: int = 2
    asked_at: list = field(default_factory=list)
    label = "Notes"
    what = "Notes about nothing."
    why = "For a test."
    legal_basis = "None."
    keep_for = "A day."

    def due(self, *, now):
        if self.error:
            raise self.error
        return self.left

    def forget(self, *, now):
        self.asked_at.append(now)
        Dossier.objects.create()
        if self.error:
            raise self.error
        done, self.left = self.left, 0
        return done


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    monkeypatch.setattr(registry, "_holdings", {})


@pytest.mark.django_db
def test_a_holding_that_fails_does_not_stop_the_others(caplog):
    first, broken, last = (
        declare(Notes("a")),
        declare(Notes("b", error=RuntimeError("no"))),
        declare(Notes("c")),
    )
    with caplog.at_level(logging.ERROR):
        tasks.forget()
    assert (first.left, broken.left, last.left) == (0, 2, 0)
    assert "The holding b" in caplog.text


@pytest.mark.django_db
def test_what_a_failing_holding_has_changed_is_undone(caplog):
    declare(Notes("a"))
    declare(Notes("b", error=RuntimeError("no")))
    before = Dossier.objects.count()
    with caplog.at_level(logging.CRITICAL):
        outcomes = forgetting.forget(now=timezone.now())
    assert [(outcome.count, outcome.error is None) for outcome in outcomes] == [
        (2, True),
        (0, False),
    ]
    assert Dossier.objects.count() == before + 1


@pytest.mark.django_db
def test_all_holdings_are_asked_about_the_same_moment():
    first, last = declare(Notes("a")), declare(Notes("b"))
    tasks.forget()
    assert first.asked_at == last.asked_at


@pytest.mark.django_db
def test_a_dry_run_reports_and_changes_nothing():
    notes = declare(Notes("a"))
    out = io.StringIO()
    call_command("forget", "--dry-run", stdout=out)
    assert "a: 2 to forget" in out.getvalue()
    assert "Notes. Kept for: A day." in out.getvalue()
    assert notes.left == 2
    assert notes.asked_at == []


@pytest.mark.django_db
def test_the_command_forgets_and_reports():
    declare(Notes("a"))
    out = io.StringIO()
    call_command("forget", stdout=out)
    assert "a: 2 forgotten" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_the_command_fails_when_a_holding_fails_and_names_it(options, caplog):
    declare(Notes("a"))
    declare(Notes("b", error=RuntimeError("closed")))
    out = io.StringIO()
    with caplog.at_level(logging.CRITICAL), pytest.raises(CommandError, match="b"):
        call_command("forget", *options, stdout=out)
    assert "b: failed: closed" in out.getvalue()
    assert "a: 2" in out.getvalue()


def test_a_holding_declared_twice_is_there_once():
    notes = declare(Notes("a"))
    assert declare(Notes("a")) is notes
    assert holdings() == (notes,)


def test_two_holdings_with_one_code_are_a_mistake():
    class Others(Notes):
        pass

    declare(Notes("a"))
    with pytest.raises(ValueError, match="'a'"):
        declare(Others("a"))


@dataclass(eq=False)
class Backlog(Notes):
    """More than one turn takes; each turn lasts a minute."""

    time: list = field(default_factory=list)

    def forget(self, *, now):
        if not self.left:
            return 0
        self.time[0] += 60
        self.left -= 1
        return 1


@pytest.fixture
def minutes(monkeypatch):
    """What a process thinks of the time: seconds since it began."""
    seconds = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    return seconds


@pytest.mark.django_db
def test_a_turn_begins_only_while_there_is_time_and_the_rest_counts_as_left(minutes):
    first, last = declare(Backlog("a", left=9, time=minutes)), declare(Notes("b"))
    outcomes = forgetting.forget(now=timezone.now(), thorough=True, seconds=100)
    assert [(outcome.count, outcome.left) for outcome in outcomes] == [(2, True), (0, True)]
    assert (first.left, last.left) == (7, 2)
    assert ForgettingRun.objects.get().finished_at is not None


@pytest.mark.django_db
def test_a_night_that_is_too_short_calls_the_next_run_until_nothing_is_left(minutes, monkeypatch):
    called = []
    monkeypatch.setattr("cns_portal.queue.nudge", called.append)
    first, last = declare(Backlog("a", left=3, time=minutes)), declare(Notes("b"))
    while len(called) < 10:
        before = len(called)
        tasks.forget_all()
        if len(called) == before:
            break
    assert called == ["privacy.forget_all"] * 3
    assert (first.left, last.left) == (0, 0)


@pytest.mark.django_db
def test_a_holding_that_only_fails_calls_nobody_again(monkeypatch, caplog):
    called = []
    monkeypatch.setattr("cns_portal.queue.nudge", called.append)
    declare(Notes("b", error=RuntimeError("no")))
    with caplog.at_level(logging.CRITICAL):
        tasks.forget_all()
    assert called == []


@pytest.mark.django_db
def test_the_end_of_the_workers_time_is_no_fault_of_a_holding():
    declare(Notes("a", error=SoftTimeLimitExceeded()))
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.forget_all()
    assert not ForgettingLine.objects.exists()


@pytest.mark.django_db
def test_what_was_not_reached_is_asked_first_the_next_time(minutes):
    first, middle = declare(Backlog("a", left=9, time=minutes)), declare(Notes("b"))
    last = declare(Notes("c"))
    forgetting.forget(now=timezone.now(), thorough=True, seconds=100)
    line = ForgettingLine.objects.get(left=True, count=0)
    assert (line.holding, line.error) == ("b", "")
    outcomes = forgetting.forget(now=timezone.now(), thorough=True, seconds=100)
    assert [outcome.holding for outcome in outcomes] == [middle, last, first]
    assert (middle.left, last.left, first.left) == (0, 0, 5)
    outcomes = forgetting.forget(now=timezone.now())
    assert outcomes[0].holding is first


@pytest.mark.django_db
def test_a_holding_that_uses_up_the_workers_time_does_not_starve_the_others():
    stuck, last = declare(Notes("a", error=SoftTimeLimitExceeded())), declare(Notes("b"))
    for _night in range(2):
        with pytest.raises(SoftTimeLimitExceeded):
            tasks.forget_all()
    assert (stuck.left, last.left) == (2, 0)
