"""Files of credit transfers: what is written is what banks read, to the cent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import category

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sepaxml.validation import try_valid_xml

from reimbursements.rules import bank_text
from reimbursements.services import bank_file
from reimbursements.services.bank_file import BadFileError, Debtor, Order

MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
FUND = Debtor("Caisse nationale de santé", "LU280019400644750000")
LUXEMBOURG, BELGIUM = "LU280019400644750000", "BE68539007547034"


def order(reference="P1", amount="55.09", *, name="Zoé Müller", iban=LUXEMBOURG, text="CNS 1"):
    return Order(reference, Decimal(amount), name, iban, text)


def write(*orders, reference="CNS-1", **options):
    options = {"created_at": MOMENT, "execute_on": DAY, "debtor": FUND, **options}
    return bank_file.write(reference=reference, orders=orders, **options)


def test_a_file_keeps_the_published_schema_and_says_what_was_ordered():
    content = write(order(), order("P2", "0.01", iban=BELGIUM))
    try_valid_xml(content, "pain.001.001.09")
    read = bank_file.read(content)
    assert (read.reference, read.execute_on, read.debtor_iban) == ("CNS-1", DAY, FUND.iban)
    assert [(one.reference, one.amount, one.iban) for one in read.orders] == [
        ("P1", Decimal("55.09"), LUXEMBOURG),
        ("P2", Decimal("0.01"), BELGIUM),
    ]
    assert read.control_sum == Decimal("55.10")


def test_the_same_orders_make_the_same_file():
    assert write(order()) == write(order())


def test_an_instant_file_asks_for_an_instant_transfer():
    assert bank_file.read(write(order(), instant=True)).instant
    assert b"<LclInstrm><Cd>INST</Cd></LclInstrm>" in write(order(), instant=True)
    assert not bank_file.read(write(order())).instant


def test_the_bank_of_the_account_is_named_when_it_is_known():
    named = Debtor(FUND.name, FUND.iban, "BCEELULL")
    assert b"<BICFI>BCEELULL</BICFI>" in write(order(), debtor=named)
    assert b"NOTPROVIDED" in write(order())


def test_what_a_person_typed_cannot_add_to_the_file():
    content = write(order(name="</Nm><Evil/>", text="<!-- & -->"))
    try_valid_xml(content, "pain.001.001.09")
    assert bank_file.read(content).orders[0].name == "/Nm Evil/"


@pytest.mark.parametrize(
    "orders",
    [
        [],
        [order("P1"), order("P1", "2.00")],  # one reference twice
        [order(amount="0.00")],
        [order(amount="-1.00")],
        [order(amount="0.001")],
        [order(amount="1000000000.00")],
        [order(name="☂")],  # nothing that a bank can read
        [order("/P1")],
        [order("P" * 36)],
        [order(iban="LU28 0019")],  # breaks the schema
    ],
)
def test_what_cannot_be_transferred_makes_no_file(orders):
    with pytest.raises(BadFileError):
        write(*orders)


@pytest.mark.parametrize(
    ("of", "into"),
    [
        (b"<CtrlSum>55.09</CtrlSum>", b"<CtrlSum>55.10</CtrlSum>"),
        (b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs>2</NbOfTxs>"),
        (b'Ccy="EUR">55.09', b'Ccy="EUR">65.09'),
        (b'Ccy="EUR"', b'Ccy="USD"'),
        (b"<ChrgBr>SLEV</ChrgBr>", b"<ChrgBr>WHAT</ChrgBr>"),
    ],
)
def test_a_file_that_was_changed_is_not_believed(of, into):
    content = write(order())
    assert of in content
    with pytest.raises(BadFileError):
        bank_file.read(content.replace(of, into))


# -- letters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoé Müller", "Zoe Muller"),
        ("Straßer & Söhne", "Strasser + Sohne"),
        ("Łukasz O’Neill", "Lukasz O'Neill"),
        ("Γιώργος", "Giorgos"),
        ("a@b_c;d#e", "a b c d e"),
        ("  two\n lines\t", "two lines"),
        ("…", "..."),
        ("☂", ""),
    ],
)
def test_names_become_what_every_bank_takes(text, written):
    assert bank_text.written(text, longest=70) == written


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("R-2026/000123", True),
        ("P" * 35, True),
        ("", False),
        ("P" * 36, False),
        ("/P", False),
        ("P/", False),
        ("P//1", False),
        (" P", False),
        ("P_1", False),
        ("P1\n", False),
    ],
)
def test_what_banks_carry_through_as_a_reference(text, is_one):
    assert bank_text.is_reference(text) is is_one


# -- properties --------------------------------------------------------------------------------

amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
names = st.text(min_size=1, max_size=90).filter(
    lambda text: any(category(letter) in {"Ll", "Lu"} and letter.isascii() for letter in text)
)


@given(st.lists(st.tuples(amounts, names, st.text(max_size=200)), min_size=1, max_size=6))
def test_the_control_sum_is_the_sum_of_the_orders_whatever_people_are_called(rows):
    orders = [
        Order(f"P{number}", amount, name, LUXEMBOURG, text or "CNS")
        for number, (amount, name, text) in enumerate(rows)
    ]
    orders = [one for one in orders if bank_text.written(one.text, longest=140)]
    assume(orders)
    read = bank_file.read(write(*orders))
    assert read.control_sum == sum(one.amount for one in orders)
    assert [one.amount for one in read.orders] == [one.amount for one in orders]


@given(st.text(max_size=300), st.sampled_from([35, 70, 140]))
def test_what_is_written_stays_as_it_is_and_fits(text, longest):
    once = bank_text.written(text, longest=longest)
    assert len(once) <= longest
    assert bank_text.written(once, longest=longest) == once
