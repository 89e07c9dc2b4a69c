"""A lost Redis must not keep anybody from signing in."""

import socket
import time
from contextlib import suppress

import pytest
from django.conf import settings
from django.core.cache import caches

from cns_portal import soft_cache
from cns_portal.soft_cache import SoftRedisCache
from tests.accounts.agents import PASSWORD, an_agent, code
from tests.accounts.identity_service import sign_in


@pytest.fixture
def lost_redis(settings, monkeypatch):
    monkeypatch.setattr(soft_cache, "_lost_at", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "cns_portal.soft_cache.SoftRedisCache",
            "LOCATION": "redis://localhost:9/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        }
    }


@pytest.mark.fault
def test_every_operation_answers_without_redis(lost_redis):
    cache = SoftRedisCache("redis://localhost:9/0", {"OPTIONS": {}})
    cache.clear()
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.incr("a") == 2
    cache.set_many({"b": 3})
    assert cache.get_many(["a", "b"]) == {"a": 2, "b": 3}
    assert cache.touch("a")
    assert cache.has_key("a")
    assert cache.delete("a")
    cache.delete_many(["b"])
    assert cache.get("b") is None


@pytest.mark.fault
@pytest.mark.django_db
def test_agents_sign_in_and_limits_still_count(lost_redis, client):
    agent = an_agent()
    client.post("/accounts/agents/login/", {"login": "agent", "password": PASSWORD})
    response = client.post("/accounts/agents/second-factor/code/", {"code": code(agent)})
    assert response.status_code == 302
    client.logout()
    for _attempt in range(7):
        client.post("/accounts/agents/login/", {"login": "agent", "password": "wrong"})
    client.post("/accounts/agents/login/", {"login": "agent", "password": PASSWORD})
    assert "account_login" not in client.session
    SoftRedisCache("redis://localhost:9/0", {"OPTIONS": {}}).clear()


@pytest.mark.fault
@pytest.mark.django_db
def test_the_insured_sign_in(lost_redis, client, identity_service):
    assert sign_in(client, "luc").status_code == 302


def test_a_redis_that_never_answers_costs_one_wait_and_one_line(monkeypatch, caplog):
    monkeypatch.setattr(soft_cache, "_lost_at", 0.0)
    monkeypatch.setattr(soft_cache, "PAUSE", 600.0)
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        address = f"redis://127.0.0.1:{black_hole.getsockname()[1]}/0"
        options = settings.CACHES["default"]["OPTIONS"]
        cache = SoftRedisCache(address, {"OPTIONS": options})
        for number in range(20):
            cache.set(f"hole-{number}", number)
            assert cache.get(f"hole-{number}") == number
        assert calls(black_hole) == 1
    assert len(caplog.records) == 1
    cache.clear()


def calls(server: socket.socket) -> int:
    """How many came in and wait to be taken."""
    server.setblocking(False)
    taken = []
    with suppress(BlockingIOError):
        while True:
            taken.append(server.accept()[0])
    for one in taken:
        one.close()
    return len(taken)


def test_a_redis_that_is_back_is_told_once(monkeypatch, caplog):
    monkeypatch.setattr(soft_cache, "_lost_at", time.monotonic() - soft_cache.PAUSE - 1)
    for _ in range(3):
        caches["default"].get("back")
    assert [entry.getMessage() for entry in caplog.records] == [
        "Redis is back, limits are shared again."
    ]


def test_redis_is_used_again_when_it_is_back(monkeypatch):
    monkeypatch.setattr(soft_cache, "_lost_at", 0.0)
    from django.core.cache import cache

    cache.set("back", 1)
    assert cache.get("back") == 1
    assert soft_cache._lost_at == 0.0
