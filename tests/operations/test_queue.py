"""Waking the worker: a request neither waits for a broker that is away nor fails with it."""

import socket
import threading
import time

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction
from redis import Redis

from cns_portal import queue

pytestmark = pytest.mark.fault

NAME = "operations.nothing_to_do"


class App:
    """The portal's own, with another broker and a queue that no worker reads."""

    def __init__(self, broker: str) -> None:
        self.broker = broker
        self.who_asked: list[str] = []

    def connection_for_write(self, **arguments):
        self.who_asked.append(threading.current_thread().name)
        return current_app.connection_for_write(self.broker, **arguments)

    def send_task(self, task: str, **arguments):
        return current_app.send_task(task, queue=NAME, **arguments)


@pytest.fixture
def broker(monkeypatch):
    """Say which broker it is."""
    for name, value in {"_not_before": 0.0, "_lost": False, "_sender": None}.items():
        monkeypatch.setattr(queue, name, value)

    def use(address: str) -> App:
        app = App(address)
        monkeypatch.setattr(queue, "current_app", app)
        return app

    yield use
    _sent()


@pytest.fixture
def refused(tmp_path):
    """Nobody listens."""
    return f"redis+socket://{tmp_path / 'redis.sock'}"


@pytest.fixture
def black_hole():
    """A server that takes every call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


class Told:
    """What was said to the log, whatever other tests have done to logging in this process."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, text: str, *words) -> None:
        self.lines.append(text % words)

    warning = info


@pytest.fixture
def told(monkeypatch):
    """The lines for whoever reads the log."""
    log = Told()
    monkeypatch.setattr(queue, "logger", log)
    return log.lines


@pytest.fixture
def sent():
    """How many messages wait in the queue of the test."""
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as redis:
        redis.delete(NAME)
        yield lambda: redis.llen(NAME)
        redis.delete(NAME)
        redis.delete(f"_kombu.binding.{NAME}")


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_after_the_commit(broker, sent):
    broker(settings.CELERY_BROKER_URL)
    with transaction.atomic():
        queue.nudge(NAME)
        time.sleep(0.2)
        assert sent() == 0
    _sent()
    assert sent() == 1


@pytest.mark.parametrize("away", ["refused", "black_hole"])
def test_a_broker_that_is_away_costs_a_request_nothing(broker, away, request, told):
    app = broker(request.getfixturevalue(away))
    for _ in range(3):
        queue._send(NAME)
        _sent()
    assert app.who_asked == ["nudge"], "a thread of its own waits, and only once"
    assert len(told) == 1
    assert "cannot be woken" in told[0]


def test_while_it_rests_it_does_not_try(broker, refused):
    broker(refused)
    queue._send(NAME)
    _sent()
    queue._send(NAME)
    assert queue._sender is None
    assert queue._waiting == set()


def test_its_return_is_told_once(broker, sent, refused, monkeypatch, told):
    monkeypatch.setattr(queue, "REST_AFTER_FAILURE", 0.0)
    broker(refused)
    for _ in range(3):
        queue._send(NAME)
        _sent()
    broker(settings.CELERY_BROKER_URL)
    for _ in range(3):
        queue._send(NAME)
        _sent()
    assert sent() == 3
    assert len(told) == 2
    assert told[1] == "The worker can be woken again."


def test_a_machine_without_threads_left_does_not_disturb_the_request(broker, refused, monkeypatch):
    def no_more(thread):
        raise RuntimeError("can't start new thread")

    broker(refused)
    monkeypatch.setattr(threading.Thread, "start", no_more)
    queue._send(NAME)
    assert queue._sender is None


def test_the_worker_never_gives_up_its_broker():
    assert "max_retries" not in settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert current_app.conf.broker_connection_retry
    assert current_app.conf.broker_connection_max_retries is None


def _sent() -> None:
    """Wait for the thread that sends."""
    for thread in threading.enumerate():
        if thread.name == "nudge":
            thread.join(60)
            assert not thread.is_alive()
