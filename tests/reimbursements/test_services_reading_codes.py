"""A code on a page fills in what is empty, once, and nothing a stranger prints does harm."""

import io
import logging
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from PIL import Image

from cns_portal import documents
from cns_portal.pdf import qr, scanning
from reimbursements import tasks
from reimbursements.models import BillPage, Line
from reimbursements.rules.bill_code import CodedBill, CodedLine, write
from reimbursements.services import reading_codes
from reimbursements.services.pages import pages
from tests.documents import samples
from tests.reimbursements.factories import BillFactory, ClaimFactory, ProviderFactory
from tests.reimbursements.sendable import draft_of, marie
from tests.reimbursements.test_rules_bill_code import AS_A_BILL, PAYMENT, WHOLE
from tests.reimbursements.uploading import add, photo, photo_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]


@pytest.fixture
def by():
    return marie().account


@pytest.fixture
def bill(by):
    """A bill of a draft with nothing on it."""
    claim = ClaimFactory(draft=True, person=by.insured_person)
    return BillFactory(
        claim=claim, provider=None, number="", issued_on=None, total=None, paid_on=None, proof=""
    )


def page_with(bill, by, content: bytes, name="bill.jpg", declared="image/jpeg"):
    file = photo(name, content=content, declared=declared)
    return add(bill, by=by, file=file, check=True)


def test_the_whole_bill_is_filled_in_from_its_code(bill, by):
    provider = ProviderFactory(code="900123")
    page = page_with(bill, by, photo_with(WHOLE))
    assert reading_codes.waiting(limit=9) == [page.pk]
    tasks.read_codes()
    bill.refresh_from_db()
    assert (bill.provider, bill.provider_name) == (provider, "")
    assert (bill.number, bill.issued_on) == ("2026-0417", date(2026, 11, 3))
    assert (bill.total, bill.currency) == (Decimal("125.20"), "EUR")
    assert (bill.paid_on, bill.prescribed_on) == (date(2026, 11, 5), date(2026, 10, 28))
    lines = list(bill.lines.values_list("code", "served_on", "quantity", "amount"))
    assert lines == [
        ("C1", date(2026, 11, 3), 1, Decimal("62.60")),
        ("N4", date(2026, 11, 3), 2, Decimal("50.00")),
    ]
    assert bill.lines.get(position=2).convenience_fee == Decimal("12.60")
    assert set(bill.read_from_code) == {
        *("provider", "number", "total", "issued_on", "paid_on", "prescribed_on", "lines")
    }
    assert "acts" in bill.words_read_from_code


@pytest.mark.parametrize("turned", [0, 90, 180, 7])
def test_a_photo_may_lie_on_its_side(bill, by, turned):
    page_with(bill, by, photo_with(PAYMENT, turned=turned))
    tasks.read_codes()
    bill.refresh_from_db()
    assert (bill.total, bill.provider_name) == (Decimal("62.60"), "Dr Anne Beispill")


def test_a_heic_photo_has_its_code_read_too(bill, by):
    content = photo_with(PAYMENT, kind="HEIF")
    page_with(bill, by, content, "IMG_1.HEIC", "image/heic")
    tasks.read_codes()
    bill.refresh_from_db()
    assert bill.total == Decimal("62.60")


