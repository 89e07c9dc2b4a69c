"""The page of details: what is wrong gets its sentence, what was typed stays, also the file."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import documents
from cns_portal.documents.choices import Rejection
from cns_portal.documents.models import Document
from tests.appointments.visitors import DETAILS, Visitor, address, later, photo
from tests.documents import samples
from tests.factories import AgencyFactory, some_matricule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

HTML = b"<!doctype html><script>alert(1)</script><p>card</p>"
POLYGLOT = samples.JPEG + b"\n<html><script>alert(1)</script></html>\nPK\x03\x04"


@pytest.fixture
def visitor():
    return Visitor(AgencyFactory(open=True)).arrive("details")


def shows_what_was_typed(page) -> None:
    for name in ("first_name", "last_name", "email", "phone", "street", "postcode", "locality"):
        assertContains(page, f'value="{DETAILS[name]}"')
    assertContains(page, DETAILS["question"])
    assertContains(page, '<option value="LU" selected>Luxembourg</option>', html=True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "vera"}, "Enter an e-mail address such as name@example.org."),
        ({"email": ""}, "Enter an e-mail address."),
        ({"email": "vera@people.example\nBcc: all@people.example"}, "Enter an e-mail address"),
        ({"phone": "call me"}, "Enter a telephone number in digits"),
        ({"first_name": ""}, "This field is required."),
        ({"first_name": "x" * 151}, "at most 150 characters"),
        ({"postcode": "a\0b"}, "Null characters are not allowed."),
        ({"birth_date": "30/02/1980"}, "Enter a real date"),
        ({"birth_date": "1/1/1066"}, "Check the year: nobody was born on that day."),
        ({"birth_date": "1/1/2999"}, "Check the year: nobody was born on that day."),
        ({"birth_date": ""}, "Enter the matricule, or the date and place of birth instead."),
        ({"birth_place": " "}, "Without a matricule, we also need the place of birth."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"question": "x" * 501}, "at most 500 characters"),
    ],
)
def test_each_mistake_gets_its_sentence_and_nothing_typed_is_lost(visitor, changed, sentence):
    page = visitor.answer("details", **changed)
    assertContains(page, "There is a problem")
    assertContains(page, sentence)
    for name, value in DETAILS.items():
        if name not in changed and name not in {"country", "for_whom", "insured_with_cns"}:
            assertContains(page, value)
    assertRedirects(visitor.see("check"), address("details"))
    again = visitor.see("details")
    assertContains(again, DETAILS["street"])


def test_a_valid_matricule_is_enough(visitor):
    number = some_matricule(7)
    typed = f"{number[:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    changed = {"matricule": typed, "birth_date": "", "birth_place": ""}
    assertRedirects(visitor.answer("details", **changed), address("check"))
    assertContains(visitor.see("check"), typed)


@pytest.mark.parametrize("place", [11, 12])
def test_both_check_digits_of_a_matricule_are_verified(visitor, place):
    number = some_matricule(7)
    wrong = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
    page = visitor.answer("details", matricule=wrong)
    assertContains(page, "This is not a valid matricule: its last two digits do not match.")
    assertContains(page, f'value="{wrong}"')
    shows_what_was_typed(page)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("198001150012", "A matricule has 13 digits."),
        ("1980011500127x", "A matricule has 13 digits."),
        ("1980133200127", "A matricule begins with the date of birth"),
        ("١٩٨٠٠١١٥٠٠١٢٧", "A matricule has 13 digits."),
    ],
)
def test_a_number_that_is_no_matricule_says_why(visitor, number, sentence):
    assertContains(visitor.answer("details", matricule=number), sentence)


# -- the copy of the identity card ------------------------------------------------------------


def test_without_a_copy_the_page_asks_for_one(visitor):
    page = visitor.answer("details", data=DETAILS)
    assertContains(page, "Choose a file.")
    shows_what_was_typed(page)


@pytest.mark.parametrize(
    ("content", "name", "kind", "sentence"),
    [
        (HTML, "card.jpg", "image/jpeg", Rejection.DISGUISED.label),
        (HTML, "card.html", "text/html", "This file is of a kind that is not accepted."),
        (
            samples.JPEG,
            "card.jpg.exe",
            "image/jpeg",
            "This file is of a kind that is not accepted.",
        ),
        (samples.JPEG, "card.pdf", "application/pdf", Rejection.DISGUISED.label),
        (b"MZ" + bytes(500), "card.png", "image/png", Rejection.DISGUISED.label),
        (b"", "card.jpg", "image/jpeg", "This file is empty."),
        (bytes(11 * 1024 * 1024), "card.jpg", "image/jpeg", "This file is bigger than 10 MB."),
        (bytes(40 * 1024 * 1024), "card.jpg", "image/jpeg", "This file is bigger than 10 MB."),
    ],
)
def test_a_file_that_is_no_copy_gets_a_sentence_and_the_rest_is_kept(
    visitor, content, name, kind, sentence
):
    page = visitor.answer("details", identity_copy=photo(content, name, kind))
    assertContains(page, sentence)
    shows_what_was_typed(page)
    assert not Document.objects.exists()
    assertRedirects(visitor.see("check"), address("details"))


def test_a_polyglot_is_rebuilt_by_the_worker_until_only_the_picture_is_left(
    visitor, django_capture_on_commit_callbacks
):
    """What looks like a picture at first sight is not opened within the request."""
    visitor.answer("details", identity_copy=photo(POLYGLOT))
    document = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        documents.check_now(document.pk)
    document.refresh_from_db()
    if document.state == "clean":
        assert b"script" not in documents.services.content_of(document)
    assert document.state != "pending"


def test_a_good_file_is_kept_although_something_else_is_wrong(visitor):
    page = visitor.answer("details", email="vera")
    assertContains(page, "A copy of your identity card is attached")
    assertContains(page, "card.jpg")
    assertRedirects(visitor.answer("details", data=DETAILS), address("check"))
    assert Document.objects.count() == 1


def test_a_copy_that_the_check_refused_is_asked_for_again(visitor):
    """The worker may find out that a file is broken while its person still types."""
    visitor.answer("details")
    document = Document.objects.get()
    Document.objects.update(
        state="rejected", rejection=Rejection.UNREADABLE, checked_at=document.stored_at
    )
    assertNotContains(visitor.see("details"), "A copy of your identity card is attached")
    assertRedirects(visitor.answer("check"), address("details"), fetch_redirect_response=False)
    page = visitor.see("details")
    assertContains(page, Rejection.UNREADABLE.label)
    shows_what_was_typed(page)
    assertRedirects(visitor.answer("details"), address("check"))


def test_a_mistake_made_when_coming_back_does_not_count_as_an_answer(visitor):
    visitor.arrive("check")
    visitor.answer("details", email="vera")
    assertRedirects(visitor.see("check"), address("details"))


@pytest.mark.parametrize("step", ["details", "person"])
def test_keeping_the_time_longer_keeps_what_is_typed(visitor, stopped_clock, step):
    """Also what is not finished yet, and the file."""
    if step == "person":
        visitor.answer("details", for_whom="another")
    stopped_clock.advance(minutes=9)
    typed = {"email": "ver"} if step == "details" else {"birth_date": "2/3"}
    response = visitor.answer(step, keep_longer="yes", **typed)
    assertRedirects(response, address(step), fetch_redirect_response=False)
    page = visitor.see(step)
    assertContains(page, "The time is kept for you until 10:19.")
    assertContains(page, f'value="{next(iter(typed.values()))}"')
    assertNotContains(page, "There is a problem")
    assert visitor.held().hold_expires_at == later(minutes=10)
    if step == "details":
        assertContains(page, "A copy of your identity card is attached")
    assertRedirects(visitor.answer(step), address("check"))
