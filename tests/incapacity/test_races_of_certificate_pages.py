"""The files of one draft, changed from several windows at the same moment."""

from functools import partial

import pytest
from django.db import transaction

from cns_portal.documents.models import Document
from cns_portal.documents.pages.choices import PageRefusal
from incapacity.choices.certificates import CertificateRefusal
from incapacity.choices.sending import SendingRefusal
from incapacity.models import Certificate, CertificatePage
from incapacity.services import drafts
from incapacity.services.pages import pages as services
from tests.documents import samples
from tests.incapacity.sheets import a_draft, add, marie, names, sheet
from tests.racing import done_at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private_root"),
]


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def by(person):
    return person.account


@pytest.fixture
def certificate(person):
    return a_draft(person)


def places(certificate) -> list[int]:
    found = CertificatePage.objects.filter(certificate=certificate).order_by("position")
    return list(found.values_list("position", flat=True))


def test_files_that_come_at_the_same_moment_each_have_their_place(certificate, by):
    files = [sheet(f"{number}.jpg") for number in range(4)]
    done_at_once(*(partial(services.add, certificate.pk, file=file, by=by) for file in files))
    assert places(certificate) == [1, 2, 3, 4]
    assert sorted(names(certificate)) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


def test_one_file_from_three_windows_is_there_once(certificate, by):
    files = [sheet(content=samples.JPEG) for _ in range(3)]
    answers = done_at_once(
        *(partial(services.add, certificate.pk, file=file, by=by) for file in files)
    )
    assert sorted(map(str, answers)).count(PageRefusal.SAME_FILE) == 2
    assert names(certificate) == ["sheet.jpg"]
    assert Document.objects.count() == 1


def test_photos_of_one_name_are_told_apart_when_they_come_at_once(certificate, by):
    files = [sheet("image.jpg") for _ in range(3)]
    done_at_once(*(partial(services.add, certificate.pk, file=file, by=by) for file in files))
    assert sorted(names(certificate)) == ["image (2).jpg", "image (3).jpg", "image.jpg"]


def test_two_windows_remove_and_order_the_same_files(certificate, by):
    one, two, three = (add(certificate, by=by, file=sheet(f"{n}.jpg")) for n in range(3))
    keys = [str(page.document.public_id) for page in (three, two, one)]
    done_at_once(
        lambda: services.remove(certificate.pk, keys[1], by=by),
        lambda: services.remove(certificate.pk, keys[1], by=by),
        lambda: services.put_in_order(certificate.pk, keys),
        lambda: services.move(certificate.pk, keys[2], by=1),
        lambda: services.turn(certificate.pk, keys[1]),
    )
    assert places(certificate) == [1, 2]
    assert sorted(names(certificate)) == ["0.jpg", "2.jpg"]
    assert Document.objects.filter(deleted_at__isnull=False).count() == 1


def test_a_file_that_comes_while_the_draft_is_deleted_goes_with_it_or_is_refused(certificate, by):
    added, discarded = done_at_once(
        lambda: services.add(certificate.pk, file=sheet(), by=by),
        lambda: drafts.discard(certificate.pk, actor=by),
    )
    assert discarded is None
    assert added == CertificateRefusal.CHANGED or isinstance(added, CertificatePage)
    assert not Certificate.objects.exists()
    assert not CertificatePage.objects.exists()
    assert not Document.objects.filter(deleted_at__isnull=True).exists()


def test_a_file_that_comes_while_the_draft_is_sent_belongs_to_it_or_is_refused(certificate, by):
    """Whoever holds the draft first decides; nothing comes to what was sent afterwards."""

    def leave():
        with transaction.atomic():
            row = services.hold(certificate.pk)
            seen = names(row)
            row.state, row.channel = "kept", "electronic"
            row.save(update_fields=["state", "channel"])
            return seen

    answer, seen = done_at_once(lambda: services.add(certificate.pk, file=sheet(), by=by), leave)
    if answer == SendingRefusal.SENT_ALREADY:
        assert seen == names(certificate) == []
        assert not Document.objects.exists()
    else:
        assert seen == names(certificate) == ["sheet.jpg"]
