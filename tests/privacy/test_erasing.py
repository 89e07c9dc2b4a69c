"""An erasure: planned without changing anything, waiting for what is open, carried on where it was
broken off, told once."""

import logging
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils import timezone

from cns_portal import audit, privacy
from cns_portal.accounts.models import Account, Dossier
from cns_portal.audit.models import AuditEntry
from cns_portal.keeping import Erased, Holding, Obstacle, Stays, Turn
from cns_portal.kernel.refusal import Refused
from cns_portal.privacy import erasing, registry, tasks
from cns_portal.privacy.choices import OrderState, Refusal
from cns_portal.privacy.models import ErasureOrder, ErasureStep, ForgettingLine, ForgettingRun

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@dataclass(eq=False)
class Letters(Holding):
    """A holding in a list: so many letters, some of which have to stay."""

    code: str
    letters: int = 3
    must_stay: int = 1
    open: bool = False
    error: Exception | None = None
    turn: Turn = Turn.ROOM
    log: list = field(default_factory=list)
    label = "Letters"
    what = "Letters about nothing."
    why = "For a test."
    legal_basis = "None."
    keep_for = "A day."

    def obstacles(self, dossier, *, now):
        return (Obstacle("A letter is being written."),) if self.open else ()

    def would_erase(self, dossier, *, now):
        stays = (Stays(self.must_stay, "The law.", date(2030, 1, 1)),) if self.must_stay else ()
        return Erased(gone=self.letters - self.must_stay, stays=stays)

    def erase(self, dossier, *, now):
        self.log.append(self.code)
        if self.error:
            raise self.error
        erased = self.would_erase(dossier, now=now)
        self.letters = self.must_stay
        return erased


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    monkeypatch.setattr(registry, "_holdings", {})
    monkeypatch.setattr(erasing, "_followers", [])


@pytest.fixture
def dossier():
    return Dossier.objects.create()


def order(dossier, **more):
    return privacy.order_erasure(dossier, by=audit.SYSTEM, now=NOW, **more)


def test_a_plan_says_what_goes_what_stays_and_what_is_open_and_changes_nothing(dossier):
    letters = privacy.declare(Letters("a", open=True))
    privacy.declare(Letters("b", letters=0, must_stay=0))
    plan = privacy.plan_erasure(dossier, now=NOW)
    assert (plan.gone, plan.kept) == (2, 1)
    assert [part.holding for part in plan.parts] == [letters]
    assert [hindrance.obstacle.what for hindrance in plan.hindrances] == [
        "A letter is being written."
    ]
    assert letters.letters == 3
    assert not ErasureOrder.objects.exists()


def test_an_order_waits_while_something_is_open_and_is_carried_out_after(dossier):
    letters = privacy.declare(Letters("a", open=True))
    erasure = order(dossier)
    tasks.erase()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.stopped_by, letters.letters) == (OrderState.WAITING, "a", 3)
    letters.open = False
    tasks.erase()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.stopped_by, letters.letters) == (OrderState.DONE, "", 1)
    step = erasure.steps.get()
    assert (step.gone, step.kept, step.kept_until) == (2, 1, date(2030, 1, 1))


def test_ordering_twice_is_one_order(dossier):
    assert order(dossier) == order(dossier)


def test_an_order_that_waits_can_be_taken_back_and_one_that_is_over_cannot(dossier):
    privacy.declare(Letters("a", open=True))
    erasure = order(dossier)
    privacy.cancel_erasure(erasure, by=audit.SYSTEM, now=NOW)
    tasks.erase()
    assert ErasureOrder.objects.get().state == OrderState.CANCELLED
    assert privacy.erasure_of(dossier) is None
    with pytest.raises(Refused) as refused:
        privacy.cancel_erasure(erasure, by=audit.SYSTEM, now=NOW)
    assert refused.value.reason == Refusal.CLOSED


def test_one_that_has_begun_is_not_taken_back(dossier, caplog):
    privacy.declare(Letters("a", error=RuntimeError("no")))
    erasure = order(dossier)
    with caplog.at_level(logging.CRITICAL):
        tasks.erase()
    with pytest.raises(Refused) as refused:
        privacy.cancel_erasure(erasure, by=audit.SYSTEM, now=NOW)
    assert refused.value.reason == Refusal.BEGUN


def test_one_that_was_broken_off_goes_on_where_it_was(dossier, caplog):
    log = []
    first = privacy.declare(Letters("a", log=log))
    broken = privacy.declare(Letters("b", error=RuntimeError("the name of somebody"), log=log))
    privacy.declare(Letters("c", log=log))
    erasure = order(dossier)
    with caplog.at_level(logging.CRITICAL):
        tasks.erase()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.stopped_by) == (OrderState.RUNNING, "b: RuntimeError")
    assert (first.letters, log) == (1, ["a", "b"])
    broken.error = None
    tasks.erase()
    assert log == ["a", "b", "b", "c"]
    assert ErasureOrder.objects.get().state == OrderState.DONE


def test_what_is_begun_does_not_wait_for_something_new(dossier, caplog):
    broken = privacy.declare(Letters("a", error=RuntimeError("no")))
    order(dossier)
    with caplog.at_level(logging.CRITICAL):
        tasks.erase()
    broken.error, broken.open = None, True
    tasks.erase()
    assert ErasureOrder.objects.get().state == OrderState.DONE


