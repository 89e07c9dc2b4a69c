"""What a load balancer asks, and what strangers learn from the answer."""

import pytest
from django.core.cache import cache

from cns_portal.home import health
from cns_portal.home.tasks import HEARTBEAT, heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_logged_before(monkeypatch):
    monkeypatch.setattr(health, "_silent", set())


def test_alive_needs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_ready_when_database_redis_and_a_worker_answer(client):
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "redis": "ok", "worker": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_without_a_sign_of_life_of_the_worker(client):
    cache.delete(HEARTBEAT)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "not ok"
    assert answer.json()["database"] == "ok"


@pytest.mark.parametrize("part", ["database", "redis"])
def test_a_failing_part_is_named_and_nothing_else(client, monkeypatch, part):
    def fail():
        raise OSError("host db.internal does not answer")

    heartbeat()
    monkeypatch.setitem(health.CHECKS, part, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()[part] == "not ok"
    assert "internal" not in answer.content.decode()


def test_a_silent_redis_is_noticed(client, settings, monkeypatch):
    heartbeat()
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", "redis://127.0.0.1:1/0")
    assert client.get("/readyz").json()["redis"] == "not ok"


def test_asking_often_writes_one_line_about_a_failure_and_one_about_its_end(
    client, monkeypatch, caplog
):
    def fail():
        raise OSError("no such socket")

    caplog.set_level("INFO")
    heartbeat()
    with monkeypatch.context() as broken:
        broken.setitem(health.CHECKS, "redis", fail)
        for _ in range(3):
            assert client.get("/readyz").status_code == 503
    for _ in range(3):
        assert client.get("/readyz").status_code == 200
    assert [entry.getMessage() for entry in caplog.records] == [
        "Not ready: redis: no such socket",
        "Answers again: redis",
    ]


def test_only_reading(client):
    assert client.post("/readyz").status_code == 405
