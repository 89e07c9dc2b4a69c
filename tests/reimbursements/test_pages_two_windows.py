"""One bill in two windows: each changes what somebody changed in it, and nothing else."""

from decimal import Decimal

import pytest

from reimbursements.models import Bill
from tests.reimbursements.sendable import at, draft_of, marie, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def mine(person):
    return signed_in(person)


@pytest.fixture
def bill(person):
    return draft_of(person, number="2026/1", note="One line\nand another").bills.get()


def window(mine, bill) -> dict:
    """The form as a browser would send it back."""
    form = mine.get(at("bill", bill.public_id)).context["form"]
    sent = {}
    for field in form:
        value = field.field.widget.format_value(field.value())
        value = value[0] if isinstance(value, list) and value else value
        sent[field.html_name] = str(value or "").replace("\n", "\r\n")
    return sent


def keep(mine, bill, sent) -> Bill:
    assert mine.post(at("estimate", bill.public_id), sent).status_code == 200
    return Bill.objects.get(pk=bill.pk)


def test_a_form_that_nobody_touched_changes_nothing(mine, bill):
    shown = window(mine, bill)
    before = Bill.objects.filter(pk=bill.pk).values().get()
    Bill.objects.filter(pk=bill.pk).update(number="from elsewhere", country="BE", urgent=True)
    again = keep(mine, bill, shown)
    assert (again.number, again.country, again.urgent) == ("from elsewhere", "BE", True)
    assert (again.total, again.note) == (before["total"], bill.note)


def test_what_one_window_filled_in_the_other_does_not_empty(mine, bill):
    first, second = window(mine, bill), window(mine, bill)
    keep(mine, bill, first | {"number": "2026/2", "total": "70,00", "amount_0": "70,00"})
    again = keep(mine, bill, second | {"note": "A word", "code_0": first["code_0"]})
    assert (again.number, again.total, again.note) == ("2026/2", Decimal("70.00"), "A word")
    assert again.lines.get().amount == Decimal("70.00")


def test_what_somebody_empties_is_empty(mine, bill):
    again = keep(mine, bill, window(mine, bill) | {"number": "", "note": ""})
    assert (again.number, again.note) == ("", "")


def test_an_act_that_a_window_does_not_know_stays(mine, bill):
    old = window(mine, bill)
    new = window(mine, bill)
    keep(mine, bill, new | {"rows": "2", "code_1": "C2", "amount_1": "57,40"})
    again = keep(mine, bill, old | {"amount_0": "60,00"})
    assert [line.amount for line in again.lines.order_by("position")] == [
        Decimal("60.00"),
        Decimal("57.40"),
    ]


def test_care_at_home_is_never_urgent_whichever_window_said_so(mine, bill):
    Bill.objects.filter(pk=bill.pk).update(country="BE", urgent=None)
    first, second = window(mine, bill), window(mine, bill)
    keep(mine, bill, first | {"country": "LU"})
    again = keep(mine, bill, second | {"urgent": "True"})
    assert (again.country, again.urgent) == ("BE", True)
    again = keep(mine, bill, window(mine, bill) | {"country": "LU"})
    assert (again.country, again.urgent) == ("LU", None)


@pytest.mark.parametrize("began", ["", "[]", "no json", "null", "\0"])
def test_a_form_that_does_not_say_what_it_showed_is_kept_whole(mine, bill, began):
    again = keep(mine, bill, window(mine, bill) | {"began": began, "number": "2026/3"})
    assert again.number == "2026/3"


def test_what_is_changed_and_changed_back_in_one_window_is_kept_both_times(mine, bill):
    shown = window(mine, bill)
    for number in ("2026/2", "2026/1"):
        answer = mine.post(at("estimate", bill.public_id), shown | {"number": number})
        shown["began"] = answer.context["began"]
        assert 'id="id_began"' in answer.content.decode()
        bill.refresh_from_db()
        assert bill.number == number


def test_after_a_mistake_the_form_goes_on_from_what_is_kept(mine, bill):
    shown = window(mine, bill)
    wrong = shown | {"number": "2026/2", "paid_on": "31/02/2026"}
    answer = mine.post(at("bill", bill.public_id), wrong)
    right = shown | {"number": "2026/1", "began": answer.context["form"]["began"].value()}
    assert keep(mine, bill, right).number == "2026/1"
