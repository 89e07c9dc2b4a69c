"""What a telephone sends again because no answer came is taken once; half a file is none."""

import io
from functools import partial

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal.documents.choices import Rejection
from cns_portal.documents.models import Document
from cns_portal.documents.pages.choices import PageRefusal
from tests.documents import samples
from tests.incapacity.sheets import a_draft, marie, names, sheet
from tests.insured.acting import browser_of
from tests.racing import done_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]
LIST_ONLY = {"HTTP_HX_REQUEST": "true"}
SAME = str(PageRefusal.SAME_FILE.label)


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def certificate(person):
    return a_draft(person)


@pytest.fixture
def mine(person):
    return browser_of(person)


def at(certificate) -> str:
    return reverse("incapacity:draft_pages", args=[certificate.public_id])


def sent(content: bytes, name: str = "sheet.jpg", **more) -> dict:
    return {"add": "yes", "files": sheet(name, content=content), **more}


def test_the_same_file_twice_is_refused_with_a_sentence(mine, certificate):
    for _ in range(2):
        answer = mine.post(at(certificate), sent(samples.JPEG), **LIST_ONLY)
    assertContains(answer, f"sheet.jpg: {SAME}")
    assert names(certificate) == ["sheet.jpg"]


def test_what_is_sent_again_because_no_answer_came_is_there_once_and_not_refused(mine, certificate):
    mine.post(at(certificate), sent(samples.JPEG), **LIST_ONLY)
    answer = mine.post(at(certificate), sent(samples.JPEG, again="yes"), **LIST_ONLY)
    assertContains(answer, "sheet.jpg")
    assertNotContains(answer, SAME)
    assert names(certificate) == ["sheet.jpg"]
    assert Document.objects.count() == 1


def test_what_is_sent_again_and_never_arrived_is_taken(mine, certificate):
    mine.post(at(certificate), sent(samples.JPEG, again="yes"), **LIST_ONLY)
    assert names(certificate) == ["sheet.jpg"]


def test_what_is_sent_again_is_checked_like_any_other(mine, certificate):
    answer = mine.post(at(certificate), sent(b"MZ" * 99, "a.exe", again="yes"), **LIST_ONLY)
    assertContains(answer, str(Rejection.WRONG_TYPE.label))
    assert names(certificate) == []


def test_a_file_of_which_only_a_part_arrived_is_no_file(mine, certificate):
    """As when the network is lost in the middle of an upload: the body ends too early."""
    whole = encode_multipart(BOUNDARY, sent(samples.picture("JPEG", size=(900, 1200))))
    for part in (len(whole) // 2, len(whole) - len(BOUNDARY) - 20):
        answer = mine.generic(
            "POST",
            at(certificate),
            CONTENT_TYPE=MULTIPART_CONTENT,
            CONTENT_LENGTH=str(len(whole)),
            **{"wsgi.input": io.BytesIO(whole[:part])},
            **LIST_ONLY,
        )
        assertContains(answer, str(Rejection.NONE_CHOSEN.label))
    assert names(certificate) == []
    assert not Document.objects.exists()


def test_files_before_the_one_that_broke_off_are_kept():
    whole = encode_multipart(BOUNDARY, {"files": [sheet("1.jpg"), sheet("2.jpg")]})
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": MULTIPART_CONTENT,
            "CONTENT_LENGTH": str(len(whole)),
            "wsgi.input": io.BytesIO(whole[:-200]),
        }
    )
    assert [file.name for file in request.FILES.getlist("files")] == ["1.jpg"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_second_attempt_overtakes_the_first(certificate, person):
    """The first is still on its way to the storage when the telephone sends the file again."""

    def send(**again):
        return browser_of(person).post(at(certificate), sent(samples.JPEG, **again), **LIST_ONLY)

    answers = done_at_once(send, *[partial(send, again="yes")] * 3)
    assert {answer.status_code for answer in answers} == {200}
    assert names(certificate) == ["sheet.jpg"]
    assert Document.objects.count() == 1
