"""My year and the complement: what is seen, what a stranger sees, what it costs."""

import csv
import io
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock
from reimbursements.choices.care import Care
from reimbursements.models import ComplementaryClaim
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from tests.factories import InsuredPersonFactory
from tests.insured.factories import PeriodFactory
from tests.reimbursements.factories import IncomeFactory, ParameterValueFactory
from tests.reimbursements.treated import treated

pytestmark = pytest.mark.django_db

SPACE = "/en/espace/reimbursements/"
YEAR, CSV, PDF, COMPLEMENT = (
    f"{SPACE}{end}" for end in ("year/", "year/acts.csv", "year/paper.pdf", "complementary/")
)
BEFORE = clock.today().year - 1
IN_MAY = date(BEFORE, 5, 5)


@pytest.fixture
def marie():
    return PeriodFactory(
        person=InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill"),
        first_day=date(2020, 1, 1),
    ).person


@pytest.fixture
def child(marie):
    return PeriodFactory(
        person=InsuredPersonFactory(first_name="Max", last_name="Beispill"),
        through=marie,
        first_day=date(2020, 1, 1),
    ).person


@pytest.fixture
def client(marie):
    client = Client()
    client.force_login(marie.account)
    return client


def share():
    ParameterValueFactory(
        name=COMPLEMENTARY_SHARE,
        amount=Decimal("0.025"),
        unit="share",
        valid_from=date(2020, 1, 1),
        legal_basis="Statuts CNS, art. 154bis",
    )


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in pages).split())


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_an_empty_year_says_so(client):
    answer = client.get(YEAR)
    assertContains(answer, "Nothing decided in this year")
    assertContains(answer, f"My year {clock.today().year}")


def test_the_year_by_month_person_and_kind_of_care(client, marie, child):
    treated(marie, IN_MAY)
    treated(child, date(BEFORE, 7, 1), sent_by=marie, care=Care.DENTAL, participation="10.00",
            reimbursed="90.00", over_tariff="5.00")  # fmt: skip
    answer = client.get(f"{YEAR}?year={BEFORE}")
    for words in (
        "By month",
        "By person treated",
        "By kind of care",
        "Max Beispill",
        "Dental care",
    ):
        assertContains(answer, words)
    assertContains(answer, "167.60\xa0€ invoiced")
    view = answer.context["view_of"]
    assert view.total.own == Decimal("22.51")
    months = view.charts[0].table.rows
    assert [name for name, cells in months if cells[0] != "0.00\xa0€"] == ["May", "July", "Total"]
    assert {len(chart.bars) for chart in view.charts} == {12, 2}


def test_what_a_bar_shows_stands_beside_it_in_words(client, marie):
    treated(marie, IN_MAY, over_tariff="10.00")
    [month] = [
        bar
        for bar in client.get(f"{YEAR}?year={BEFORE}").context["view_of"].charts[0].bars
        if bar.segments
    ]
    assert month.text == (
        "72.60\xa0€ invoiced. Reimbursed: 55.09\xa0€, Your participation: 7.51\xa0€, "
        "Not covered: 10.00\xa0€"
    )
    assert [one.look for one in month.segments] == ["reimbursed", "participation", "notcovered"]


