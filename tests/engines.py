"""Brings up PostgreSQL and Redis before Django reads its settings; loaded by `-p tests.engines`.

With DATABASE_URL and REDIS_URL set, those are used. The tests' Redis is another database of the
server than the demonstration's: a worker of `make run` takes nothing from here.
"""

import contextlib
import os

import pytest

TESTS_REDIS = "?db=1"
_until_the_end = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    asked = parser.parse_known_args(args)
    if "PYTEST_XDIST_WORKER" not in os.environ and not (asked.help or asked.version):
        addresses = _until_the_end.enter_context(embedded_engines())
        own_redis = "REDIS_URL" not in os.environ
        os.environ.update(addresses)
        if own_redis:
            os.environ["REDIS_URL"] += TESTS_REDIS
    return (yield)


def embedded_engines() -> contextlib.AbstractContextManager[dict[str, str]]:
    from cns_portal import embedded

    return embedded.borrowed()


def pytest_unconfigure(config):
    _until_the_end.close()
