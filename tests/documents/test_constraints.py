"""Each promise of the table, broken once."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from cns_portal.documents.models import Document

MOMENT = datetime(2026, 11, 21, 9, tzinfo=UTC)
GOOD = {
    "purpose": "identity_copy",
    "content_type": "image/jpeg",
    "size": 1,
    "sha256": "0" * 64,
    "storage_name": "a" * 32,
    "stored_at": MOMENT,
}
CHECKED = {"checked_at": MOMENT, "scanned_with": "not scanned"}
CLEAN = {"state": "clean", "page_count": 1, **CHECKED}
REJECTED = {"state": "rejected", "rejection": "virus", **CHECKED}


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{}, CLEAN, REJECTED, {**REJECTED, "scanned_with": ""}])
def test_good_rows_are_taken(values):
    Document.objects.create(**GOOD | values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("document_state_is_known", {**REJECTED, "state": "lost", "rejection": ""}),
        ("document_rejection_is_known", {**REJECTED, "rejection": "ugly"}),
        ("document_rejected_iff_reason_given", {**REJECTED, "rejection": ""}),
        ("document_rejected_iff_reason_given", {**CLEAN, "rejection": "virus"}),
        ("document_pending_iff_unchecked", {"checked_at": MOMENT}),
        ("document_pending_iff_unchecked", {**CLEAN, "checked_at": None}),
        ("document_clean_iff_pages_counted", {**CLEAN, "page_count": None}),
        ("document_clean_iff_pages_counted", {**CLEAN, "page_count": 0}),
        ("document_clean_iff_pages_counted", {"page_count": 1}),
        ("document_clean_says_how_it_was_scanned", {**CLEAN, "scanned_with": ""}),
        ("document_with_a_small_picture_is_clean", {"has_small_picture": True}),
        ("document_with_a_small_picture_is_clean", {**REJECTED, "has_small_picture": True}),
        ("document_is_not_empty", {"size": 0}),
        ("document_has_a_purpose", {"purpose": ""}),
        ("document_sha256_is_hexadecimal", {"sha256": "X" * 64}),
        ("document_sha256_is_hexadecimal", {"sha256": ""}),
    ],
)
def test_a_broken_promise_is_refused_by_name(constraint, values):
    with pytest.raises(IntegrityError) as error:
        Document.objects.create(**GOOD | values)
    assert error.value.__cause__.diag.constraint_name == constraint


@pytest.mark.django_db
def test_two_documents_never_share_their_bytes():
    Document.objects.create(**GOOD)
    with pytest.raises(IntegrityError) as error:
        Document.objects.create(**GOOD)
    assert error.value.__cause__.diag.constraint_name == "document_storage_name_is_unique"
