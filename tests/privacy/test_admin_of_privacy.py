"""The data protection officer reads what was forgotten and what is to be erased."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cns_portal import audit, privacy
from cns_portal.audit.models import AuditEntry
from cns_portal.privacy import forgetting
from cns_portal.privacy.models import ErasureOrder, ErasureStep, ForgettingLine, ForgettingRun
from cns_portal.rights.services import staff
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory, DossierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dpo(client):
    officer = AccountFactory(agent=True)
    officer.groups.add(staff.ensure_group())
    sign_in_agent(client, officer)
    return client


@pytest.fixture
def run():
    run = ForgettingRun.objects.create(started_at=timezone.now(), finished_at=timezone.now())
    ForgettingLine.objects.create(run=run, holding="accounts.sessions", count=7)
    ForgettingLine.objects.create(run=run, holding="gone.holding", error="RuntimeError")
    return run


@pytest.fixture
def order():
    order = privacy.order_erasure(
        DossierFactory(), by=audit.SYSTEM, now=timezone.now(), reference="ABCD-EFGH"
    )
    ErasureStep.objects.create(order=order, holding="audit.trail", kept=3, done_at=timezone.now())
    return order


def words(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_of_runs_counts_records_and_errors_and_leads_to_the_record(dpo, run):
    page = words(dpo.get(reverse("admin:privacy_forgettingrun_changelist")))
    assert '<td class="field-records">7</td>' in page
    assert '<td class="field-errors">1</td>' in page
    assert reverse("home:record") in page
    assert reverse("home:record_file") in page


def test_a_run_names_the_holdings_as_people_do(dpo, run):
    page = words(dpo.get(reverse("admin:privacy_forgettingrun_change", args=[run.pk])))
    assert "Your visit" in page
    assert "gone.holding" in page
    assert "RuntimeError" in page


def test_what_is_past_its_time_is_counted_without_forgetting_it(dpo, monkeypatch):
    asked = []
    monkeypatch.setattr(forgetting, "forget", lambda **more: asked.append(more))
    page = words(dpo.get(reverse("admin:privacy_forgettingrun_due")))
    assert "Your visit" in page
    assert not asked
    assert not ForgettingRun.objects.exists()


def test_who_reads_of_an_erasure_is_recorded_once(dpo, order):
    for name, arguments, purpose in (
        ("changelist", [], "privacy.erasures.list"),
        ("change", [order.pk], "privacy.erasure"),
    ):
        before = AuditEntry.objects.filter(kind="view").count()
        page = words(dpo.get(reverse(f"admin:privacy_erasureorder_{name}", args=arguments)))
        assert "ABCD-EFGH" in page
        entry = AuditEntry.objects.filter(kind="view").latest("pk")
        assert AuditEntry.objects.filter(kind="view").count() == before + 1
        assert (entry.dossier, entry.purpose) == (order.dossier, purpose)


def test_what_an_order_waits_for_is_said_in_words(dpo, order):
    ErasureOrder.objects.update(stopped_by="appointments.appointments, insured.requests")
    page = words(dpo.get(reverse("admin:privacy_erasureorder_change", args=[order.pk])))
    assert "Appointments, Requests about your insurance" in page


@pytest.mark.parametrize("model", ["forgettingrun", "erasureorder"])
def test_nothing_is_added_changed_or_deleted_by_hand(dpo, model, run, order):
    key = {"forgettingrun": run, "erasureorder": order}[model].pk
    add = reverse(f"admin:privacy_{model}_add")
    change = reverse(f"admin:privacy_{model}_change", args=[key])
    delete = reverse(f"admin:privacy_{model}_delete", args=[key])
    assert [dpo.post(address).status_code for address in (add, change, delete)] == [403, 403, 403]


def test_other_agents_see_none_of_it(client, run, order):
    sign_in_agent(client, AccountFactory(agent=True))
    for name in ("forgettingrun_changelist", "forgettingrun_due", "erasureorder_changelist"):
        assert client.get(reverse(f"admin:privacy_{name}")).status_code == 403
