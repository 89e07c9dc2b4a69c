"""The files of a certificate: while it is a draft, and seen by the person, not by a proxy."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal, CertificateState, PageKind
from incapacity.choices.sending import SendingRefusal
from incapacity.models import CertificatePage
from incapacity.rules import pages as rules
from incapacity.services.pages import pages as services
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.incapacity.sheets import a_draft, add, marie, names, sheet
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]
NOBODYS = "5d0f2b8e-4a0e-4b7f-9d3c-0c1f6a7b8c9d"
LIST_ONLY = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def by(person):
    return person.account


@pytest.fixture
def mine(person):
    return browser_of(person)


@pytest.fixture
def certificate(person):
    return a_draft(person)


def at(certificate) -> str:
    return reverse("incapacity:draft_pages", args=[certificate.public_id])


def picture_of(page) -> str:
    return reverse(
        "incapacity:page_picture", args=[page.certificate.public_id, page.document.public_id]
    )


# -- The rule and the verbs --------------------------------------------------------------------


@pytest.mark.parametrize("state", CertificateState)
def test_files_change_in_a_draft_only(state):
    expected = None if state == CertificateState.DRAFT else SendingRefusal.SENT_ALREADY
    assert rules.why_not_change(state=state) == expected


@pytest.mark.parametrize(
    ("acts", "sent_it", "sees"),
    [(False, False, True), (False, True, True), (True, True, True), (True, False, False)],
)
def test_who_acts_for_somebody_sees_what_they_sent_themselves(acts, sent_it, sees):
    assert rules.may_see_picture(acts_for_somebody=acts, sent_it=sent_it) is sees


def test_a_file_belongs_to_the_certificate_and_to_the_persons_file(certificate, by, person):
    page = add(certificate, by=by)
    assert (page.position, page.kind, page.turned) == (1, PageKind.SHEET, 0)
    assert (page.document.dossier, page.document.uploaded_by) == (person.dossier, by)
    assert page.document.purpose == "certificate_page"
    certificate.refresh_from_db()
    assert certificate.changed_at > certificate.created_at


def test_a_translation_is_called_one(certificate, by):
    page = add(certificate, by=by, kind=PageKind.TRANSLATION)
    assert page.kind == PageKind.TRANSLATION
    services.name(certificate.pk, {str(page.document.public_id): PageKind.OTHER})
    page.refresh_from_db()
    assert page.kind == PageKind.OTHER


DEEDS = {
    "add": lambda key, by: services.add(key, file=sheet(), by=by),
    "remove": lambda key, by: services.remove(key, NOBODYS, by=by),
    "turn": lambda key, by: services.turn(key, NOBODYS),
    "move": lambda key, by: services.move(key, NOBODYS, by=1),
    "put in order": lambda key, by: services.put_in_order(key, [NOBODYS]),
    "name": lambda key, by: services.name(key, {NOBODYS: "other"}),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("how", ["accepted", "arrived", "kept"])
def test_the_files_of_what_is_no_draft_stay_as_they_are(deed, how, person, by):
    certificate = CertificateFactory(person=person, **{how: True})
    with pytest.raises(Refused) as refused:
        DEEDS[deed](certificate.pk, by)
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert not Document.objects.exists()


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_a_certificate_that_was_deleted_meanwhile_is_said_to_have_changed(deed, certificate, by):
    key = certificate.pk
    certificate.delete()
    with pytest.raises(Refused) as refused:
        DEEDS[deed](key, by)
    assert refused.value.reason == CertificateRefusal.CHANGED


# -- The page ----------------------------------------------------------------------------------


def test_the_page_says_what_belongs_there_and_what_a_file_can_be(mine, certificate):
    page = mine.get(at(certificate))
    assertContains(page, "Send the sheet for the CNS")
    for kind in PageKind:
        assertContains(page, f'<option value="{kind}">{kind.label}</option>', html=True)


def test_files_are_added_turned_moved_named_and_removed(mine, certificate, by):
    mine.post(at(certificate), {"add": "yes", "files": [sheet("1.jpg"), sheet("2.jpg")]})
    assert names(certificate) == ["1.jpg", "2.jpg"]
    one, two = CertificatePage.objects.order_by("position")
    file = str(one.document.public_id)
    mine.post(at(certificate), {"turn": file, f"kind_{file}": "translation"})
    mine.post(at(certificate), {"later": file})
    one.refresh_from_db()
    assert (one.turned, one.kind, one.position) == (90, "translation", 2)
    mine.post(at(certificate), {"remove": str(two.document.public_id)})
    assert names(certificate) == ["1.jpg"]


def test_a_script_is_answered_with_the_list_alone(mine, certificate):
    answer = mine.post(at(certificate), {"add": "yes", "files": sheet("1.jpg")}, **LIST_ONLY)
    assertContains(answer, "1.jpg")
    assertNotContains(answer, "<html")


def test_what_was_sent_is_not_changed_by_its_old_page(mine, person):
    certificate = CertificateFactory(person=person)
    assert mine.get(at(certificate)).status_code == 404
    assert mine.post(at(certificate), {"add": "yes", "files": sheet()}).status_code == 404


def test_the_pages_of_what_was_sent_can_still_be_seen(mine, certificate, by, person):
    page = add(certificate, by=by, check=True)
    sent = CertificateFactory(person=person)
    CertificatePage.objects.update(certificate=sent)
    page.refresh_from_db()
    answer = mine.get(picture_of(page))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]


# -- Others ------------------------------------------------------------------------------------


def test_who_acts_by_a_mandate_adds_pages_and_sees_only_those(certificate):
    mandate = a_mandate("incapacity")
    draft = a_draft(mandate.grantor)
    own = add(draft, by=mandate.grantor.account, file=sheet("own.jpg"), check=True)
    theirs = add(draft, by=mandate.holder.account, file=sheet("theirs.jpg"), check=True)
    proxy = browser_of(mandate.holder, opened=mandate.grantor)
    page = proxy.get(at(draft))
    assertContains(page, "own.jpg")
    assertContains(page, picture_of(theirs))
    assertNotContains(page, picture_of(own))
    assert proxy.get(picture_of(theirs)).status_code == 200
    for query in ("", "?large=1"):
        assert proxy.get(picture_of(own) + query).status_code == 404
    grantor = browser_of(mandate.grantor)
    for one in (own, theirs):
        assertContains(grantor.get(at(draft)), picture_of(one))
        assert grantor.get(picture_of(one)).status_code == 200


def test_a_parent_adds_the_pages_of_a_childs_certificate():
    parent = a_parent()
    child = a_child(parent)
    draft = CertificateFactory(draft=True, person=child, created_by=parent.account)
    client = browser_of(parent, opened=child)
    client.post(at(draft), {"add": "yes", "files": sheet("1.jpg")})
    assert names(draft) == ["1.jpg"]


def test_a_stranger_finds_no_files_and_changes_none(certificate, by):
    page = add(certificate, by=by, check=True)
    stranger = browser_of(InsuredPersonFactory(signs_in=True))
    file = str(page.document.public_id)
    assert stranger.get(at(certificate)).status_code == 404
    for data in ({"remove": file}, {"turn": file}, {"add": "yes", "files": sheet()}):
        assert stranger.post(at(certificate), data).status_code == 404
    assert stranger.get(picture_of(page)).status_code == 404
    assert names(certificate) == ["sheet.jpg"]


def test_a_page_is_found_at_its_own_certificate_only(mine, certificate, by, person):
    page = add(certificate, by=by, check=True)
    other = a_draft(person)
    address = reverse("incapacity:page_picture", args=[other.public_id, page.document.public_id])
    assert mine.get(address).status_code == 404
    mine.post(at(other), {"remove": str(page.document.public_id)})
    assert names(certificate) == ["sheet.jpg"]


def test_a_visitor_is_asked_to_sign_in(client, certificate, by):
    page = add(certificate, by=by, check=True)
    for address in (at(certificate), picture_of(page)):
        answer = client.get(address)
        assertRedirects(
            answer, f"{reverse('account_login')}?next={address}", fetch_redirect_response=False
        )
