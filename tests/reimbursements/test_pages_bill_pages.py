"""The page of a bill's files: several at once, each with its own sentence, and nobody else's."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import documents
from cns_portal.documents import filetypes
from cns_portal.documents.choices import Rejection
from reimbursements import tasks
from reimbursements.choices.care import PageKind
from reimbursements.models import BillPage
from tests.documents import faults, samples
from tests.factories import InsuredPersonFactory
from tests.reimbursements.factories import BillFactory, ClaimFactory
from tests.reimbursements.sendable import add_bill, add_page, draft_of, marie, signed_in
from tests.reimbursements.uploading import add, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]
NOBODYS = "5d0f2b8e-4a0e-4b7f-9d3c-0c1f6a7b8c9d"
LIST_ONLY = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def mine(person):
    return signed_in(person)


@pytest.fixture
def bill(person):
    return draft_of(person, pages=0).bills.get()


def at(bill) -> str:
    return reverse("reimbursements:bill_pages", args=[bill.public_id])


def picture_of(page) -> str:
    return reverse(
        "reimbursements:bill_picture", args=[page.bill.public_id, page.document.public_id]
    )


def names(bill) -> list[str]:
    found = BillPage.objects.filter(bill=bill).select_related("document").order_by("position")
    return [page.document.original_name for page in found]


def sent(*files) -> dict:
    return {"add": "yes", "kind": "invoice", "files": list(files)}


def test_the_page_takes_what_the_portal_takes(mine, bill):
    page = mine.get(at(bill))
    assertContains(page, f'accept="{filetypes.ACCEPT}"')
    assertContains(page, f'data-max-bytes="{filetypes.MAX_SIZE}"')
    assertContains(page, str(Rejection.TOO_BIG.label))
    for kind in PageKind:
        assertContains(page, f'<option value="{kind}">{kind.label}</option>', html=True)


def test_several_files_are_added_at_once(mine, bill):
    answer = mine.post(at(bill), sent(photo("a.jpg"), photo("b.jpg"), photo("c.jpg")))
    address = reverse("reimbursements:bill", args=[bill.public_id])
    assertRedirects(answer, f"{address}#pages", fetch_redirect_response=False)
    assert names(bill) == ["a.jpg", "b.jpg", "c.jpg"]


def test_each_refused_file_has_its_own_sentence_and_the_good_ones_stay(mine, bill):
    bad = [
        SimpleUploadedFile(file.name, file.content, content_type=file.declared)
        for file in faults.AT_ONCE
    ]
    answer = mine.post(at(bill), sent(photo("first.jpg"), *bad, photo("last.jpg")))
    assert answer.status_code == 200
    assertContains(answer, "<title>Error:")
    for file in faults.AT_ONCE:
        assertContains(answer, f"{file.name}: {file.why.label}")
    assert names(bill) == ["first.jpg", "last.jpg"]


def test_no_file_is_said_too(mine, bill):
    assertContains(mine.post(at(bill), {"add": "yes"}), str(Rejection.NONE_CHOSEN.label))


@pytest.mark.parametrize("file", faults.LATER[:6], ids=str)
def test_what_the_worker_refuses_says_why_and_can_be_removed(mine, person, bill, file):
    good = add(bill, by=person.account, check=True)
    refused = add(
        bill,
        by=person.account,
        file=photo(file.name, content=file.content, declared=file.declared),
        check=True,
    )
    page = mine.get(at(bill))
    assertContains(page, str(file.why.label))
    assertContains(page, "Not accepted")
    assertContains(page, picture_of(good))
    mine.post(at(bill), {"remove": str(refused.document.public_id)})
    assert names(bill) == ["bill.jpg"]
    assertNotContains(mine.get(at(bill)), str(file.why.label))


def test_a_file_is_being_checked_then_checked(mine, person, bill):
    page = add(bill, by=person.account)
    first = mine.get(at(bill))
    assertContains(first, "Being checked")
    assertContains(first, "data-pending")
    assertNotContains(first, picture_of(page))
    documents.check_now(page.document_id)
    second = mine.get(at(bill))
    assertContains(second, f'src="{picture_of(page)}"')
    assertContains(second, "data-pending")  # codes are looked for on it
    tasks.read_codes()
    assertNotContains(mine.get(at(bill)), "data-pending")


def test_buttons_turn_move_and_remove(mine, person, bill):
    one, two = (add(bill, by=person.account, file=photo(f"{n}.jpg"), check=True) for n in "ab")
    mine.post(at(bill), {"later": str(one.document.public_id)})
    assert names(bill) == ["b.jpg", "a.jpg"]
    mine.post(at(bill), {"earlier": str(one.document.public_id)})
    assert names(bill) == ["a.jpg", "b.jpg"]
    mine.post(at(bill), {"order": f"{two.document.public_id},{one.document.public_id}"})
    assert names(bill) == ["b.jpg", "a.jpg"]
    mine.post(at(bill), {"turn": str(one.document.public_id)})
    one.refresh_from_db()
    assert one.turned == 90
    assertContains(mine.get(at(bill)), 'class="turned-90"')
    mine.post(at(bill), {"remove": str(one.document.public_id)})
    assert names(bill) == ["b.jpg"]


def test_whatever_button_is_pressed_what_the_files_are_is_kept(mine, person, bill):
    page = add(bill, by=person.account, check=True)
    field = f"kind_{page.document.public_id}"
    mine.post(at(bill), {"keep": "yes", field: "prescription"})
    page.refresh_from_db()
    assert page.kind == "prescription"
    mine.post(at(bill), {"turn": str(page.document.public_id), field: "proof"})
    page.refresh_from_db()
    assert (page.kind, page.turned) == ("proof", 90)


@pytest.mark.parametrize("button", ["remove", "turn", "earlier", "later", "order"])
@pytest.mark.parametrize("value", ["", "x", "'; --", "9" * 400, NOBODYS])
def test_nonsense_changes_nothing(mine, person, bill, button, value):
    add(bill, by=person.account)
    assert mine.post(at(bill), {button: value}).status_code in (200, 302)
    assert names(bill) == ["bill.jpg"]


def test_a_script_is_answered_with_the_list_alone(mine, bill):
    answer = mine.post(at(bill), sent(photo("a.jpg")), **LIST_ONLY)
    assert answer.status_code == 200
    assertContains(answer, "a.jpg")
    assertNotContains(answer, "<html")
    assertContains(mine.get(at(bill), **LIST_ONLY), "a.jpg")
    refused = mine.post(at(bill), sent(photo("a.exe")), **LIST_ONLY)
    assertContains(refused, f"a.exe: {Rejection.DISGUISED.label}")


def test_what_was_read_from_a_code_is_said(mine, bill):
    bill.read_from_code = ["number", "total", "currency"]
    bill.save()
    page = mine.get(at(bill))
    assertContains(page, "number of the bill, total, currency. Compare it with the bill")
    assertNotContains(page, "Show what was filled in")
    assertContains(mine.get(at(bill), **LIST_ONLY), "Show what was filled in")


def test_the_files_stand_on_the_page_of_the_bill(mine, person, bill):
    page = add(bill, by=person.account, check=True)
    answer = mine.get(reverse("reimbursements:bill", args=[bill.public_id]))
    assertContains(answer, picture_of(page))
    assertContains(answer, f'action="{at(bill)}"')


def test_the_page_asks_the_same_whatever_the_number_of_files(mine, bill):
    counts = []
    for _ in range(2):
        for _ in range(4):
            add_page(bill)
        with CaptureQueriesContext(connection) as asked:
            mine.get(at(bill))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- Pictures ----------------------------------------------------------------------------------


def size_of(answer) -> tuple[int, int]:
    with Image.open(io.BytesIO(answer.content)) as picture:
        return picture.size


def test_pictures_are_small_or_large_and_turned(mine, person, bill):
    content = samples.picture("JPEG", size=(900, 600))
    page = add(bill, by=person.account, file=photo(content=content), check=True)
    small = mine.get(picture_of(page))
    assert size_of(small) == (320, 213)
    assert small["Content-Type"] == "image/jpeg"
    assert small["Content-Disposition"] == "inline"
    assert "sandbox" in small["Content-Security-Policy"]
    assert "no-store" in small["Cache-Control"]
    assert size_of(mine.get(picture_of(page) + "?large=1")) == (900, 600)
    mine.post(at(bill), {"turn": str(page.document.public_id)})
    assert size_of(mine.get(picture_of(page) + "?large=1")) == (600, 900)


def test_each_page_of_a_pdf_can_be_looked_at(mine, person, bill):
    file = photo("bill.pdf", content=samples.pdf(2), declared="application/pdf")
    page = add(bill, by=person.account, file=file, check=True)
    assertContains(mine.get(at(bill)), "2 pages")
    assert mine.get(picture_of(page) + "?large=1&page=2").status_code == 200
    for nonsense in ("3", "0", "x", "-1", "99999"):
        assert mine.get(picture_of(page) + f"?large=1&page={nonsense}").status_code == 404


def test_pictures_of_what_was_sent_can_still_be_seen(mine, person, bill):
    page = add(bill, by=person.account, check=True)
    sent_bill = BillFactory(claim=ClaimFactory(person=person))
    BillPage.objects.filter(pk=page.pk).update(bill=sent_bill)
    page.refresh_from_db()
    assert mine.get(picture_of(page)).status_code == 200
    assert mine.get(at(sent_bill)).status_code == 404, "but not changed"


def test_there_is_no_picture_of_what_is_not_checked(mine, person, bill):
    page = add(bill, by=person.account)
    assert mine.get(picture_of(page)).status_code == 404
    assert mine.get(picture_of(page) + "?large=1").status_code == 404


def test_a_storage_without_an_answer_is_said_as_such(mine, person, bill, monkeypatch, caplog):
    page = add(bill, by=person.account, check=True)

    def silent(*args, **kwargs):
        raise documents.StorageUnavailable("no answer")

    monkeypatch.setattr("cns_portal.documents.vault.get", silent)
    assert mine.get(picture_of(page)).status_code == 503


# -- Strangers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [{"remove": "x"}, {"add": "yes"}, {"turn": "x"}])
def test_a_stranger_finds_no_files_and_changes_none(person, bill, data):
    page = add(bill, by=person.account, check=True)
    file = str(page.document.public_id)
    stranger = signed_in(InsuredPersonFactory(signs_in=True))
    data = {key: file if value == "x" else value for key, value in data.items()}
    assert stranger.get(at(bill)).status_code == 404
    assert stranger.post(at(bill), data | {"files": photo()}).status_code == 404
    assert stranger.get(picture_of(page)).status_code == 404
    page.refresh_from_db()
    assert page.turned == 0
    assert names(bill) == ["bill.jpg"]


def test_a_file_is_found_on_its_own_bill_only(mine, person, bill):
    page = add(bill, by=person.account, check=True)
    other = add_bill(bill.claim, pages=0)
    address = reverse(
        "reimbursements:bill_picture", args=[other.public_id, page.document.public_id]
    )
    assert mine.get(address).status_code == 404
    mine.post(at(other), {"remove": str(page.document.public_id)})
    assert names(bill) == ["bill.jpg"]


def test_a_visitor_is_asked_to_sign_in(client, person, bill):
    page = add(bill, by=person.account, check=True)
    assert client.get(at(bill)).status_code == 302
    assert client.get(picture_of(page)).status_code == 302


def test_what_was_sent_is_not_changed(mine, person):
    bill = BillFactory(claim=ClaimFactory(person=person))
    assert mine.get(at(bill)).status_code == 404
    assert mine.post(at(bill), sent(photo())).status_code == 404
