"""A copy for somebody who did not sign in: of whom the request is about, by whoever has it."""

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.documents import parcels
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.exports import ExportRefusal, ExportState
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal
from cns_portal.rights.models import Export, ExportDownload, RightsRequest
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.selectors import exports as selectors
from cns_portal.rights.services import deciding, exporting, outside, working
from tests.factories import InsuredPersonFactory
from tests.insured.agents import window_of
from tests.rights.copies import Copy, ExportFactory, a_copy_on_disk
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer, page_of, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root", "_no_worker")]


@pytest.fixture
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def anna():
    return InsuredPersonFactory(signs_in=True, first_name="Anna", last_name="Adam")


@pytest.fixture
def berta():
    return InsuredPersonFactory(signs_in=True, first_name="Berta", last_name="Bock")


def taken(officer, **columns) -> RightsRequest:
    given = {"outside": True, "kind": RightsKind.ACCESS, **columns}
    return working.take(RightsRequestFactory(**given).pk, agent=officer)


def identified(request, person, officer) -> RightsRequest:
    return outside.identify(request.pk, agent=officer, matricule=person.matricule, compared=True)


def ready(request, **columns) -> Export:
    given = {"person": request.person, "asked_by": request.agent, **columns}
    return a_copy_on_disk(ExportFactory(request=request, ready=True, **given))


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


# The copy is made in one look at the database, which no transaction of a test may surround.
@pytest.mark.django_db(transaction=True)
def test_an_officer_has_one_made_and_hands_it_over(officer, anna):
    request = taken(officer)
    why = refused(exporting.ask_for, request.pk, officer=officer)
    assert why == RightsRefusal.NOT_WITHOUT_PERSON
    identified(request, anna, officer)
    told = Message.objects.filter(dossier=anna.dossier).count()
    export = exporting.ask_for(request.pk, officer=officer)
    assert exporting.build(export.pk) == ExportState.READY
    assert Message.objects.filter(dossier=anna.dossier).count() == told
    with pytest.raises(Export.DoesNotExist):
        exporting.open_for(anna, export.public_id, by=anna.account)
    content = b"".join(exporting.open_for_officer(export.pk, officer=officer))
    assert Copy(content).rows["insured.insuredperson"][0]["last_name"] == "Adam"
    assert ExportDownload.objects.get().by == officer
    # Found to be somebody else after all, with the copy ready: Anna's is handed to nobody.
    berta = InsuredPersonFactory(signs_in=True)
    identified(request, berta, officer)
    assert refused(exporting.open_for_officer, export.pk, officer=officer)


def test_when_it_is_about_somebody_else_after_all_the_first_copy_goes(
    officer, anna, berta, django_capture_on_commit_callbacks
):
    request = identified(taken(officer), anna, officer)
    export = ready(request)
    assert selectors.prepared_for(request) == export
    window, name = window_of(officer), export.storage_name
    assert page_of(request, "copy_download") in window.get(page_of(request)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        request = identified(request, berta, officer)
    assert selectors.prepared_for(request) is None
    assert page_of(request, "copy_download") not in window.get(page_of(request)).content.decode()
    late = window.post(page_of(request, "copy_download"), follow=True)
    assert "This copy is not ready yet." in late.content.decode()
    export.refresh_from_db()
    assert (export.state, export.storage_name) == (ExportState.EXPIRED, "")
    with pytest.raises(FileNotFoundError):
        next(parcels.read(name, pieces=export.pieces))
    assert not ExportDownload.objects.exists()


def test_what_is_under_way_of_somebody_else_is_dropped_with_a_line_in_their_trail(
    officer, anna, berta
):
    request = identified(taken(officer), anna, officer)
    export = exporting.ask_for(request.pk, officer=officer)
    identified(request, berta, officer)
    assert not Export.objects.exists()
    assert exporting.build(export.pk) is None
    assert AuditEntry.objects.get(action="export.dropped").dossier == anna.dossier
    assert exporting.ask_for(request.pk, officer=officer).person == berta


def test_a_copy_of_the_same_person_and_of_other_requests_stays(officer, anna, berta):
    request = identified(taken(officer), anna, officer)
    export, own = ready(request), ExportFactory(person=berta, ready=True)
    other = ready(identified(taken(officer), anna, officer))
    identified(request, anna, officer)
    assert selectors.prepared_for(request) == export
    identified(request, berta, officer)
    states = Export.objects.filter(pk__in=[own.pk, other.pk]).values_list("state", flat=True)
    assert set(states) == {ExportState.READY}


def test_a_copy_of_anybody_else_is_neither_found_nor_handed_out(officer, anna, berta):
    request = identified(taken(officer), anna, officer)
    export = ready(request, person=berta)
    assert selectors.prepared_for(request) is None
    why = refused(exporting.open_for_officer, export.pk, officer=officer)
    assert why == ExportRefusal.OF_SOMEBODY_ELSE
    assert not ExportDownload.objects.exists()


def both(request, export, officer) -> set:
    """Why none is made, and none handed out."""
    return {
        refused(exporting.ask_for, request.pk, officer=officer),
        refused(exporting.open_for_officer, export.pk, officer=officer),
    }


def test_nobody_but_who_has_the_request_has_one_made_or_takes_it_out(officer, anna):
    request = identified(taken(officer), anna, officer)
    export, other = ready(request), an_officer()
    assert both(request, export, other) == {RightsRefusal.NOT_YOURS}
    working.release(request.pk, agent=officer)
    assert both(request, export, officer) == {RightsRefusal.CLOSED}


def test_nothing_is_handed_out_once_the_request_is_over(officer, anna):
    request = identified(taken(officer), anna, officer)
    export = ready(request)
    outside.withdraw(request.pk)
    assert both(request, export, officer) == {RightsRefusal.CLOSED}
    request = identified(taken(officer), anna, officer)
    export = ready(request)
    said = {"said": "Here.", "bases": ["art_15"], "seen": seen(request)}
    deciding.decide(request.pk, Verb.ACCEPT, agent=officer, **said)
    assert both(request, export, officer) == {RightsRefusal.CLOSED}
    assert not ExportDownload.objects.exists()


def test_only_for_access_without_sign_in_and_never_ones_own(officer, anna):
    signed_in = taken(officer, outside=False, person=anna)
    erasure = identified(taken(officer, kind=RightsKind.ERASURE), anna, officer)
    for request in (signed_in, erasure):
        assert both(request, ready(request), officer) == {RightsRefusal.CLOSED}
    own = InsuredPersonFactory(account=officer)
    request = taken(officer)
    RightsRequest.objects.filter(pk=request.pk).update(person=own)
    assert both(request, ready(request, person=own), officer) == {RightsRefusal.OWN_FILE}


def test_whoever_decides_reads_that_a_copy_cannot_be_downloaded_afterwards(officer, anna):
    said = "download it first"
    window, request = window_of(officer), identified(taken(officer), anna, officer)
    for page in ("accept", "accept-partly", "refuse"):
        assert said in window.get(page_of(request, page)).content.decode()
    erasure = identified(taken(officer, kind=RightsKind.ERASURE), anna, officer)
    assert said not in window.get(page_of(erasure, "accept")).content.decode()
