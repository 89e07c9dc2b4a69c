"""My year and the complement in a browser: they look right, and the numbers are there for all."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from reimbursements.choices.care import Care
from reimbursements.models import ComplementaryClaim
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from tests.factories import InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, PeriodFactory
from tests.journeys.looking import looks_right
from tests.reimbursements.factories import IncomeFactory, ParameterValueFactory
from tests.reimbursements.treated import treated

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BEFORE = clock.today().year - 1


@pytest.fixture
def marie():
    """With a long-named child, and participations of 940.06 euro against a threshold of 750."""
    person = PeriodFactory(
        person=InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill"),
        first_day=date(2020, 1, 1),
    ).person
    child = PeriodFactory(
        person=InsuredPersonFactory(
            first_name="Maximilienne-Joséphine", last_name="Beispill-Exemplairement"
        ),
        through=person,
        first_day=date(2020, 1, 1),
    ).person
    ParameterValueFactory(
        name=COMPLEMENTARY_SHARE,
        amount=Decimal("0.025"),
        unit="share",
        valid_from=date(2020, 1, 1),
        legal_basis="Statuts CNS, art. 154bis",
    )
    BankAccountFactory(person=person)
    IncomeFactory(person=person, year=BEFORE - 1, amount="30000.00")
    for month in range(1, 9):
        treated(person, date(BEFORE, month, 4))
        treated(
            child,
            date(BEFORE, month, 5),
            sent_by=person,
            care=list(Care)[month],
            participation=f"{month * 10}.00",
            reimbursed=f"{month * 45}.00",
            over_tariff=f"{month * 3}.50",
        )
    treated(
        person,
        date(BEFORE, 10, 1),
        care=Care.PHYSIOTHERAPY,
        participation="520.00",
        reimbursed="1200.00",
    )
    return person


@pytest.fixture
def signed_in(marie, page, live_portal):
    client = Client()
    client.force_login(marie.account)
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_portal.url}]
    )
    return page


def test_my_year_looks_right(signed_in, live_portal):
    page = signed_in
    for end in ("", f"?year={BEFORE}", f"?year={BEFORE}&by=paid"):
        page.goto(f"{live_portal.url}/en/espace/reimbursements/year/{end}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("My year")
        looks_right(page)


def test_the_numbers_behind_a_chart_are_a_table(signed_in, live_portal):
    page = signed_in
    page.goto(f"{live_portal.url}/en/espace/reimbursements/year/?year={BEFORE}")
    chart = page.get_by_role("figure", name="By month")
    chart.get_by_text("The numbers as a table").click()
    row = chart.get_by_role("row", name="October")
    expect(row).to_contain_text("1\xa0720.00\xa0€")
    expect(chart.get_by_role("row", name="Total")).to_be_visible()
    looks_right(page)


def test_asking_for_the_complement(signed_in, live_portal):
    page = signed_in
    address = f"{live_portal.url}/en/espace/reimbursements/complementary/"
    page.goto(f"{address}?year={clock.today().year}")
    expect(page.get_by_text("You can ask from")).to_be_visible()
    looks_right(page)
    page.goto(f"{address}?year={BEFORE}")
    expect(page.get_by_text("exceed the threshold of 750.00")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Ask for the complementary reimbursement").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Complementary reimbursement")
    looks_right(page)
    assert ComplementaryClaim.objects.get().year == BEFORE
    page.goto(f"{address}?year={BEFORE}")
    expect(page.get_by_text("already asked for this year")).to_be_visible()
    looks_right(page)
