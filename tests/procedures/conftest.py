import pytest
from django.utils.translation import gettext_lazy as _

from cns_portal import procedures
from cns_portal.accounts.models import Account, Dossier
from cns_portal.procedures import kinds


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A kind of case that only these tests know."""
    monkeypatch.setattr(kinds, "_kinds", {})
    procedures.declare_kind(
        "trial",
        label=_("Trial"),
        states={"requested": "Requested by you"},
        happenings={"trial.received": "We have received it"},
    )


@pytest.fixture
def dossier(db):
    return Dossier.objects.create()


@pytest.fixture
def agent(db):
    return Account.objects.create_user("agent")


@pytest.fixture
def opened(dossier):
    return procedures.open_procedure(
        kind="trial",
        dossier=dossier,
        created_by=None,
        contact_email="",
        language="en",
        state="requested",
        actor_kind="person",
    )
