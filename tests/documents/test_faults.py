"""Every file of the cabinet gets its own sentence, and the files beside it are untouched."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.utils import timezone

from cns_portal import documents
from cns_portal.documents import services, tasks
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from tests.documents import clamd, faults, samples


@pytest.mark.parametrize("file", faults.GOOD, ids=str)
def test_a_good_file_is_taken_and_has_a_small_picture(store, check, file):
    document = check(store(file.content, file.name, file.declared))
    assert (document.state, document.rejection) == (State.CLEAN, "")
    assert document.has_small_picture
    small, content_type = documents.small_picture_of(document)
    assert content_type == "image/jpeg"
    assert len(small) < 100_000


@pytest.mark.parametrize("file", faults.AT_ONCE, ids=str)
def test_what_can_be_seen_at_once_is_refused_at_once(store, stored_files, file):
    with pytest.raises(Refused) as refused:
        store(file.content, file.name, file.declared)
    assert refused.value.reason == file.why
    assert stored_files() == []


@pytest.mark.parametrize("file", faults.LATER, ids=str)
def test_what_the_worker_finds_is_refused_later(store, check, stored_files, file):
    document = check(store(file.content, file.name, file.declared))
    assert document.rejection == file.why
    assert document.why_rejected == str(file.why.label)
    assert not document.has_small_picture
    assert stored_files() == []


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [str(reason.label) for reason in Rejection]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)


def test_every_reason_that_a_file_can_give_is_in_the_cabinet():
    of_files = {file.why for file in (*faults.AT_ONCE, *faults.LATER, faults.INFECTED)}
    not_of_files = {Rejection.NONE_CHOSEN, Rejection.TOO_MANY_FILES, Rejection.NOT_NOW}
    assert of_files | not_of_files == set(Rejection)


def test_an_infected_file_is_refused_and_the_clean_one_beside_it_is_not(store, check, settings):
    bad = faults.INFECTED
    with clamd.running(settings):
        infected = check(store(bad.content, bad.name, bad.declared))
        clean = check(store(samples.PDF, "clean.pdf", faults.PDF))
        assert infected.rejection == Rejection.VIRUS
        assert clean.is_readable
        assert clean.scanned_with.startswith("ClamAV 1.4.6")


def test_a_mixed_heap_keeps_what_is_good(store, settings, caplog):
    """One round of the worker over all of it, as the beat starts it."""
    heap = [*faults.GOOD[2:], *faults.LATER[:4], faults.INFECTED]
    with clamd.running(settings):
        stored = [store(file.content, file.name, file.declared) for file in heap]
        tasks.check_pending()
    for document, file in zip(stored, heap, strict=True):
        document.refresh_from_db()
        assert document.rejection == (file.why or ""), file


# -- A worker that is killed -----------------------------------------------------------------

WORKER = """
import os, sys
sys.path.insert(0, {root!r})
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = {name!r}
settings.PRIVATE_ROOT, settings.CLAMAV_URL, settings.STORAGE_S3_URL = {private!r}, "", ""
from cns_portal.documents import child, services
from pathlib import Path
child.PROGRAM = Path({program!r})
services.check_now({document})
"""
SLEEPER = """
import os, sys, time
sys.path.insert(0, {folder!r})
import rebuild
rebuild.limit_this_process()
sys.stdin.buffer.read()
with open({marker!r}, "w") as file:
    file.write(str(os.getpid()))
time.sleep(60)
"""


def _until(condition, *, what: str):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited in vain: {what}")


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing_and_leaves_no_reader(
    store, check, private_root, tmp_path
):
    document = store(samples.photo_with_place())
    marker, sleeper = tmp_path / "reading", tmp_path / "sleeper.py"
    folder = str(Path(documents.__file__).parent)
    sleeper.write_text(SLEEPER.format(folder=folder, marker=str(marker)))
    program = WORKER.format(
        root=str(portal_settings.BASE_DIR),
        name=connection.settings_dict["NAME"],
        private=str(private_root),
        program=str(sleeper),
        document=document.pk,
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cns_portal.settings.test"}
    worker = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        reader = int(_until(lambda: marker.exists() and marker.read_text(), what="the reader"))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    finally:
        worker.kill()
        worker.wait()
    _until(lambda: not _is_alive(reader), what="the end of the reader")
    document.refresh_from_db()
    assert (document.state, document.attempts) == (State.PENDING, 1)
    assert services.waiting_for_check(limit=9) == [], "it may still be at work"
    Document.objects.update(claimed_at=timezone.now() - services.CLAIM - timedelta(seconds=1))
    assert services.waiting_for_check(limit=9) == [document.pk]
    assert check(document).state == State.CLEAN


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_between_file_and_row_is_followed_by_another(
    store, check, monkeypatch, stored_files
):
    """The rebuilt file is written, the row is not: the next worker writes both again."""
    document = store()

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(services, "_conclude", killed)
        with pytest.raises(KeyboardInterrupt):
            services.check_now(document.pk)
    assert stored_files() == ["checked", "quarantine", "small"]
    Document.objects.update(claimed_at=None)
    assert check(document).is_readable
    assert stored_files() == ["checked", "small"]
