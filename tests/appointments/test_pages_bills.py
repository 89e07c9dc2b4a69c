"""Which bills to bring: the rows, the answer, and that nothing is kept of either."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from appointments.forms.bills import MOST_ROWS
from appointments.presenters.bills import euros
from cns_portal.web.money_fields import EuroField
from tests.appointments.doors import Door
from tests.appointments.linked import everything
from tests.factories import AgencyFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

VISIT = date(2026, 3, 18)


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz", name="Wiltz")


@pytest.fixture(params=["signed in", "by link"])
def door(request, agency):
    return Door(request.param, agency, topic="reimbursement", starts_at=at(VISIT, 9))


def rows(*bills, count: int | None = None, **more) -> dict:
    """What a browser sends for rows of (kind, amount, paid on, country)."""
    sent = {"bills-TOTAL_FORMS": str(count or len(bills)), "bills-INITIAL_FORMS": "0", **more}
    for number, bill in enumerate(bills):
        for name, value in zip(("kind", "amount", "paid_on", "country"), bill, strict=False):
            sent[f"bills-{number}-{name}"] = value
        sent.setdefault(f"bills-{number}-country", "luxembourg")
    return sent


def check(door, *bills, **more):
    return door.client.post(door.url("bills"), rows(*bills, **more))


DOCTOR = ("doctor", "60", "10/03/2026")


# -- where it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns", [{"topic": "information"}, {"topic": "long_term_care"}, {"video": True}]
)
@pytest.mark.parametrize("kind", ["signed in", "by link"])
def test_only_a_visit_about_reimbursements_has_the_page(agency, kind, columns):
    door = Door(kind, agency, **columns)
    assert door.see("bills").status_code == 404
    assert check(door, DOCTOR).status_code == 404
    assertNotContains(door.see("detail"), "Which bills should I bring?")


def test_the_pages_of_the_visit_lead_there(door):
    for name in ("detail", "phone"):
        assertContains(door.see(name), f'href="{door.url("bills")}"')


@pytest.mark.parametrize("state", ["cancelled", "completed", "refused"])
def test_for_what_is_over_it_leads_back_to_the_appointment(agency, state):
    door = Door(
        "by link", agency, topic="reimbursement", past=state == "completed", **{state: True}
    )
    assert door.see("bills")["Location"] == door.url("detail")
    assertNotContains(door.see("detail"), "Which bills should I bring?")


# -- the answer ------------------------------------------------------------------------------------


def test_bills_that_are_enough(door):
    page = check(door, DOCTOR, ("medicines", "40,00", "4/3/2026"))
    assertContains(page, "Your bills are enough")
    assertContains(page, "EUR 100.00")
    assertContains(page, "Bring this bill.", count=2)
    assertContains(page, "It would be too old for a visit from 19 March 2026 on.")
    assertNotContains(page, "What you can do instead")


def test_a_cent_is_missing(door):
    page = check(door, DOCTOR, ("medicines", "39.99", "4/3/2026"))
    assertContains(page, "Your bills are not enough on that day")
    assertContains(page, "EUR 99.99")
    assertContains(page, "EUR 0.01")
    assertContains(page, "within two years of the payment")


def test_each_bill_that_stays_at_home_says_why(door):
    page = check(
        door,
        ("doctor", "300", "3/3/2026"),
        ("physiotherapy", "300", "10/3/2026"),
        ("dietician", "300", "10/3/2026"),
        ("doctor", "300", "10/3/2026", "abroad"),
        ("doctor", "300", "19/3/2026"),
        ("funeral", "300", "10/3/2026", "abroad"),
    )
    assertContains(page, "Do not bring this bill.", count=5)
    for words in (
        "Paid on 3 March 2026, this bill is too old from 18 March 2026 on.",
        "Physiotherapy bills are never paid at once.",
        "Dieticians’ bills are never paid at once.",
        "Bills for services abroad are not paid at once.",
        "On the day of the visit this bill is not paid yet.",
    ):
        assertContains(page, words)
    assertContains(page, "Your bills are enough")
    assertContains(page, "What you can do instead")


def test_bills_that_would_be_enough_on_an_earlier_day_lead_to_moving(door):
    page = check(door, ("doctor", "100", "2/3/2026"))
    assertContains(page, "on Monday 16 March at the latest, these bills are enough.")
    assertContains(page, f'href="{door.url("move")}?day=2026-03-16"')


def test_bills_that_are_too_few_on_every_day_do_not(door):
    assertNotContains(check(door, DOCTOR), "Come earlier")


# -- rows ------------------------------------------------------------------------------------------


def test_a_row_more_keeps_what_was_typed_and_finds_nothing_wrong_yet(door):
    page = check(door, ("doctor", "sixty", "yesterday", "abroad"), ("", "", ""), add="yes")
    assert len(page.context["rows"].forms) == 3
    assertContains(page, 'value="sixty"')
    assertContains(page, 'value="yesterday"')
    assertContains(page, '<option value="abroad" selected>')
    assertNotContains(page, "There is a problem")


def test_rows_left_empty_after_adding_one_are_no_bills(door):
    """What the page itself would send back after "Add a row"."""
    page = check(door, DOCTOR, ("medicines", "40", "10/03/2026"), add="yes")
    fields = dict(
        re.findall(r'<input type="hidden" name="(bills-[A-Z_]+)" value="(\d+)"', str(page.content))
    )
    answer = door.client.post(
        door.url("bills"), {**rows(DOCTOR, ("medicines", "40", "10/03/2026"), count=3), **fields}
    )
    assert fields["bills-INITIAL_FORMS"] == "2"
    assertContains(answer, "Your bills are enough")


def test_eight_rows_and_no_more(door):
    page = check(door, *[("", "", "")] * 7, add="yes")
    assert len(page.context["rows"].forms) == MOST_ROWS
    assertNotContains(page, "Add a row")
    page = check(door, *[DOCTOR] * 8, add="yes")
    assert len(page.context["rows"].forms) == MOST_ROWS
    page = check(door, *[DOCTOR] * 12)
    assertContains(page, "There is a problem")
    assert len(page.context["rows"].forms) == MOST_ROWS


def test_wrong_input_stays_with_the_error_beside_it_and_on_top(door):
    page = check(door, DOCTOR, ("medicines", "forty", "31/02/2026"))
    assertContains(page, 'value="forty"')
    assertContains(page, 'value="31/02/2026"')
    assertContains(page, '<a href="#id_bills-1-amount">Bill 2: Enter the amount in euros')
    assertContains(page, '<a href="#id_bills-1-paid_on">Bill 2: Enter a real day')
    assertContains(page, 'id="id_bills-1-amount_error"')
    assertContains(page, "Error:</span> Enter a real day")
    assertNotContains(page, "The answer")


def test_a_row_that_was_begun_is_filled_in(door):
    page = check(door, ("", "60", ""))
    assertContains(page, "Bill 1: Choose what the bill is for.")
    assertContains(page, "Bill 1: Enter the day of payment")


def test_no_bill_at_all(door):
    assertContains(check(door, ("", "", "")), "Fill in at least one bill.")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"bills-TOTAL_FORMS": "x"},
        {"bills-TOTAL_FORMS": "-1", "bills-INITIAL_FORMS": "0"},
        {"bills-TOTAL_FORMS": "99999999999", "bills-INITIAL_FORMS": "0"},
        rows(("nothing", "1", "1/3/2026", "mars")),
        rows(("doctor", "\x00", "\x00")),
        rows(("doctor", "1" * 400, "1/3/9999")),
        rows(("doctor", "60", "01/01/0001")),
        rows(("doctor", "60", "31/12/9999")),
    ],
)
@pytest.mark.parametrize("add", [{}, {"add": "yes"}])
def test_whatever_is_sent_gets_a_page(door, sent, add):
    assert door.client.post(door.url("bills"), {**sent, **add}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("45", "45.00"),
        ("45,5", "45.50"),
        ("45.50", "45.50"),
        (" € 45,50 ", "45.50"),
        ("45,50 EUR", "45.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("0,01", "0.01"),
    ],
)
def test_amounts_as_people_write_them(typed, amount):
    assert EuroField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    ["0", "0,00", "-5", "12,345", "12.345", "1 23", "1e3", "٤٥", "NaN", "1,2,3", "12345678", "ten"],
)
def test_what_is_no_amount(typed):
    with pytest.raises(ValidationError):
        EuroField().clean(typed)


# -- nothing is kept -------------------------------------------------------------------------------


def test_nothing_is_stored_and_nothing_stands_in_an_address(door):
    before = everything()
    session = dict(door.client.session)
    page = check(door, DOCTOR)
    assert page.status_code == 200
    assert everything() == before
    assert dict(door.client.session) == session
    assert page["Cache-Control"] == "no-store"
    assertContains(page, "Nothing is kept")
    again = door.see("bills", **{"bills-0-amount": "60"})
    assertNotContains(again, 'value="60"')


def test_the_answer_costs_no_more_queries_than_the_page(door, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        check(door, *[DOCTOR] * 8)


@pytest.mark.parametrize(
    ("language", "written"), [("en", "EUR 1\u00a0234.50"), ("de", "1\u00a0234,50\u00a0EUR")]
)
def test_amounts_in_the_writing_of_the_language(language, written):
    with translation.override(language):
        assert euros(Decimal("1234.5")) == written


def test_a_row_with_only_a_country_is_no_bill(door):
    page = check(door, DOCTOR, ("medicines", "40", "10/3/2026"), ("", "", "", "abroad"))
    assertContains(page, "Your bills are enough")
