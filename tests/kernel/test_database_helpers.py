"""Promises and locks: `cns_portal.db`."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from cns_portal.db import lock_in_turn, promise
from tests.factories import AgencyFactory, DeskFactory, TopicOfferFactory


class Broken(Exception):
    pass


@pytest.mark.django_db
def test_a_broken_promise_becomes_the_given_exception():
    agency = AgencyFactory(desks=0, video_desks=0)
    DeskFactory(agency=agency, name="One")
    with pytest.raises(Broken), promise("desk_name_once_per_agency", broken=Broken()):
        DeskFactory(agency=agency, name="One")
    assert agency.desks.count() == 1  # the transaction survived


@pytest.mark.django_db
def test_another_promise_is_not_taken_for_the_named_one():
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        promise("desk_name_once_per_agency", broken=Broken()),
    ):
        TopicOfferFactory(slot_minutes=1)


@pytest.mark.django_db
def test_other_exceptions_pass_through():
    with pytest.raises(ZeroDivisionError), promise("any", broken=Broken()):
        1 / 0  # noqa: B018


def in_a_thread(work):
    """Run `work` in a thread with its own connection; what it raised, or None."""
    raised = []

    def run():
        try:
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    return raised[0] if raised else None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_not_had_in_time_is_an_operational_error():
    def wait_shortly():
        with transaction.atomic():
            lock_in_turn([(7, 7)], patience="50ms")

    with transaction.atomic():
        lock_in_turn([(7, 7)])
        assert isinstance(in_a_thread(wait_shortly), OperationalError)
    assert in_a_thread(wait_shortly) is None  # gone with its transaction


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_locks_taken_in_any_order_never_wait_for_each_other():
    start = threading.Barrier(2)

    def take(keys):
        def work():
            start.wait(60)
            for _ in range(20):
                with transaction.atomic():
                    lock_in_turn(keys)

        return work

    raised = []
    threads = [
        threading.Thread(target=lambda work=work: raised.append(in_a_thread(work)))
        for work in (take([(1, 1), (2, 2)]), take([(2, 2), (1, 1)]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert raised == [None, None]
