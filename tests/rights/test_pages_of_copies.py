"""The page on which one asks for a copy of everything, watches it and downloads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from cns_portal import clock
from cns_portal.rights.models import Export, ExportDownload
from cns_portal.rights.services import exporting
from insured.choices.mandates import MandateScope
from tests.factories import InsuredPersonFactory
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of
from tests.rights.copies import Copy, ExportFactory
from tests.rights.factories import RightsRequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root", "_no_worker")]

PAGE = "/en/espace/data/rights/access/"


@pytest.fixture
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


def words(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def download_of(export: Export) -> str:
    return reverse("rights:access_download", args=[export.public_id])


def test_nothing_was_asked_for_yet(me):
    said = words(browser_of(me))
    assert "Put my copy together" in said
    assert "hx-trigger" not in said


def test_asking_begins_a_copy_in_the_language_of_the_page(me):
    client = browser_of(me)
    answer = client.post(PAGE.replace("/en/", "/de/"))
    assert answer.status_code == 302
    export = Export.objects.get()
    assert (export.person, export.asked_by, export.language) == (me, me.account, "de")


def test_the_page_asks_again_while_a_copy_is_being_put_together(me):
    ExportFactory(person=me, building=True, done=3, total=12)
    said = words(browser_of(me))
    assert "3 of 12 files are in it." in said
    assert 'hx-trigger="every 2s"' in said
    assert '<noscript><meta http-equiv="refresh"' in said
    assert "Put my copy together" not in said


def test_asking_twice_says_that_one_is_under_way(me):
    client = browser_of(me)
    client.post(PAGE)
    answer = client.post(PAGE, follow=True)
    assert "A copy is being put together already." in answer.content.decode()
    assert Export.objects.count() == 1


def test_what_is_over_is_shown_as_deleted_before_the_night(me):
    past = clock.now() - timedelta(seconds=1)
    ExportFactory(person=me, ready=True, ready_at=past - timedelta(days=7), expires_at=past)
    said = words(browser_of(me))
    assert "Deleted after its time" in said
    assert "Download the copy" not in said


def test_a_get_downloads_nothing(me):
    export = ExportFactory(person=me, ready=True)
    assert browser_of(me).get(download_of(export)).status_code == 405
    assert not ExportDownload.objects.exists()


def test_a_copy_whose_file_is_gone_says_so(me):
    export = ExportFactory(person=me, ready=True)
    answer = browser_of(me).post(download_of(export), follow=True)
    assert "The copy cannot be read at the moment." in answer.content.decode()
    assert not ExportDownload.objects.exists()


def test_a_stranger_finds_nothing(me):
    export = ExportFactory(person=me, ready=True)
    stranger = browser_of(InsuredPersonFactory(signs_in=True))
    assert stranger.post(download_of(export)).status_code == 404
    assert export.person.last_name not in words(stranger)
    assert "Asked for on" not in words(stranger)


def test_whoever_holds_a_mandate_for_everything_cannot_open_it():
    mandate = a_mandate(*MandateScope.values)
    export = ExportFactory(person=mandate.grantor, ready=True)
    proxy = browser_of(mandate.holder, opened=mandate.grantor)
    assert proxy.get(PAGE).status_code == 403
    assert proxy.post(PAGE).status_code == 403
    assert proxy.post(download_of(export)).status_code == 403
    assert Export.objects.count() == 1


def test_a_parent_asks_for_a_child():
    parent = a_parent()
    child = a_child(parent)
    client = browser_of(parent, opened=child)
    assert "A copy of the data of Max Beispill" in words(client)
    client.post(PAGE)
    export = Export.objects.get()
    assert (export.person, export.asked_by) == (child, parent.account)


def test_the_copy_of_an_officer_is_not_on_the_page(me):
    request = RightsRequestFactory(outside=True, person=me, kind="access")
    export = ExportFactory(person=me, ready=True, request=request)
    client = browser_of(me)
    assert "Asked for on" not in words(client)
    assert client.post(download_of(export)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_download_is_the_copy(me):
    client = browser_of(me)
    client.post(PAGE)
    export = Export.objects.get()
    exporting.build(export.pk)
    answer = client.post(download_of(export))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    assert "my-data-" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    assert Copy(content).rows["insured.insuredperson"][0]["last_name"] == "Beispill"
    assert ExportDownload.objects.count() == 1


def test_the_page_costs_the_same_for_one_copy_and_for_many(me, django_assert_max_num_queries):
    client = browser_of(me)
    client.get(PAGE)
    for _ in range(9):
        ExportFactory(person=me, failed=True)
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_the_page_says_what_was_done_without_signing_in_is_not_in_the_copy(client, me):
    client.force_login(me.account)
    page = client.get(reverse("rights:access"))
    assertContains(page, "without signing in are not in it")
    assertContains(page, f'href="{reverse("rights:missing")}">name its reference')
    assertContains(client.get(reverse("rights:missing")), "name its reference and the e-mail")
    assertContains(client.get(reverse("rights:erasure")), "nobody checked who wrote")
    assertContains(Client().get(reverse("rights:outside")), "name its reference and the e-mail")
