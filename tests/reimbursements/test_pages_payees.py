"""The pages on which a person says who else is paid."""

import pytest
from django.urls import reverse

from cns_portal import clock
from insured.choices import MandateScope
from reimbursements.models import PayeeDeclaration
from tests.factories import InsuredPersonFactory
from tests.insured.factories import MandateFactory
from tests.reimbursements.factories import ClaimFactory, PayeeDeclarationFactory
from tests.reimbursements.paying import BELGIUM, somebody

pytestmark = pytest.mark.django_db

LIST, NEW = "reimbursements:payees", "reimbursements:payee_new"


@pytest.fixture
def person():
    return somebody()


@pytest.fixture
def page(client, person):
    client.force_login(person.account)
    return client


def said(**fields):
    return {
        "kind": "a",
        "first_day": clock.today().strftime("%d/%m/%Y"),
        "last_day": "",
        "holder": "Jean Muster",
        "iban": "BE21 0012 3456 7803",
        "confirmed": "on",
    } | fields


def test_without_a_declaration_the_money_comes_to_oneself(page):
    answer = page.get(reverse(LIST)).content.decode()
    assert "LU … 0000" in answer
    assert "You have declared nobody else." in answer


def test_declaring_changing_and_ending(page, person):
    answer = page.post(reverse(NEW), said(), follow=True)
    assert "Jean Muster" in answer.content.decode()
    assert BELGIUM not in answer.content.decode()
    row = PayeeDeclaration.objects.get()
    change = reverse("reimbursements:payee_change", args=[row.public_id])
    assert "Jean Muster" in page.get(change).content.decode()
    page.post(change, said(holder="Marie Muster"))
    assert [one.holder for one in PayeeDeclaration.objects.in_force()] == ["Marie Muster"]
    now = PayeeDeclaration.objects.in_force().get()
    end = reverse("reimbursements:payee_end", args=[now.public_id])
    assert page.get(end).status_code == 200
    assert PayeeDeclaration.objects.in_force().exists(), "looking changes nothing"
    page.post(end)
    assert not PayeeDeclaration.objects.in_force().exists()


def test_for_one_mailing(page, person):
    claim = ClaimFactory(person=person)
    form = page.get(reverse(NEW)).content.decode()
    assert claim.procedure.reference in form
    page.post(reverse(NEW), said(kind="b", mailing=str(claim.public_id), first_day=""))
    claim.refresh_from_db()
    assert claim.payee.holder == "Jean Muster"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"iban": "BE21 0012 3456 7804"}, "check digits"),
        ({"confirmed": ""}, "Confirm that this person"),
        ({"first_day": "01/01/2020"}, "begins today or later"),
        ({"first_day": ""}, "begins today or later"),
        ({"kind": "b"}, "Choose the mailing"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(page, person, fields, sentence):
    ClaimFactory(person=person)
    answer = page.post(reverse(NEW), said(**fields))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not PayeeDeclaration.objects.exists()


def test_what_is_over_cannot_be_changed(page, person):
    row = PayeeDeclarationFactory(person=person, state="revoked", ended_at=clock.now())
    answer = page.get(reverse("reimbursements:payee_change", args=[row.public_id]))
    assert answer.url == reverse(LIST)


@pytest.mark.parametrize("name", ["reimbursements:payee_change", "reimbursements:payee_end"])
def test_a_stranger_finds_nothing(client, name):
    row = PayeeDeclarationFactory()
    stranger = InsuredPersonFactory(signs_in=True)
    client.force_login(stranger.account)
    address = reverse(name, args=[row.public_id])
    assert client.get(address).status_code == 404
    assert client.post(address, said()).status_code == 404
    row.refresh_from_db()
    assert row.state == "in_force"


def test_a_mandate_for_reimbursements_does_not_open_where_the_money_goes(client, person):
    holder = InsuredPersonFactory(signs_in=True)
    MandateFactory(
        grantor=person, holder=holder, scopes=[MandateScope.REIMBURSEMENTS], accepted=True
    )
    client.force_login(holder.account)
    client.post(reverse("insured:open_file"), {"file": str(person.dossier.public_id)})
    assert client.get(reverse(LIST)).status_code == 403
    client.post(reverse(NEW), said())
    assert not PayeeDeclaration.objects.exists()
