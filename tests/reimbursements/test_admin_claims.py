"""The agents' queue: order, filters, search, what is recorded, who may look."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from reimbursements.choices.claims import ClaimState, Original
from reimbursements.rules.waiting import LONG
from reimbursements.services import deciding, publishing, working
from tests.accounts.agents import search
from tests.factories import AccountFactory, InsuredPersonFactory, wall_days_ago
from tests.insured.agents import window_of
from tests.reimbursements.agents import QUEUE, a_claim, an_agent, known_tariffs, marks_of, page_of
from tests.reimbursements.factories import BillFactory, ClaimFactory, DecisionFactory, LineFactory
from tests.reimbursements.test_services_publishing import a_decided_bill, replaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


def shown(window, query: str = "") -> list:
    return list(window.get(f"{QUEUE}{query}").context["cl"].result_list)


def test_the_claim_that_was_sent_first_stands_first_whatever_happened_since(window, agent):
    now = clock.now()
    late = ClaimFactory(created_at=now - timedelta(days=1))
    early = ClaimFactory(created_at=now - timedelta(days=9))
    working.take(early.pk, agent=agent)
    working.asked(early.procedure, by=agent, text="?")
    assert shown(window) == [early, late]


def test_what_waits_is_shown_until_something_else_is_asked_for(window):
    waits, decided = ClaimFactory(), ClaimFactory(decided=True)
    assert shown(window) == [waits]
    assert shown(window, "?state=decided") == [decided]
    assert set(shown(window, "?state=all")) == {waits, decided}


def test_a_draft_is_nobodys_business(window):
    ClaimFactory(draft=True)
    assert shown(window, "?state=all") == []


def test_the_filters(window, agent):
    mine = ClaimFactory(taken=True, agent=agent, original=Original.NOT_NEEDED)
    free = ClaimFactory(created_at=wall_days_ago(LONG))
    theirs = ClaimFactory(proposed=True, original=Original.NOT_NEEDED)
    back = ClaimFactory(taken=True, original=Original.NOT_NEEDED)
    bill = BillFactory(claim=back)
    LineFactory(bill=bill)
    DecisionFactory(bill=bill, state="sent_back")
    assert shown(window, "?with=me") == [mine]
    assert shown(window, "?with=nobody") == [free]
    assert set(shown(window, "?with=others")) == {theirs, back}
    assert shown(window, "?second=needed") == [theirs]
    assert shown(window, "?second=back") == [back]
    assert shown(window, "?original=missing") == [free]
    assert free in shown(window, f"?days={LONG}")


def test_where_too_much_was_paid_is_found_among_the_decided_ones(window):
    ClaimFactory(decided=True)
    first = a_decided_bill()
    too_much = first.bill.claim
    publishing.publish(too_much, [first])
    assert shown(window, "?owed=yes") == []
    publishing.publish(too_much, [replaced(first, "50.00")])
    assert shown(window, "?owed=yes") == [too_much]
    assert shown(window) == []


def test_ones_own_proposal_is_not_for_oneself_to_confirm(window, agent):
    ClaimFactory(proposed=True, agent=agent)
    assert shown(window, "?second=needed") == []


def test_each_number_counts_what_its_link_shows(window, agent):
    ClaimFactory(taken=True, agent=agent)
    ClaimFactory(proposed=True, agent=agent)
    ClaimFactory(proposed=True)
    ClaimFactory(created_at=wall_days_ago(90), original=Original.NOT_NEEDED)
    ClaimFactory(decided=True)
    for queue in window.get(QUEUE).context["queues"]:
        assert len(shown(window, queue["address"])) == queue["count"], queue["label"]
    first_page = window.get("/admin/").context["glances"]
    labels = {glance.label: glance for glance in first_page}
    assert labels["Claims that wait"].count == 4
    assert labels["Proposals for a second agent"].count == 1


def test_one_finds_by_reference_matricule_and_name_of_whom_a_bill_treats(window):
    claim, other = ClaimFactory(), ClaimFactory(decided=True)
    child = InsuredPersonFactory(first_name="Zenobia")
    BillFactory(claim=other, patient=child)
    for text, found in (
        (claim.procedure.reference.replace("-", " "), [claim]),
        (claim.person.matricule, [claim]),
        ("Zenobia", [other]),
        ("nobody at all", []),
    ):
        answer = search(window, QUEUE, text)
        assert list(answer.context["cl"].result_list) == found, text


def test_every_line_that_is_shown_is_written_down(window, agent):
    claims = [ClaimFactory(), ClaimFactory()]
    shown(window)
    seen = AuditEntry.objects.filter(purpose="reimbursements.claims.list", actor=agent)
    assert {entry.subject_id for entry in seen} == {str(claim.pk) for claim in claims}
    assert {entry.dossier_id for entry in seen} == {claim.person.dossier_id for claim in claims}


def test_a_long_list_costs_as_much_as_a_short_one(window):
    def cost() -> int:
        window.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            window.get(QUEUE)
        return len(queries)

    BillFactory()
    one = cost()
    for _ in range(6):
        BillFactory(claim=BillFactory(claim=ClaimFactory(taken=True)).claim)
    assert cost() == one


def test_only_agents_of_the_group_look():
    claim = ClaimFactory()
    for account in (AccountFactory(agent=True), claim.person.account):
        window = window_of(account)
        assert window.get(QUEUE).status_code in (302, 403)
        assert window.get(page_of(claim)).status_code in (302, 404)
        assert window.post(page_of(claim, "take")).status_code in (302, 404)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SENT


def test_nothing_is_added_edited_or_deleted_by_hand(window):
    claim = ClaimFactory()
    assert window.get(f"{QUEUE}add/").status_code == 404
    assert window.get(f"{QUEUE}{claim.pk}/delete/").status_code == 404
    assert window.post(page_of(claim), {"state": "paid"}).status_code == 405


def test_a_decided_claim_leaves_the_queue(window, agent, monkeypatch):
    known_tariffs(monkeypatch)
    claim = a_claim(agent=agent)
    assert shown(window) == [claim]
    deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
    assert shown(window) == []


def test_the_list_of_providers_is_there(window):
    assert window.get(reverse("admin:reimbursements_provider_changelist")).status_code == 200
