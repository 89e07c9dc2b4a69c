"""Digests that need a key of the portal: nobody finds the content by trying."""

import base64
import hashlib
import hmac

import pytest

from cns_portal.sealing import digests, rotation
from cns_portal.sealing.envelope import CannotDecrypt
from cns_portal.sealing.models import DigestKey

pytestmark = pytest.mark.django_db

CONTENT, CONTEXT = b"J06.9", b"a.table"


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.STORAGE_KEYS = [key("a")]
    return settings


def test_the_same_content_is_recognised_and_other_content_is_not():
    known = digests.digest(CONTENT, context=CONTEXT)
    assert digests.digest(CONTENT, context=CONTEXT) == known
    assert digests.is_digest_of(CONTENT, known, context=CONTEXT)
    assert not digests.is_digest_of(b"J06.8", known, context=CONTEXT)


def test_it_is_no_plain_digest():
    known = digests.digest(CONTENT, context=CONTEXT)
    assert len(known) == 64
    assert known != hashlib.sha256(CONTENT).hexdigest()


def test_each_context_has_its_own():
    known = digests.digest(CONTENT, context=CONTEXT)
    assert not digests.is_digest_of(CONTENT, known, context=b"another.table")


def test_a_new_key_of_the_portal_changes_no_digest(keys):
    known = digests.digest(CONTENT, context=CONTEXT)
    keys.STORAGE_KEYS = [key("b"), key("a")]
    assert digests.digest(CONTENT, context=CONTEXT) == known
    assert [result.moved for result in rotation.rotate() if result.kind == "columns"] == [1]
    keys.STORAGE_KEYS = [key("b")]
    assert digests.is_digest_of(CONTENT, known, context=CONTEXT)


def test_the_key_lies_sealed_in_the_database(keys):
    digests.digest(CONTENT, context=CONTEXT)
    keys.STORAGE_KEYS = [key("b")]
    with pytest.raises(CannotDecrypt):
        digests.digest(CONTENT, context=CONTEXT)


def test_digests_made_directly_under_a_key_of_the_portal_are_recognised_with_it(keys):
    own = hmac.digest(b"a" * 32, b"digest:" + CONTEXT, hashlib.sha256)
    known = hmac.digest(own, CONTENT, hashlib.sha256).hex()
    assert digests.is_digest_of(CONTENT, known, context=CONTEXT)
    keys.STORAGE_KEYS = [key("b")]
    DigestKey.objects.all().delete()
    assert not digests.is_digest_of(CONTENT, known, context=CONTEXT)
