"""Files at rest: what was changed, exchanged or moved does not open; keys can be changed."""

import base64
import os
import random

import pytest
from django.core.exceptions import ImproperlyConfigured

from cns_portal import documents
from cns_portal.documents import checks
from cns_portal.sealing import envelope
from cns_portal.sealing.envelope import CannotDecrypt, decrypt, encrypt, rewrapped

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(bytes(range(224, 256))).decode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.STORAGE_KEYS = [OLD]


def test_what_is_encrypted_comes_back():
    for content in (b"", b"x", os.urandom(100_000)):
        sealed = encrypt(content, context=b"a")
        assert decrypt(sealed, context=b"a") == content
        assert not content or content not in sealed or len(content) < 4


def test_the_same_content_never_looks_the_same():
    assert encrypt(b"same", context=b"a") != encrypt(b"same", context=b"a")


def test_any_changed_byte_is_noticed():
    sealed = encrypt(b"content of a document", context=b"a")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << random.randrange(8)
        with pytest.raises(CannotDecrypt):
            decrypt(bytes(changed), context=b"a")


@pytest.mark.parametrize("length", [0, 3, 50, 83, 84, 90, 100])
def test_a_file_cut_short_is_noticed(length):
    with pytest.raises(CannotDecrypt):
        decrypt(encrypt(b"content of a document", context=b"a")[:length], context=b"a")


def test_a_file_of_another_document_does_not_open():
    with pytest.raises(CannotDecrypt):
        decrypt(encrypt(b"hers", context=b"document:1"), context=b"document:2")


def test_two_files_exchanged_on_the_disk_do_not_open(store, check, private_root):
    hers, his = check(store()), check(store())
    paths = [private_root / "checked" / d.storage_name[:2] / d.storage_name for d in (hers, his)]
    contents = [path.read_bytes() for path in paths]
    for path, content in zip(paths, reversed(contents), strict=True):
        path.write_bytes(content)
    for document in (hers, his):
        with pytest.raises(CannotDecrypt):
            documents.content_of(document)


def test_an_unchecked_file_moved_among_the_checked_ones_does_not_open(store, check, private_root):
    document = store()
    waiting = private_root / "quarantine" / document.storage_name[:2] / document.storage_name
    content = waiting.read_bytes()
    check(document)
    (private_root / "checked" / document.storage_name[:2] / document.storage_name).write_bytes(
        content
    )
    with pytest.raises(CannotDecrypt):
        documents.content_of(document)


def test_an_old_key_still_opens_and_the_newest_one_seals(settings):
    sealed = encrypt(b"content", context=b"a")
    settings.STORAGE_KEYS = [NEW, OLD]
    assert decrypt(sealed, context=b"a") == b"content"
    moved = rewrapped(sealed, context=b"a")
    assert rewrapped(moved, context=b"a") is None
    settings.STORAGE_KEYS = [NEW]
    assert decrypt(moved, context=b"a") == b"content"
    with pytest.raises(CannotDecrypt):
        decrypt(sealed, context=b"a")


@pytest.mark.parametrize("key", ["", "short", "c2hvcnQ=", "ä" * 32, OLD + "="])
def test_an_unusable_key_is_said_before_anything_is_stored(settings, key):
    settings.STORAGE_KEYS = [key]
    (error,) = checks.storage_keys_are_usable(None)
    assert "STORAGE_KEYS" in error.msg


def test_without_keys_only_the_demonstration_goes_on(settings):
    settings.STORAGE_KEYS = []
    assert len(envelope.keys()[0]) == 32
    settings.DEMO_MODE = settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured):
        envelope.keys()
