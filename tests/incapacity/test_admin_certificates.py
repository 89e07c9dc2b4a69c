"""The agents' queue of certificates: order, filters, search, what is recorded, who may look."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from incapacity.admin import showing
from incapacity.rules.waiting import LONG
from incapacity.services import working
from tests.accounts.agents import search
from tests.factories import (
    AccountFactory,
    InsuredPersonFactory,
    some_matricule,
    wall_days_ago,
)
from tests.incapacity.agents import QUEUE, a_doctor, an_agent, page_of
from tests.incapacity.factories import NOON, CertificateFactory
from tests.insured.agents import window_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


def shown(window, query: str = "") -> list:
    return list(window.get(f"{QUEUE}{query}").context["cl"].result_list)


def sent(*, days_ago: int, **columns):
    """A certificate that was sent and drawn up on its first day, so long ago."""
    first_day = columns.pop("first_day", clock.today() - timedelta(days=days_ago))
    created_at = wall_days_ago(days_ago)
    return CertificateFactory(created_at=created_at, first_day=first_day, **columns)


def fresh(**columns):
    """A certificate that was sent today, so that it has not waited."""
    return sent(days_ago=0, **columns)


def test_the_one_that_was_sent_first_stands_first_whatever_happened_since(window, agent):
    late, early = sent(days_ago=1), sent(days_ago=9)
    working.take(early.pk, agent=agent)
    working.asked(early.procedure, by=agent, text="?")
    assert shown(window) == [early, late]


def test_what_waits_is_shown_until_something_else_is_asked_for(window):
    waits, decided = fresh(), fresh(accepted=True)
    assert shown(window) == [waits]
    assert shown(window, "?state=accepted") == [decided]
    assert set(shown(window, "?state=all")) == {waits, decided}


def test_what_the_person_has_not_sent_is_nobodys_business(window):
    for trait in ("draft", "arrived", "kept"):
        kept = CertificateFactory(**{trait: True})
        assert window.get(page_of(kept)).status_code == 404
    assert shown(window, "?state=all") == []


def test_the_filters(window, agent):
    mine = fresh(taken=True, agent=agent)
    free = sent(days_ago=LONG, cause="accident")
    board = fresh(at_board=True)
    late = fresh(late=True, taken=True)
    wrong = fresh(matricule_on_sheet="missing", taken=True)
    assert shown(window, "?with=me") == [mine]
    assert shown(window, "?with=nobody") == [free]
    assert set(shown(window, "?with=others")) == {board, late, wrong}
    assert shown(window, "?state=at_board") == [board]
    assert shown(window, "?doubts=late") == [late]
    assert shown(window, "?doubts=any") == [wrong]
    assert shown(window, "?cause=accident") == [free]
    assert shown(window, f"?days={LONG}") == [free]
    procedures.reply(
        free.procedure,
        text="It was Monday.",
        by=free.person.account,
        sent_key="8b1f9d5e-0c6b-4d0e-9f4b-1d2c3b4a5960",
    )
    assert shown(window, "?news=answer") == [free]


def test_each_number_counts_what_its_link_shows(window, agent):
    fresh(taken=True, agent=agent)
    fresh(at_board=True, agent=agent)
    fresh(late=True)
    sent(days_ago=90)
    fresh(refused=True)
    for queue in window.get(QUEUE).context["queues"]:
        assert len(shown(window, queue["address"])) == queue["count"], queue["label"]
    labels = {glance.label: glance for glance in window.get("/admin/").context["glances"]}
    assert labels["Certificates that wait"].count == 4
    assert labels["Certificates with the medical board"].count == 1


def test_one_finds_by_reference_matricule_and_name_also_of_the_child(window):
    certificate = fresh()
    child = InsuredPersonFactory(first_name="Zenobia")
    other = fresh(accepted=True, family=True, child=child)
    for text, found in (
        (certificate.procedure.reference.replace("-", " "), [certificate]),
        (certificate.person.matricule, [certificate]),
        ("Zenobia", [other]),
        ("nobody at all", []),
    ):
        answer = search(window, QUEUE, text)
        assert list(answer.context["cl"].result_list) == found, text


def test_one_finds_a_child_that_was_named_by_its_number(window):
    child = InsuredPersonFactory(first_name="Zenobia")
    former, unknown = (some_matricule(number, born="20240510") for number in (51, 52))
    child.former_matricules.create(matricule=former, replaced_at=NOON, reason="Corrected")
    by_present, by_former, of_nobody = (
        fresh(cause="family", child_matricule=number)
        for number in (child.matricule, former, unknown)
    )
    fresh(family=True)
    for text, found in (
        ("Zenobia", {by_present, by_former}),
        (child.matricule, {by_present, by_former}),
        (former, {by_present, by_former}),
        (unknown, {of_nobody}),
        (f"{unknown[:4]} {unknown[4:6]} {unknown[6:8]} {unknown[8:]}", {of_nobody}),
        (unknown[:12], {of_nobody}),
    ):
        answer = search(window, QUEUE, text)
        assert set(answer.context["cl"].result_list) == found, text


def test_every_line_that_is_shown_is_written_down_for_parent_and_child(window, agent):
    certificates = [fresh(), fresh(family=True)]
    shown(window)
    seen = AuditEntry.objects.filter(purpose="incapacity.certificates.list", actor=agent)
    assert {entry.subject_id for entry in seen} == {str(one.pk) for one in certificates}
    child = certificates[1].child
    about = AuditEntry.objects.get(purpose="incapacity.child.list", actor=agent)
    assert (about.subject_id, about.dossier_id) == (str(child.pk), child.dossier_id)


def test_a_long_list_costs_as_much_as_a_short_one(window):
    def cost(query: str) -> int:
        window.get(f"{QUEUE}{query}")
        with CaptureQueriesContext(connection) as queries:
            window.get(f"{QUEUE}{query}")
        return len(queries)

    for query in ("", "?doubts=any"):
        fresh(late=True, family=True, matricule_on_sheet="missing")
        one = cost(query)
        for _ in range(5):
            fresh(late=True, taken=True, family=True, matricule_on_sheet="missing")
        assert cost(query) == one


def test_only_who_may_read_certificates_looks():
    certificate = fresh()
    for account in (AccountFactory(agent=True), certificate.person.account):
        window = window_of(account)
        assert window.get(QUEUE).status_code in (302, 403)
        for name in ("change", "take", "accept", "opinion", "diagnosis"):
            answer = window.get(page_of(certificate, name))
            assert answer.status_code in (302, 404), name
        assert window.post(page_of(certificate, "take")).status_code in (302, 404)
    certificate.refresh_from_db()
    assert certificate.state == "sent"


def test_the_board_takes_nothing_and_decides_nothing():
    certificate = fresh(taken=True)
    window = window_of(a_doctor())
    assert window.get(page_of(certificate)).status_code == 200
    for name in ("take-over", "accept", "refuse", "correct", "ask", "to-board", "write"):
        assert window.get(page_of(certificate, name)).status_code == 404, name


def test_nothing_is_added_edited_or_deleted_by_hand(window):
    certificate = fresh()
    assert window.get(f"{QUEUE}add/").status_code == 404
    assert window.get(f"{QUEUE}{certificate.pk}/delete/").status_code == 404
    assert window.post(page_of(certificate), {"state": "accepted"}).status_code == 405


def test_a_line_says_what_it_is_and_what_does_not_fit(window):
    fresh(late=True)
    fresh(matricule_on_sheet="missing")
    page = window.get(QUEUE).content.decode()
    assert "Late" in page
    assert "Contradicts something" in page
    assert "Illness" in page


@pytest.mark.parametrize(
    ("columns", "tags"),
    [
        ({}, []),
        ({"late": True}, ["Late"]),
        ({"matricule_on_sheet": "missing"}, ["Contradicts something"]),
        ({"late": True, "matricule_on_sheet": "missing"}, ["Late", "Contradicts something"]),
        ({"matricule_on_sheet": "missing", "state": "withdrawn"}, []),
    ],
)
def test_a_line_has_a_tag_for_each_thing_that_does_not_fit(window, columns, tags):
    fresh(**columns)
    (line,) = shown(window, "?state=all")
    assert [tag["label"] for tag in showing.doubt_tags(line)] == tags