def test_the_day_of_payment_may_put_a_bill_into_another_year(client, marie):
    treated(marie, date(BEFORE, 12, 30), bill={"paid_on": date(BEFORE + 1, 1, 4)})
    by_care = client.get(f"{YEAR}?year={BEFORE}")
    by_payment = client.get(f"{YEAR}?year={BEFORE}&by=paid")
    next_year = client.get(f"{YEAR}?year={BEFORE + 1}&by=paid")
    assert [one.context["view_of"].is_empty for one in (by_care, by_payment, next_year)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("end", ["?year=abc", "?year=99999999", "?by=nonsense", "?year=-1&by=paid"])
def test_nonsense_in_the_address_is_this_year(client, end):
    assert client.get(YEAR + end).context["view_of"].year == clock.today().year


def test_only_what_counts_and_was_told_is_added_up(client, marie):
    treated(marie, IN_MAY, state="replaced")
    treated(marie, IN_MAY, told=False)
    assert client.get(f"{YEAR}?year={BEFORE}").context["view_of"].is_empty


def test_a_stranger_sees_nothing_of_it(marie):
    treated(marie, IN_MAY)
    stranger = Client()
    stranger.force_login(InsuredPersonFactory(signs_in=True).account)
    for address in (YEAR, COMPLEMENT):
        assertNotContains(stranger.get(f"{address}?year={BEFORE}"), "7.51")
    assert rows_of(stranger.get(f"{CSV}?year={BEFORE}")) == []
    assert "62.60" not in text_of(stranger.get(f"{PDF}?year={BEFORE}").content)


def test_the_file_has_a_line_for_every_act(client, marie, child):
    treated(marie, IN_MAY, bill={"number": "=1+1", "paid_on": date(BEFORE, 5, 9)})
    act = treated(child, date(BEFORE, 3, 1), sent_by=marie, over_tariff="1000.00")
    answer = client.get(f"{CSV}?year={BEFORE}")
    first, second = rows_of(answer)
    assert answer["Content-Disposition"].endswith(f'filename="reimbursements-{BEFORE}.csv"')
    assert "no-store" in answer["Cache-Control"]
    assert (first["Person treated"], first["Day of care"]) == ("Max Beispill", f"{BEFORE}-03-01")
    assert (first["Invoiced"], first["Borne by you"]) == ("1062,60", "1007,51")
    assert first["Statement"] == act.decision.statement.number
    assert (second["Number of the bill"], second["Paid on"]) == ("'=1+1", f"{BEFORE}-05-09")


def test_the_paper_has_sums_and_acts(client, marie, child):
    treated(marie, IN_MAY)
    treated(child, IN_MAY, sent_by=marie)
    answer = client.get(f"{PDF}?year={BEFORE}")
    text = text_of(answer.content)
    for words in (f"Reimbursements {BEFORE}", "Max Beispill", "62.60", "15.02", marie.matricule):
        assert words in text


def test_the_pages_cost_the_same_however_much_there_is(client, marie, child):
    """Session, account, person, others; cells, years; household, participations, income, paid."""
    share()

    def cost(address) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{address}?year={BEFORE}")
        return len(asked)

    treated(marie, IN_MAY)
    cost(YEAR)  # what a process remembers
    few = [cost(address) for address in (YEAR, CSV, COMPLEMENT)]
    for month in range(1, 11):
        treated(marie, date(BEFORE, month, 2), care=Care.DENTAL)
        treated(child, date(BEFORE, month, 3), sent_by=marie)
    assert [cost(address) for address in (YEAR, CSV, COMPLEMENT)] == few


# -- the complement -------------------------------------------------------------------------------


def test_the_page_says_how_the_year_stands_and_takes_the_request(client, marie):
    share()
    IncomeFactory(person=marie, year=BEFORE - 1, amount="30000.00")
    treated(marie, IN_MAY, participation="900.00")
    address = f"{COMPLEMENT}?year={BEFORE}"
    answer = client.get(address)
    for words in ("2.5\xa0%", "750.00\xa0€", "900.00\xa0€", "150.00\xa0€", "Statuts CNS"):
        assertContains(answer, words)
    assert not ComplementaryClaim.objects.exists()
    sent = client.post(COMPLEMENT, {"year": BEFORE})
    request = ComplementaryClaim.objects.get(person=marie, year=BEFORE)
    assertRedirects(sent, f"/en/espace/procedures/{request.procedure.reference}/")
    assertContains(client.get(address), "already asked for this year")
    again = client.post(COMPLEMENT, {"year": BEFORE}, follow=True)
    assertContains(again, "one request is enough")
    assert ComplementaryClaim.objects.count() == 1


def test_without_an_income_the_page_says_that_an_agent_decides(client, marie):
    share()
    treated(marie, IN_MAY, participation="900.00")
    answer = client.get(f"{COMPLEMENT}?year={BEFORE}")
    assertContains(answer, "Your income is not on file")
    assertContains(answer, "Ask for the complementary reimbursement")
    assertNotContains(answer, "You would get")


def test_without_a_share_nothing_is_invented(client, marie):
    IncomeFactory(person=marie, year=BEFORE - 1)
    treated(marie, IN_MAY, participation="900.00")
    answer = client.get(f"{COMPLEMENT}?year={BEFORE}")
    assertContains(answer, "The share for this year is not on file: an agent decides.")
    assertNotContains(answer, "2.5")


def test_the_running_year_can_be_seen_and_not_asked_for(client, marie):
    share()
    year = clock.today().year
    IncomeFactory(person=marie, year=year - 1, amount="1000.00")
    treated(marie, date(year, 1, 2), participation="900.00")
    answer = client.get(f"{COMPLEMENT}?year={year}")
    assertContains(answer, "The year is not over yet")
    assertNotContains(answer, '<form method="post">', html=False)
    client.post(COMPLEMENT, {"year": year})
    assert not ComplementaryClaim.objects.exists()


def test_the_copy_of_what_was_sent(client, marie):
    share()
    IncomeFactory(person=marie, year=BEFORE - 1, amount="30000.00")
    treated(marie, IN_MAY, participation="900.00")
    client.post(COMPLEMENT, {"year": BEFORE})
    reference = ComplementaryClaim.objects.get().procedure.reference
    answer = client.get(f"/en/espace/procedures/{reference}/copy/")
    assert str(BEFORE) in text_of(answer.content)
