"""Whose pages these are: moving, the code for the entrance, which bills to bring."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from tests.appointments.doors import Door, slot_of
from tests.appointments.linked import STAFF, address, everything
from tests.factories import (
    AgencyFactory,
    at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz", name="Wiltz")


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_stranger_gets_404(agency, name, method):
    appointment = Door("signed in", agency, topic="reimbursement").appointment
    stranger = Door("signed in", agency).client
    before = everything()
    where = reverse(f"appointments:{name}", args=[appointment.public_id])
    sent = {"slot": slot_of(agency, appointment.starts_at)}
    refused = {404, 405} if method == "post" and name == "phone" else {404}
    assert getattr(stranger, method)(where, sent).status_code in refused
    nowhere = reverse(f"appointments:{name}", args=[uuid.uuid4()])
    assert getattr(stranger, method)(nowhere, sent).status_code in refused
    assert everything() == before


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
def test_a_visitor_is_sent_to_sign_in(client, agency, name):
    appointment = Door("signed in", agency, topic="reimbursement").appointment
    target = reverse(f"appointments:{name}", args=[appointment.public_id])
    assertRedirects(
        client.get(target), f"/accounts/login/?next={target}", fetch_redirect_response=False
    )


@pytest.mark.parametrize("name", ["move", "phone", "bills"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_neither_a_forged_link_nor_the_staffs_opens_a_persons_pages(client, agency, name, method):
    appointment = Door("by link", agency, topic="reimbursement").appointment
    before = everything()
    forged = address(appointment, end=f"{name}/").replace("/a/", "/a/x")
    for where in (address(appointment, STAFF, f"{name}/"), forged):
        assert getattr(client, method)(where).status_code == 404
    assert everything() == before


def test_without_its_token_a_forged_form_moves_nothing_signed_in(agency, monday):
    door = Door("signed in", agency)
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = door.client.cookies
    sent = {"slot": slot_of(agency, at(monday, 10)), "instead_of": door.appointment.public_id}
    assert careful.post(door.url(), sent).status_code == 403
    assert door.present == door.appointment