def _pdf_with_a_code_on_page(number: int) -> bytes:
    blank, coded = Image.new("RGB", (1240, 1754), "white"), io.BytesIO(photo_with(WHOLE))
    pages = [blank] * (number - 1) + [Image.open(coded)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


@pytest.mark.parametrize(("number", "is_read"), [(1, True), (3, True), (4, False)])
def test_of_a_pdf_the_first_pages_are_looked_at(bill, by, number, is_read):
    content = _pdf_with_a_code_on_page(number)
    assert len(pypdfium2.PdfDocument(content)) == number
    page_with(bill, by, content, "bill.pdf", "application/pdf")
    tasks.read_codes()
    bill.refresh_from_db()
    assert (bill.number == "2026-0417") == is_read


def test_what_was_typed_stays(by):
    bill = draft_of(by.insured_person, pages=0, number="mine", total=Decimal("1.00")).bills.get()
    before = {name: getattr(bill, name) for name in ("provider", "number", "total", "paid_on")}
    assert reading_codes.fill_in(bill.pk, AS_A_BILL) == ["prescribed_on"]
    bill.refresh_from_db()
    assert {name: getattr(bill, name) for name in before} == before
    assert bill.lines.get().code == "C1"
    assert bill.currency == "EUR"


def test_an_amount_in_a_currency_that_no_form_knows_is_left_out(bill):
    coded = CodedBill(number="7", currency="JPY", total=Decimal("10000.00"))
    assert reading_codes.fill_in(bill.pk, coded) == ["number"]
    bill.refresh_from_db()
    assert (bill.total, bill.currency) == (None, "EUR")


def test_the_currency_comes_with_the_total_only(bill):
    coded = CodedBill(currency="CHF", total=Decimal("10.00"))
    assert reading_codes.fill_in(bill.pk, coded) == ["total", "currency"]
    again = CodedBill(currency="USD", total=Decimal("99.00"))
    assert reading_codes.fill_in(bill.pk, again) == []
    bill.refresh_from_db()
    assert (bill.total, bill.currency) == (Decimal("10.00"), "CHF")


def test_an_unknown_provider_is_named_as_the_code_names_it(bill):
    reading_codes.fill_in(bill.pk, CodedBill(provider_code="999999"))
    bill.refresh_from_db()
    assert (bill.provider, bill.provider_name) == (None, "999999")


def test_two_codes_fill_in_side_by_side(bill):
    assert reading_codes.fill_in(bill.pk, CodedBill(number="1"))
    assert reading_codes.fill_in(bill.pk, CodedBill(number="2", paid_on=date(2026, 11, 5)))
    bill.refresh_from_db()
    assert (bill.number, bill.paid_on) == ("1", date(2026, 11, 5))
    assert bill.read_from_code == ["number", "paid_on"]


def test_a_page_is_looked_at_once(bill, by, monkeypatch):
    page = page_with(bill, by, photo_with(PAYMENT))
    assert reading_codes.look_for_codes(page.pk)
    bill.refresh_from_db()
    bill.total = None
    bill.save()
    monkeypatch.setattr(scanning, "codes", None)
    assert reading_codes.look_for_codes(page.pk) == []
    assert reading_codes.waiting(limit=9) == []
    tasks.read_codes()
    bill.refresh_from_db()
    assert bill.total is None, "what the person has emptied stays empty"


def test_a_bill_that_was_sent_is_not_filled_in(by):
    bill = BillFactory(claim=ClaimFactory(), number="", total=None)
    assert reading_codes.fill_in(bill.pk, AS_A_BILL) == []
    assert not Line.objects.filter(bill=bill).exists()


def test_a_bill_that_was_thrown_away_is_not_missed(bill):
    key = bill.pk
    bill.delete()
    assert reading_codes.fill_in(key, AS_A_BILL) == []


def test_only_what_can_be_seen_is_looked_at(bill, by):
    add(bill, by=by)
    assert reading_codes.waiting(limit=9) == []


@pytest.mark.parametrize(
    "text", ["https://evil.example/", "x" * 1500, "CNSBILL:1\nP|\x00|\x1b[31m", "CNSBILL:1"]
)
def test_any_other_code_fills_in_nothing(bill, by, text):
    page_with(bill, by, photo_with(text))
    tasks.read_codes()
    bill.refresh_from_db()
    assert bill.read_from_code == []
    assert BillPage.objects.get().codes_sought_at is not None


@pytest.mark.fault
def test_a_storage_without_an_answer_is_asked_again_later(bill, by, monkeypatch, caplog):
    page = page_with(bill, by, photo_with(PAYMENT))

    def silent(*args, **kwargs):
        raise documents.StorageUnavailable("no answer")

    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr("cns_portal.documents.services.content_of", silent)
        tasks.read_codes()
    assert reading_codes.waiting(limit=9) == [page.pk]
    tasks.read_codes()
    bill.refresh_from_db()
    assert bill.total == Decimal("62.60")


@pytest.mark.fault
def test_a_picture_that_breaks_its_reader_holds_up_no_other(bill, by, monkeypatch, caplog):
    page_with(bill, by, samples.picture("JPEG"))
    page_with(bill, by, photo_with(PAYMENT))
    really, broken = scanning.codes, [True]

    def breaks_once(drawn):
        if broken:
            broken.pop()
            raise RuntimeError("broken")
        return really(drawn)

    monkeypatch.setattr(scanning, "codes", breaks_once)
    with caplog.at_level(logging.CRITICAL):
        tasks.read_codes()
    bill.refresh_from_db()
    assert bill.total == Decimal("62.60")
    assert reading_codes.waiting(limit=9) == []


def test_the_task_is_woken_by_the_check_of_a_file():
    from cns_portal.documents import registry

    assert reading_codes.TASK in registry.followers()


def test_a_code_of_thirty_acts_fits_and_is_read(bill, by):
    lines = tuple(CodedLine("C1", date(2026, 11, 3), 1, Decimal("62.60")) for _ in range(30))
    content = photo_with(write(CodedBill(lines=lines)))
    page_with(bill, by, content)
    tasks.read_codes()
    assert bill.lines.count() == 30


def test_codes_are_read_from_drawn_pages_only():
    assert scanning.codes(b"no picture") == []
    assert scanning.codes(qr.png("x")) == []
    big = io.BytesIO()
    Image.new("L", (4000, 4000)).save(big, "JPEG")
    assert scanning.codes(big.getvalue()) == []


def test_the_sums_of_pages_stay_right_when_a_file_is_removed_while_it_is_read(bill, by):
    page = page_with(bill, by, photo_with(PAYMENT))
    pages.remove(bill.pk, page.document.public_id, by=by)
    assert reading_codes.look_for_codes(page.pk) == []
