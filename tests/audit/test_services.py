"""Writing down who did what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.functional import SimpleLazyObject

from cns_portal import audit
from cns_portal.accounts.models import Account, Dossier
from cns_portal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return Account.objects.create_user("agent")


@pytest.fixture
def dossier():
    return Dossier.objects.create()


def test_a_change_names_the_account_the_record_and_the_dossier(agent, dossier):
    audit.record(agent, "dossier.closed", dossier, dossier=dossier, details={"open_cases": 0})
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor_kind, entry.actor) == ("change", "account", agent)
    assert (entry.action, entry.subject_type) == ("dossier.closed", "accounts.dossier")
    assert (entry.subject_id, entry.dossier) == (str(dossier.pk), dossier)
    assert entry.details == {"open_cases": 0}


def test_looking_at_a_record_is_written_down_with_its_purpose(agent, dossier):
    audit.record_view(agent, dossier, purpose="appointments.agenda", dossier=dossier)
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.action) == ("view", "dossier.viewed")
    assert entry.purpose == "appointments.agenda"


def test_a_list_is_written_down_line_by_line_in_one_statement(
    agent, dossier, django_assert_num_queries
):
    both = [dossier, Dossier.objects.create()]
    with django_assert_num_queries(1):
        audit.record_views(agent, both, purpose="dossiers.list", dossier_id=lambda row: row.pk)
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.subject_id for entry in entries] == [str(row.pk) for row in both]
    assert [entry.dossier for entry in entries] == both
    assert {(entry.kind, entry.purpose) for entry in entries} == {("view", "dossiers.list")}


def test_a_search_leaves_how_many_it_found(agent):
    audit.record_search(agent, Dossier, purpose="dossiers.search", results=0)
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.action, entry.actor) == ("view", "dossier.searched", agent)
    assert (entry.subject_type, entry.subject_id) == ("accounts.dossier", "search")
    assert entry.details == {"results": 0}


def test_a_list_or_a_search_without_a_purpose_is_an_error(agent, dossier):
    with pytest.raises(ValueError, match="purpose"):
        audit.record_views(agent, [dossier], purpose="")
    with pytest.raises(ValueError, match="purpose"):
        audit.record_search(agent, Dossier, purpose="", results=1)


def test_a_view_without_a_purpose_is_an_error(agent, dossier):
    with pytest.raises(ValueError, match="purpose"):
        audit.record_view(agent, dossier, purpose="")


@pytest.mark.parametrize("marker", [audit.SYSTEM, audit.VISITOR])
def test_the_portal_and_visitors_act_without_an_account(marker, dossier):
    audit.record(marker, "dossier.opened", dossier)
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor) == (marker.kind, None)


def test_the_user_of_a_request_is_an_account(agent, dossier):
    audit.record(SimpleLazyObject(lambda: agent), "dossier.opened", dossier)
    assert AuditEntry.objects.get().actor == agent


@pytest.mark.parametrize("nobody", [None, "agent", AnonymousUser(), Account(username="unsaved")])
def test_somebody_is_always_responsible(nobody, dossier):
    with pytest.raises(TypeError, match="actor"):
        audit.record(nobody, "dossier.opened", dossier)
    assert not AuditEntry.objects.exists()


def test_the_subject_is_a_stored_record(agent):
    with pytest.raises(TypeError):
        audit.record(agent, "dossier.opened", "dossier 7")
    with pytest.raises(ValueError, match="stored first"):
        audit.record(agent, "dossier.opened", Dossier())


def test_an_undone_change_leaves_no_trail(agent, dossier):
    with transaction.atomic():
        audit.record(agent, "dossier.closed", dossier)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
