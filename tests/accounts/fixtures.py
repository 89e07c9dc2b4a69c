"""Fixtures shared by the tests of signing in."""

import pytest

from tests.accounts.identity_service import RunningProvider


@pytest.fixture(scope="session")
def running_provider():
    provider = RunningProvider()
    yield provider
    provider.stop()


@pytest.fixture
def identity_service(running_provider, settings):
    """The portal connected to a running provider."""
    settings.SOCIALACCOUNT_PROVIDERS = running_provider.settings
    return running_provider.provider
