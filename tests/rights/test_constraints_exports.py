"""Each promise of the table of copies, broken once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cns_portal import clock
from tests.rights.copies import ExportDownloadFactory, ExportFactory

pytestmark = pytest.mark.django_db


def breaks(promise: str, **columns) -> None:
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        ExportFactory(**columns)


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("export_state_is_known", {"state": "lost"}),
        ("export_language_is_known", {"language": "pt"}),
        ("export_is_being_built_iff_claimed", {"building": True, "claimed_at": None}),
        ("export_is_being_built_iff_claimed", {"claimed_at": clock.now()}),
        ("export_has_a_file_iff_built_or_ready", {"ready": True, "storage_name": ""}),
        ("export_has_a_file_iff_built_or_ready", {"expired": True, "storage_name": "a" * 32}),
        ("export_is_made_iff_dated_and_measured", {"ready": True, "size": None}),
        ("export_is_made_iff_dated_and_measured", {"pieces": 1}),
        ("export_is_over_iff_dated", {"failed": True, "ended_at": None}),
        ("export_is_over_iff_dated", {"ended_at": clock.now()}),
        (
            "export_expires_after_it_is_ready",
            {"ready": True, "expires_at": clock.now() - timedelta(days=1)},
        ),
    ],
)
def test_a_promise_is_kept(promise, columns):
    breaks(promise, **columns)


@pytest.mark.parametrize("first", [{}, {"building": True}])
def test_one_is_under_way_for_a_person(first):
    export = ExportFactory(**first)
    breaks("export_one_under_way_per_person", person=export.person)


@pytest.mark.parametrize("first", [{"ready": True}, {"failed": True}, {"expired": True}])
def test_another_one_can_follow(first):
    export = ExportFactory(**first)
    ExportFactory(person=export.person)
    assert export.person.exports.count() == 2


def test_downloads_go_with_their_copy():
    download = ExportDownloadFactory()
    export = download.export
    export.delete()
    assert not type(download).objects.exists()
