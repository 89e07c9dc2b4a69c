"""Each promise of the tables, broken once."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import clock
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.models import RightsLetter, RightsRequest
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.rights.factories import RightsRequestFactory

pytestmark = pytest.mark.django_db


def breaks(constraint: str, make) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def changed(request, **columns):
    return lambda: RightsRequest.objects.filter(pk=request.pk).update(**columns)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("rights_request_kind_is_known", {"kind": "portability"}),
        ("rights_request_state_is_known", {"state": "lost"}),
        ("rights_request_names_who_sent_it", {"sent_by": None}),
        ("rights_request_taken_iff_dated", {"taken_at": clock.now}),
        ("rights_request_being_checked_has_its_agent", {"state": "being_checked"}),
        ("rights_request_waits_for_the_person_iff_asked", {"asked_at": clock.now}),
        ("rights_request_decided_iff_dated", {"decided_at": clock.now}),
        ("rights_request_withdrawn_iff_dated", {"withdrawn_at": clock.now}),
        ("rights_request_lifts_only_a_granted_restriction", {"lifted_from": clock.today}),
        ("rights_request_due_after_it_was_sent", {"due_on": clock.today}),
    ],
)
def test_a_request_contradicts_itself_nowhere(constraint, columns):
    request = RightsRequestFactory()
    given = {name: value() if callable(value) else value for name, value in columns.items()}
    breaks(constraint, changed(request, **given))


def test_rights_request_copy_only_without_sign_in():
    outside, inside = RightsRequestFactory(outside=True), RightsRequestFactory()
    copy = outside.identity_copy
    RightsRequest.objects.filter(pk=outside.pk).update(identity_copy=None)
    breaks("rights_request_copy_only_without_sign_in", changed(inside, identity_copy=copy))


@pytest.mark.parametrize("kind", [RightsKind.ACCESS, RightsKind.ERASURE])
def test_rights_request_open_once_per_kind_and_person(kind):
    person = InsuredPersonFactory(signs_in=True)
    RightsRequestFactory(person=person, kind=kind)
    breaks(
        "rights_request_open_once_per_kind_and_person",
        lambda: RightsRequestFactory(person=person, kind=kind),
    )
    RightsRequestFactory(person=person, kind=RightsKind.CORRECTION)
    RightsRequestFactory(person=person, kind=RightsKind.CORRECTION)


def test_rights_letter_writer_is_known():
    request = RightsRequestFactory(outside=True)
    breaks(
        "rights_letter_writer_is_known|rights_letter_of_an_officer_names_them",
        lambda: RightsLetter.objects.create(
            request=request, by="nobody", text="?", sent_key=uuid.uuid4(), at=clock.now()
        ),
    )


def test_rights_letter_of_an_officer_names_them():
    request = RightsRequestFactory(outside=True)
    for by, author in (("officer", None), ("applicant", AccountFactory(agent=True))):
        breaks(
            "rights_letter_of_an_officer_names_them",
            lambda by=by, author=author: RightsLetter.objects.create(
                request=request, by=by, author=author, text="?", at=clock.now()
            ),
        )


def test_what_was_written_cannot_be_read_in_the_table():
    request = RightsRequestFactory(
        outside=True, details={"text": "Gallstones"}, extension="Kidneys", days_ago=1
    )
    request.letters.create(by="applicant", text="Lungs", at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT details, extension, applicant FROM rights_rightsrequest")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
        cursor.execute("SELECT text FROM rights_rightsletter")
        stored += bytes(cursor.fetchone()[0])
    for word in (b"Gallstones", b"Kidneys", b"Lungs", b"Vera"):
        assert word not in stored
