"""A sender takes a file back."""

import pytest

from cns_portal import audit, documents
from cns_portal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def discard(document) -> bool:
    return documents.discard(document, by=audit.VISITOR, reason="replaced")


def test_a_file_nobody_needs_is_deleted_at_once(store, check):
    for document in (store(), check(store())):
        assert discard(document)
        document.refresh_from_db()
        assert document.deleted_at is not None
        assert documents.find(document.public_id, purpose=document.purpose) is None
        assert not discard(document)
    assert AuditEntry.objects.filter(action="document.deleted").count() == 2


def test_a_file_that_a_room_needs_stays(store):
    document = store()
    documents.in_use(lambda ids: ids & {document.pk})
    assert not discard(document)
    assert documents.find(document.public_id, purpose=document.purpose) == document


def test_a_file_is_found_for_its_purpose_only(store):
    document = store()
    assert documents.find(str(document.public_id), purpose=document.purpose) == document
    assert documents.find(document.public_id, purpose="invoice") is None