def test_people_and_accounts_go_after_what_points_at_them(dossier):
    log = []
    for code, turn in [("a", Turn.PERSON), ("b", Turn.ACCOUNT), ("c", Turn.ROOM)]:
        privacy.declare(Letters(code, turn=turn, log=log))
    order(dossier)
    tasks.erase()
    assert log == ["c", "b", "a"]


def test_whoever_wants_to_hear_of_it_does_once_and_the_trail_counts(dossier):
    privacy.declare(Letters("a"))
    heard = []
    privacy.when_erased(heard.append)
    erasure = order(dossier, reference="ABCD-EFGH")
    tasks.erase()
    tasks.erase()
    assert heard == [erasure]
    entry = AuditEntry.objects.get(action="dossier.erased")
    assert (entry.dossier, entry.details) == (dossier, {"a": 2})


def test_a_follower_that_fails_leaves_the_order_to_be_completed_again(dossier):
    privacy.declare(Letters("a"))
    privacy.when_erased(lambda order: 1 / 0)
    order(dossier)
    with pytest.raises(ZeroDivisionError):
        tasks.erase()
    assert ErasureOrder.objects.get().state == OrderState.RUNNING
    erasing._followers.clear()
    tasks.erase()
    assert ErasureOrder.objects.get().state == OrderState.DONE


def test_who_ordered_it_is_kept(dossier):
    account = Account.objects.create_user("dpo")
    erasure = privacy.order_erasure(dossier, by=account, now=NOW)
    assert erasure.ordered_by == account
    assert AuditEntry.objects.get(action="erasure.ordered").actor == account


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("erasure_order_state_is_known", {"state": "asleep"}),
        ("erasure_order_closed_iff_dated", {"state": "done"}),
        ("erasure_order_one_open_per_dossier", {}),
    ],
)
def test_an_order_keeps_its_promises(dossier, promise, columns):
    ErasureOrder.objects.create(dossier=dossier, ordered_at=NOW)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        ErasureOrder.objects.create(dossier=dossier, ordered_at=NOW, **columns)


def test_a_holding_is_erased_once_for_an_order(dossier):
    erasure = ErasureOrder.objects.create(dossier=dossier, ordered_at=NOW)
    ErasureStep.objects.create(order=erasure, holding="a", done_at=NOW)
    with pytest.raises(IntegrityError, match="erasure_step_one_per_holding"), transaction.atomic():
        ErasureStep.objects.create(order=erasure, holding="a", done_at=NOW)


def test_a_run_of_forgetting_keeps_its_promises():
    before = NOW - timedelta(hours=1)
    broken = pytest.raises(IntegrityError, match="forgetting_run_ends_after_it_begins")
    with broken, transaction.atomic():
        ForgettingRun.objects.create(started_at=NOW, finished_at=before)
    run = ForgettingRun.objects.create(started_at=NOW)
    ForgettingLine.objects.create(run=run, holding="a")
    broken = pytest.raises(IntegrityError, match="forgetting_line_one_per_holding")
    with broken, transaction.atomic():
        ForgettingLine.objects.create(run=run, holding="a")


def test_orders_and_reports_go_when_their_time_is_over(dossier):
    from cns_portal.privacy.own import Orders, Runs

    long_ago = NOW - timedelta(days=3 * 365)
    for state, moment in [("done", long_ago), ("done", NOW), ("waiting", None)]:
        ErasureStep.objects.create(
            order=ErasureOrder.objects.create(
                dossier=dossier, ordered_at=long_ago, state=state, closed_at=moment
            ),
            holding="a",
            done_at=long_ago,
        )
    for moment in [long_ago, NOW]:
        ForgettingLine.objects.create(
            run=ForgettingRun.objects.create(started_at=moment), holding="a"
        )
    for holding, rows in [(Orders(), ErasureOrder), (Runs(), ForgettingRun)]:
        before = rows.objects.count()
        assert holding.due(now=NOW) == 1
        holding.forget(now=NOW)
        assert (holding.due(now=NOW), rows.objects.count()) == (0, before - 1)


def test_the_end_of_the_workers_time_is_no_fault_of_a_holding_and_the_next_goes_on(dossier):
    done, slow = (
        privacy.declare(Letters("a")),
        privacy.declare(Letters("b", error=SoftTimeLimitExceeded())),
    )
    erasure = order(dossier)
    with pytest.raises(SoftTimeLimitExceeded):
        tasks.erase()
    erasure.refresh_from_db()
    assert (erasure.state, erasure.stopped_by) == (OrderState.RUNNING, "")
    slow.error = None
    tasks.erase()
    erasure.refresh_from_db()
    assert erasure.state == OrderState.DONE
    assert (done.log, slow.log) == (["a"], ["b", "b"])


def test_no_erasure_begins_when_the_time_is_over_and_the_next_run_goes_on(dossier, monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    monkeypatch.setattr(tasks, "SECONDS", 60.0)
    privacy.declare(Letters("a"))
    orders = [order(dossier), order(Dossier.objects.create())]
    carry_out = erasing.carry_out

    def a_minute_each(order_id, *, now):
        seconds[0] += 60
        return carry_out(order_id, now=now)

    monkeypatch.setattr(erasing, "carry_out", a_minute_each)
    tasks.erase()
    done = ErasureOrder.objects.filter(state=OrderState.DONE)
    assert done.count() == 1
    tasks.erase()
    assert done.count() == len(orders)
