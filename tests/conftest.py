"""What every test may rely on. Rooms have a conftest.py of their own."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import expect
from pytest_django.plugin import blocking_manager_key

from tests.answering import answering
from tests.sweeping import sweep

# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)
properties.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("patient")

# Playwright's synchronous interface runs an event loop in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NO_CHROMIUM = "no Chromium was found: install it, or name it in CHROMIUM"


def pytest_configure(config):
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    prefix = f"test{os.environ.get('TEST_DB_SUFFIX', '')}-{worker}"
    settings.CACHES["default"]["KEY_PREFIX"] = prefix
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise misses it aloud


def pytest_report_header(config):
    return f"browser: {CHROMIUM or NO_CHROMIUM + '; browser tests are skipped'}"


def pytest_collection_modifyitems(config, items):
    """Browser tests go last and stay together by module: two workers, two browsers at most."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_runtest_setup(item):
    """No test speaks the language of a page that an earlier one asked for."""
    translation.deactivate()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After the last test of a file, and after what it had loaded was taken back."""
    yield
    if nextitem is not None and nextitem.path != item.path:
        blocker = item.config.stash[blocking_manager_key]
        with blocker.unblock():
            sweep()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's Chromium, without what it would fetch or report by itself."""
    if CHROMIUM is None:
        pytest.fail(NO_CHROMIUM)
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(autouse=True)
def _empty_cache():
    """Limits and hints of one test are not those of the next."""
    yield
    cache = caches["default"]
    client = cache._cache.get_client(None, write=True)
    if keys := list(client.scan_iter(match=f"{cache.key_prefix}:*", count=1000)):
        client.delete(*keys)


@pytest.fixture
def private_root(settings, tmp_path):
    """Uploaded files lie in a folder of the test's own, and no scanner is asked."""
    settings.PRIVATE_ROOT, settings.CLAMAV_URL = str(tmp_path / "private"), ""


@pytest.fixture
def answered():
    """What the portal is being asked, so that nothing is taken away while it answers."""
    with answering() as portal:
        yield portal


@pytest.fixture
def live_portal(live_server, settings, answered):
    """A running portal whose links lead to itself."""
    settings.SITE_URL = live_server.url
    yield live_server
    answered.wait_until_quiet(0)
