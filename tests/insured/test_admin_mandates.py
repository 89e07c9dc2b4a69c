"""An agent ends a mandate for somebody who calls or comes to the counter."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from tests.factories import AccountFactory
from tests.insured.acting import a_mandate, browser_of
from tests.insured.agents import an_agent, file_page, window_of
from tests.insured.factories import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.mark.parametrize("side", ["grantor", "holder"])
def test_an_agent_ends_a_mandate_from_either_file(side):
    mandate = a_mandate("appointments")
    agent, person = an_agent(), getattr(mandate, side)
    window, page = window_of(agent), file_page(person, "end_mandate")
    words = "given to Claire Fantasie" if side == "grantor" else "held for Josette Fiktiv"
    assertContains(window.get(page), words)
    assertContains(window.post(page), "This field is required.")
    answer = window.post(page, {"mandate": mandate.public_id})
    assertRedirects(answer, file_page(person, "change"))
    mandate.refresh_from_db()
    assert mandate.revoked_by == agent
    assert Message.objects.filter(title="A mandate has ended").count() == 2
    assert AuditEntry.objects.get(action="mandate.ended").actor == agent
    assertNotContains(window.get(page), words)


def test_the_mandates_of_others_are_not_to_be_chosen():
    mandate, other = a_mandate("appointments"), MandateFactory(accepted=True)
    window = window_of(an_agent())
    page = file_page(mandate.grantor, "end_mandate")
    assertContains(window.post(page, {"mandate": other.public_id}), "Select a valid choice")
    other.refresh_from_db()
    assert other.revoked_at is None


def test_only_agents_of_the_group_and_never_a_holder_end_it_here():
    mandate = a_mandate("appointments")
    page = file_page(mandate.grantor, "end_mandate")
    assert window_of(AccountFactory(agent=True)).get(page).status_code == 403
    assert browser_of(mandate.holder, opened=mandate.grantor).get(page).status_code == 302
