"""Files in a bucket: everything that holds for a folder, and what only a service can do wrong."""

import base64
import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cns_portal import audit, documents
from cns_portal.documents import bucket, services, stores, sweeping, tasks
from cns_portal.documents.bucket import StorageUnavailable
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.documents.stores import Folder
from cns_portal.kernel.refusal import Refused
from tests.documents import s3, samples

OLD, NEW = (base64.b64encode(byte * 32).decode() for byte in (b"o", b"n"))


# -- The store -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def in_no_hurry_between_tries(monkeypatch):
    """The library waits longer after each try."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


@pytest.fixture
def service(settings):
    with s3.running(settings) as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def store_of(request, settings):
    if request.param == "bucket":
        request.getfixturevalue("service")
    return stores.current()


def test_the_settings_choose_where_files_lie(settings, private_root):
    assert isinstance(stores.current(), Folder)
    settings.STORAGE_S3_URL = "https://s3.example"
    assert isinstance(stores.current(), bucket.Bucket)


def test_what_is_kept_comes_back_until_it_is_removed(store_of):
    content = bytes(range(256)) * 1000
    store_of.put("checked/aabbcc", content)
    assert store_of.get("checked/aabbcc") == content
    store_of.put("checked/aabbcc", b"anew")
    assert store_of.get("checked/aabbcc") == b"anew"
    store_of.remove("checked/aabbcc")
    store_of.remove("checked/aabbcc")
    with pytest.raises(FileNotFoundError):
        store_of.get("checked/aabbcc")


def test_the_names_of_a_place_are_all_listed_and_no_others(store_of):
    names = [f"{number:02d}abcdef" for number in range(7)]
    for name in names:
        store_of.put(f"checked/{name}", b"x")
    store_of.put("quarantine/ffabcdef", b"x")
    tomorrow = timezone.now() + timedelta(days=1)
    assert sorted(store_of.names("checked", older_than=tomorrow)) == names
    assert list(store_of.names("small", older_than=tomorrow)) == []
    assert list(store_of.names("checked", older_than=tomorrow - timedelta(days=2))) == []


# -- Documents in a bucket -------------------------------------------------------------------


def names_in(service) -> list[str]:
    return sorted(name.partition("/")[0] for name in service.kept)


def test_a_document_lives_in_the_bucket_as_in_a_folder(
    service, store, check, private_root, settings, django_capture_on_commit_callbacks
):
    settings.STORAGE_KEYS = [OLD]
    document = store(samples.photo_with_place())
    assert names_in(service) == ["quarantine"]
    assert not any(b"SECRET" in content for content, _moment in service.kept.values())
    check(document)
    assert names_in(service) == ["checked", "small"]
    assert documents.content_of(document).startswith(b"\xff\xd8\xff")
    assert documents.small_picture_of(document)[0].startswith(b"\xff\xd8\xff")
    settings.STORAGE_KEYS = [NEW, OLD]
    call_command("rotate_keys", stdout=io.StringIO())
    settings.STORAGE_KEYS = [NEW]
    assert documents.content_of(document).startswith(b"\xff\xd8\xff")
    with django_capture_on_commit_callbacks(execute=True):
        documents.delete(document, by=audit.SYSTEM, reason="test")
    assert service.kept == {}
    assert not private_root.exists()


def test_what_no_row_speaks_of_is_swept_from_the_bucket_too(service, store, check):
    document = check(store())
    service.kept["checked/" + "f" * 32] = (b"remains", timezone.now() - timedelta(days=8))
    service.kept["checked/" + "e" * 32] = (b"just begun", timezone.now())
    assert sweeping.sweep_strays(now=timezone.now()) == 1
    assert names_in(service) == ["checked", "checked", "small"]
    assert documents.content_of(document)


# -- When the service fails ------------------------------------------------------------------


@pytest.mark.fault
@pytest.mark.parametrize("failure", [500, 503, 0])
def test_a_hiccup_is_asked_again(service, store, failure):
    service.failures = [failure] * (bucket.TRIES - 1)
    assert store().state == State.PENDING
    assert len(service.asked) == bucket.TRIES


@pytest.mark.fault
@pytest.mark.parametrize("failure", [500, 503, 403, 301, 404, 0])
def test_a_service_that_fails_refuses_the_upload_with_a_sentence(service, store, failure, caplog):
    service.failures = [failure] * bucket.TRIES
    with caplog.at_level(logging.CRITICAL), pytest.raises(Refused) as refused:
        store()
    assert refused.value.reason == Rejection.NOT_NOW
    assert not Document.objects.exists()


@pytest.mark.fault
def test_a_service_that_is_not_there_refuses_the_upload_too(settings, store, caplog):
    settings.STORAGE_S3_URL = "http://127.0.0.1:1"
    with caplog.at_level(logging.CRITICAL), pytest.raises(Refused) as refused:
        store()
    assert refused.value.reason == Rejection.NOT_NOW


@pytest.mark.fault
def test_a_full_disk_refuses_the_upload_and_leaves_nothing(
    store, stored_files, monkeypatch, caplog
):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cns_portal.documents.stores.os.fsync", full)
    with caplog.at_level(logging.CRITICAL), pytest.raises(Refused) as refused:
        store()
    assert refused.value.reason == Rejection.NOT_NOW
    assert stored_files() == []


@pytest.mark.fault
def test_documents_wait_for_the_storage_as_long_as_it_takes(service, store, settings, caplog):
    document = store()
    settings.STORAGE_S3_URL = "http://127.0.0.1:1"
    with caplog.at_level(logging.CRITICAL):
        for _ in range(services.MOST_ATTEMPTS + 2):
            tasks.check_pending()
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.PENDING, 0)
    settings.STORAGE_S3_URL = service.url
    tasks.check_pending()
    document.refresh_from_db()
    assert document.state == State.CLEAN


@pytest.mark.fault
def test_a_bucket_that_is_gone_does_not_mean_that_the_file_is(service, settings, store, check):
    document = check(store())
    settings.STORAGE_S3_BUCKET = "another"
    with pytest.raises(StorageUnavailable):
        documents.content_of(document)


def test_a_wrong_secret_is_no_missing_file(service, settings, store, check):
    document = check(store())
    settings.STORAGE_S3_SECRET = "guessed"
    with pytest.raises(StorageUnavailable, match="answered 403"):
        documents.content_of(document)
