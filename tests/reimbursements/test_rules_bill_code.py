"""What a code on a bill says: the portal's own format, payment codes, and everything else."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reimbursements.choices.pages import FIELDS_READ
from reimbursements.rules import bill_code
from reimbursements.rules.bill_code import CodedBill, CodedLine, read, write

WHOLE = """CNSBILL:1
P|900123|Dr Anne Beispill
B|2026-0417|2026-11-03|EUR|125.20
D|2026-11-05
R|2026-10-28
L|C1|2026-11-03|1|62.60
L|N4|2026-11-03|2|50.00|12.60|Wound care"""
AS_A_BILL = CodedBill(
    provider_code="900123",
    provider_name="Dr Anne Beispill",
    number="2026-0417",
    issued_on=date(2026, 11, 3),
    currency="EUR",
    total=Decimal("125.20"),
    paid_on=date(2026, 11, 5),
    prescribed_on=date(2026, 10, 28),
    lines=(
        CodedLine("C1", date(2026, 11, 3), 1, Decimal("62.60")),
        CodedLine("N4", date(2026, 11, 3), 2, Decimal("50.00"), Decimal("12.60"), "Wound care"),
    ),
)
PAYMENT = """BCD
002
1
SCT
BCEELULL
Dr Anne Beispill
LU280019400644750000
EUR62.6

RF18539007547034

"""


def test_the_example_of_the_description_is_read():
    assert read(WHOLE) == AS_A_BILL
    assert read(WHOLE.replace("\n", "\r\n")) == AS_A_BILL
    assert WHOLE in (Path(settings.BASE_DIR) / "docs" / "bill-code.md").read_text()


def test_what_is_written_is_the_example():
    assert write(AS_A_BILL) == WHOLE


def test_a_payment_code_says_who_how_much_and_for_what():
    assert read(PAYMENT) == CodedBill(
        provider_name="Dr Anne Beispill",
        number="RF18539007547034",
        currency="EUR",
        total=Decimal("62.60"),
    )


def test_the_account_in_a_payment_code_is_not_read():
    assert "LU28" not in repr(read(PAYMENT))


def test_a_payment_code_with_a_free_text_gives_it_as_the_number():
    text = PAYMENT.replace("RF18539007547034\n", "\nBill 2026-0417")
    assert read(text).number == "Bill 2026-0417"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "https://www.cns.lu/",
        "CNSBILL:2\nP|900123",
        "CNSBILL",
        "BCD\n002\n1\nINST",
        "BCD",
        WHOLE + "x" * bill_code.LONGEST_TEXT,
    ],
)
def test_a_code_about_something_else_says_nothing(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P|9", {}),
        ("P|<script>|Dr B", {"provider_name": "Dr B"}),
        ("P|ab123", {"provider_code": "AB123"}),
        ("P||Dr\N{RIGHT-TO-LEFT OVERRIDE}B", {}),
        ("P||" + "x" * 400, {"provider_name": "x" * 150}),
        ("B|1|2026-13-01|EUR|5", {"number": "1", "currency": "EUR", "total": Decimal("5.00")}),
        ("B|1|20261103|EURO|5.001", {"number": "1"}),
        ("B|1||EUR|-5", {"number": "1", "currency": "EUR"}),
        ("B|1||EUR|1e9", {"number": "1", "currency": "EUR"}),
        ("B|1||EUR|٥", {"number": "1", "currency": "EUR"}),
        ("B|1||EUR|NaN", {"number": "1", "currency": "EUR"}),
        ("D|yesterday", {}),
        ("D", {}),
        ("Z|of a later version", {}),
        ("||||", {}),
        (
            "L|c1|2026-11-03|0|1.5",
            {"lines": (CodedLine("C1", date(2026, 11, 3), 1, Decimal("1.50")),)},
        ),
        ("L|'; DROP TABLE|x|9999999|y|z|", {"lines": (CodedLine(),)}),
    ],
)
def test_what_is_not_understood_is_left_out(row, expected):
    assert read(f"CNSBILL:1\n{row}") == CodedBill(**expected)


def test_no_more_acts_are_read_than_a_bill_may_have():
    from reimbursements.rules.sending import MOST_LINES

    text = "\n".join(["CNSBILL:1", *["L|C1||1|1.00"] * (MOST_LINES + 5)])
    assert len(read(text).lines) == MOST_LINES == bill_code.MOST_LINES


DAYS = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40).map(
    lambda text: " ".join(text.replace("|", "").split())
)
MONEY = st.decimals(Decimal(0), Decimal("99999999.99"), places=2)
CODES = st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True)
LINES = st.builds(
    CodedLine,
    code=st.just("") | CODES,
    served_on=DAYS,
    quantity=st.integers(1, 999),
    amount=st.none() | MONEY,
    convenience_fee=MONEY,
    label=WORDS,
)
BILLS = st.builds(
    CodedBill,
    provider_code=st.just("") | st.from_regex(r"[A-Z0-9]{3,12}", fullmatch=True),
    provider_name=WORDS,
    number=WORDS,
    issued_on=DAYS,
    currency=st.sampled_from(["", "EUR", "CHF"]),
    total=st.none() | MONEY,
    paid_on=DAYS,
    prescribed_on=DAYS,
    lines=st.lists(LINES, max_size=4).map(tuple),
)


@given(BILLS)
def test_what_was_written_is_read_again(bill):
    assert read(write(bill)) == bill


@given(st.text(max_size=300))
def test_no_text_can_fail(text):
    for head in ("", "CNSBILL:1\n", "BCD\n002\n1\nSCT\n"):
        found = read(head + text)
        assert found is None or found.total is None or found.total >= 0


def test_every_field_that_is_read_has_its_word():
    coded = {"provider_code": "provider"}
    names = {coded.get(name, name) for name in CodedBill.__dataclass_fields__}
    assert names == set(FIELDS_READ)
