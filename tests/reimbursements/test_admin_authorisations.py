"""Authorisations and providers: noted, ended, never edited; what counts for the next bill."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.authorising import AuthorisationRefusal
from reimbursements.choices.reasons import Verdict
from reimbursements.models import Authorisation, Provider
from reimbursements.services import adjudicating, authorising
from tests.accounts.agents import search
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.agents import window_of
from tests.reimbursements.agents import a_claim, an_agent, known_tariffs
from tests.reimbursements.factories import AuthorisationFactory, ProviderFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/reimbursements/authorisation/"
FIRST = date(2026, 1, 1)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def test_what_is_authorised_is_paid_from_then_on(agent, monkeypatch):
    known_tariffs(monkeypatch)
    claim = a_claim(agent=agent)
    bill = claim.bills.get()
    bill.lines.update(code="ACM")

    def verdict():
        return adjudicating.propose([claim.bills.get()])[bill.pk].verdict

    assert verdict() == Verdict.REFUSED
    granted = authorising.grant(claim.person, agent=agent, first_day=FIRST, code=" acm ")
    assert verdict() != Verdict.REFUSED
    authorising.end(granted.pk, agent=agent, last_day=FIRST)
    assert verdict() == Verdict.REFUSED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, AuthorisationRefusal.ALLOWS_NOTHING),
        ({"code": "C1", "last_day": date(2025, 12, 31)}, AuthorisationRefusal.ENDS_BEFORE),
    ],
)
def test_what_cannot_be_noted(agent, said, why):
    person = InsuredPersonFactory()
    assert refused(authorising.grant, person, agent=agent, first_day=FIRST, **said) == why
    assert not Authorisation.objects.exists()


def test_nobody_authorises_anything_for_themselves():
    person = InsuredPersonFactory(signs_in=True)
    why = refused(authorising.grant, person, agent=person.account, first_day=FIRST, code="C1")
    assert why == AuthorisationRefusal.OWN_FILE
    own = AuthorisationFactory(person=person)
    why = refused(authorising.end, own.pk, agent=person.account, last_day=FIRST)
    assert why == AuthorisationRefusal.OWN_FILE


def test_an_agent_notes_one_and_ends_it(window, agent):
    person = InsuredPersonFactory()
    answer = window.post(
        f"{LIST}add/",
        {"matricule": person.matricule, "code": "ACM", "first_day": "01/01/2026", "quantity": 3},
    )
    assertRedirects(answer, LIST)
    granted = Authorisation.objects.get()
    assert (granted.person, granted.quantity, granted.granted_by) == (person, 3, agent)
    page = f"{LIST}{granted.pk}/change/"
    assertContains(window.get(page), "at most 3")
    window.post(page, {"last_day": "30/06/2026"})
    granted.refresh_from_db()
    assert granted.last_day == date(2026, 6, 30)
    said = AuditEntry.objects.filter(dossier=person.dossier, kind="change")
    assert {entry.action for entry in said} == {"authorisation.granted", "authorisation.ended"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"matricule": "1"}, "13 digits"),
        ({"code": "", "first_day": "01/01/2026"}, "Say what is allowed"),
        ({"first_day": ""}, "Enter the date"),
    ],
)
def test_what_is_missing_is_said(window, said, sentence):
    person = InsuredPersonFactory()
    usual = {"matricule": person.matricule, "code": "ACM", "first_day": "01/01/2026"}
    assertContains(window.post(f"{LIST}add/", {**usual, **said}), sentence)


def test_an_end_before_the_beginning_is_said(window):
    granted = AuthorisationFactory()
    page = window.post(f"{LIST}{granted.pk}/change/", {"last_day": "31/12/2025"})
    assertContains(page, "lies before the first one")


def test_every_line_and_page_that_is_shown_is_written_down(window, agent):
    granted = AuthorisationFactory()
    window.get(LIST)
    window.get(f"{LIST}{granted.pk}/change/")
    seen = AuditEntry.objects.filter(actor=agent, kind="view", dossier=granted.person.dossier)
    assert {entry.purpose for entry in seen} == {
        "reimbursements.authorisations.list",
        "reimbursements.authorisations",
    }


def test_one_finds_whose_it_is(window):
    granted, _other = AuthorisationFactory(), AuthorisationFactory()
    answer = search(window, LIST, granted.person.matricule)
    assert list(answer.context["cl"].result_list) == [granted]


def test_others_find_nothing():
    granted = AuthorisationFactory()
    window = window_of(AccountFactory(agent=True))
    for address in (f"{LIST}add/", f"{LIST}{granted.pk}/change/", f"{LIST}987654/change/"):
        assert window.get(address).status_code == 404
    assert window_of(an_agent()).get(f"{LIST}987654/change/").status_code == 404


def test_a_provider_is_added_as_its_code_is_typed_and_keeps_it(window):
    add = reverse("admin:reimbursements_provider_add")
    said = {"code": "90 12-34a", "name": "Dr Beispill", "profession": "doctor", "country": "LU"}
    assert window.post(add, said).status_code == 302
    doctor = Provider.objects.get()
    assert doctor.code == "901234A"
    page = reverse("admin:reimbursements_provider_change", args=[doctor.pk])
    window.post(page, {**said, "code": "1", "name": "Dr Muster"})
    doctor.refresh_from_db()
    assert (doctor.code, doctor.name) == ("901234A", "Dr Muster")
    assert AuditEntry.objects.filter(action="provider.changed").exists()


def test_providers_are_found_by_code_and_name_and_never_deleted(window):
    doctor, _other = ProviderFactory(code="12345", name="Dr Beispill"), ProviderFactory()
    the_list = reverse("admin:reimbursements_provider_changelist")
    for text in ("12345", "beispill"):
        assert doctor in search(window, the_list, text).context["cl"].result_list
    page = reverse("admin:reimbursements_provider_delete", args=[doctor.pk])
    assert window.post(page, {"post": "yes"}).status_code == 403
