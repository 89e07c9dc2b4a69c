"""My papers: the list, ordering, the file, and nobody else's."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from cns_portal.inbox.tasks import deliver
from insured.models import Paper
from insured.services import papers
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import GuardianshipFactory, PaperFactory, PeriodFactory, TieFactory

pytestmark = pytest.mark.django_db
LIST, ORDER = "/en/espace/family/papers/", "/en/espace/family/papers/order/"


@pytest.fixture(autouse=True)
def _sunday_noon():
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        yield


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def marie():
    person = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    PeriodFactory(person=person)
    return person


@pytest.fixture
def client(marie):
    return signed_in(marie)


def see(client, way=LIST) -> str:
    answer = client.get(way)
    assert answer.status_code == 200
    return answer.content.decode()


def order(client, **typed):
    return client.post(ORDER, {"what": "today", "language": "en", **typed})


def test_without_papers_the_page_says_how_to_get_one(client):
    shown = see(client)
    assert "No papers yet" in shown
    assert ORDER in shown


def test_ordering_leads_back_to_the_list_which_shows_it_by_itself(client):
    assert order(client)["Location"] == LIST
    shown = see(client)
    assert "Being prepared" in shown
    assert 'data-waiting="2"' in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    deliver()
    shown = see(client)
    assert "Being prepared" not in shown
    assert "data-waiting" not in shown
    assert "refresh" not in shown


def test_the_file_is_a_download_that_nobody_keeps(client, marie):
    order(client)
    deliver()
    paper = Paper.objects.get()
    answer = client.get(f"{LIST}{paper.public_id}/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "eispill" not in answer["Content-Disposition"]


def test_a_file_that_is_not_printed_yet_leads_to_the_list(client):
    order(client)
    paper = Paper.objects.get()
    assert client.get(f"{LIST}{paper.public_id}/")["Location"] == LIST


def test_a_withdrawn_paper_cannot_be_downloaded_and_says_why(client, marie):
    paper = papers.order_affiliation(marie, by=marie.account)
    papers.withdraw(paper.pk, by=AccountFactory(agent=True), because="A name was misspelt.")
    deliver()
    shown = see(client)
    assert "A name was misspelt." in shown
    assert str(paper.public_id) not in shown
    assert client.get(f"{LIST}{paper.public_id}/").status_code == 404


def test_a_stranger_finds_no_paper_of_somebody_else(marie):
    paper = papers.order_affiliation(marie, by=marie.account)
    deliver()
    other = signed_in(InsuredPersonFactory(signs_in=True))
    assert other.get(f"{LIST}{paper.public_id}/").status_code == 404
    assert str(paper.public_id) not in see(other)
    assert Client().get(f"{LIST}{paper.public_id}/").status_code == 302


def test_what_is_not_open_says_why_before_anything_is_sent(marie):
    person = InsuredPersonFactory(signs_in=True)
    PeriodFactory(person=person, last_day=date(2025, 1, 31))
    shown = see(signed_in(person), ORDER)
    assert "The affiliation ended on 31 January 2025" in shown
    assert "No co-insurance is registered" in shown
    assert shown.count("disabled") == 2
    nobody = see(signed_in(InsuredPersonFactory(signs_in=True)), ORDER)
    assert "No affiliation is on file." in nobody
    assert nobody.count("disabled") == 3


def test_what_is_closed_is_refused_even_when_it_is_sent(client):
    answer = order(client, what="family")
    assert answer.status_code == 200
    assert "No co-insurance is registered" in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_period_needs_both_days(client):
    shown = order(client, what="period").content.decode()
    assert "Enter the first day of the period." in shown
    assert "Enter the last day of the period." in shown


def test_a_period_without_affiliation_is_refused_with_its_days(client):
    shown = order(client, what="period", first="01/01/2020", last="31/12/2020").content.decode()
    assert "There is no affiliation on file between 1 January 2020 and 31 December 2020." in shown


def test_a_period_is_certified(client):
    order(client, what="period", first="01/06/2025", last="31/12/2025", language="fr")
    paper = Paper.objects.get()
    assert (paper.first_day, paper.last_day) == (date(2025, 6, 1), date(2025, 12, 31))
    assert paper.language == "fr"


def test_the_family_is_certified(client, marie):
    child = InsuredPersonFactory()
    TieFactory(principal=marie, member=child)
    PeriodFactory(person=child, through=marie)
    assert order(client, what="family")["Location"] == LIST
    assert Paper.objects.get().kind == "co_insurance"


def test_a_parent_orders_in_the_file_of_a_child_and_it_is_the_childs(client, marie):
    child = InsuredPersonFactory(first_name="Zoé", birth_date=date(2017, 3, 21))
    GuardianshipFactory(holder=marie, child=child)
    TieFactory(principal=marie, member=child)
    PeriodFactory(person=child, through=marie)
    client.post("/en/espace/open/", {"file": str(child.dossier.public_id)})
    assert order(client)["Location"] == LIST
    paper = Paper.objects.get()
    assert paper.person == child
    assert paper.issued_by == marie.account


def test_many_papers_come_page_by_page_and_cost_the_same(
    client, marie, django_assert_max_num_queries
):
    for _ in range(25):
        PaperFactory(person=marie)
    with django_assert_max_num_queries(8):
        shown = see(client)
    assert shown.count('class="paper"') == 20
    assert "?page=2" in shown
