"""What my space says about bills, and when it says nothing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reimbursements.choices.claims import ClaimState, Original
from reimbursements.presenters import feed
from reimbursements.rules.needing import NEAR, POST_TAKES, Mailing, Need, Needed, needed
from tests.factories import InsuredPersonFactory
from tests.reimbursements.factories import NOON, BillFactory, ClaimFactory, ParameterValueFactory

TODAY = NOON.date()
A_DAY = timedelta(days=1)
TWO_YEARS = 24
WAITS = {"state": ClaimState.BEING_CHECKED, "original": Original.AWAITED}


def a_draft(**facts) -> Mailing:
    return Mailing(**{"state": ClaimState.DRAFT, "original": Original.AWAITED, **facts})


@pytest.mark.parametrize(
    ("mailing", "need"),
    [
        (Mailing(ClaimState.RETURNED, Original.RECEIVED), Needed(Need.ACCOUNT)),
        (Mailing(**WAITS, sent_on=TODAY - POST_TAKES - A_DAY), Needed(Need.PAPER)),
        (Mailing(**WAITS, sent_on=TODAY - POST_TAKES), None),
        (Mailing(ClaimState.SENT, Original.RECEIVED, sent_on=date(2026, 1, 1)), None),
        (Mailing(ClaimState.PAID, Original.AWAITED, sent_on=date(2026, 1, 1)), None),
        (a_draft(), Needed(Need.GO_ON)),
        (a_draft(has_bills=False), None),
        (a_draft(paid_on=date(2025, 6, 1)), Needed(Need.GO_ON)),
        (
            a_draft(paid_on=date(2024, 12, 1)),
            Needed(Need.SEND_SOON, date(2026, 12, 1)),
        ),
        (a_draft(paid_on=date(2024, 11, 18)), Needed(Need.SEND_SOON, TODAY)),
        (a_draft(paid_on=date(2024, 11, 17)), Needed(Need.GO_ON)),
        (a_draft(paid_on=date(2025, 1, 17)), Needed(Need.SEND_SOON, TODAY + NEAR)),
        (a_draft(paid_on=date(2025, 1, 18)), Needed(Need.GO_ON)),
    ],
)
def test_what_a_mailing_needs(mailing, need):
    assert needed(mailing, today=TODAY, months=TWO_YEARS) == need


def test_without_a_known_limit_no_day_is_invented():
    draft = a_draft(paid_on=date(2024, 12, 1))
    assert needed(draft, today=TODAY, months=None) == Needed(Need.GO_ON)


@pytest.fixture
def me(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)
    with translation.override("en"):
        yield InsuredPersonFactory(signs_in=True)


@pytest.mark.django_db
def test_every_need_leads_to_the_page_where_it_is_done(me):
    ParameterValueFactory(name="claim.limit", amount=2, unit="years", valid_from=date(2000, 1, 1))
    draft = ClaimFactory(person=me, draft=True)
    BillFactory(claim=draft, paid_on=date(2024, 12, 1))
    late = ClaimFactory(person=me, created_at=NOON - timedelta(days=20))
    back = ClaimFactory(person=me, decided=True, state=ClaimState.RETURNED)
    found = {item.url: item for item in feed.items(me, now=NOON)}
    address = reverse("reimbursements:draft", args=[draft.public_id])
    assert found[address].until == date(2026, 12, 1)
    page = reverse("reimbursements:claim", args=[late.public_id])
    assert found[page].title == "Post the original bills"
    assert late.procedure.reference in found[page].text
    assert "bank account" in found[reverse("reimbursements:claim", args=[back.public_id])].title
    assert len(found) == 3


@pytest.mark.django_db
def test_what_belongs_to_somebody_else_is_not_told(me):
    ClaimFactory(created_at=NOON - timedelta(days=20))
    assert feed.items(me, now=NOON) == []


@pytest.mark.django_db
def test_it_stands_in_my_space(me):
    ClaimFactory(person=me, created_at=NOON - timedelta(days=20))
    client = Client()
    client.force_login(me.account)
    assert "Post the original bills" in client.get("/en/espace/").content.decode()


@pytest.mark.django_db
def test_the_feed_costs_the_same_however_many_mailings(me, django_assert_max_num_queries):
    def count(claims: int) -> int:
        ClaimFactory.create_batch(claims, person=me, created_at=NOON - timedelta(days=20))
        with django_assert_max_num_queries(10) as asked:
            feed.items(me, now=NOON)
        return len(asked)

    assert count(1) == count(5)
