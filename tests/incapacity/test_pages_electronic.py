"""The page of an electronic certificate: read only, two buttons, nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cns_portal import clock
from incapacity.choices.certificates import CertificateState
from incapacity.models import Certificate
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    DiagnosisFactory,
    ElectronicMessageFactory,
    SenderFactory,
)
from tests.incapacity.sendable import ago, signed_in, text_of
from tests.insured.acting import a_mandate, browser_of

pytestmark = pytest.mark.django_db

S = CertificateState
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def marie():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


def came(person, **columns) -> Certificate:
    """One that has just arrived, about today and the next days."""
    columns = {"arrived": True, "first_day": ago(0), "created_at": clock.now(), **columns}
    certificate = CertificateFactory(person=person, **columns)
    ElectronicMessageFactory(
        certificate=certificate, sender=SenderFactory(name="Praxissoftware Modell")
    )
    return certificate


def page(certificate: Certificate) -> str:
    return reverse("incapacity:electronic", args=[certificate.public_id])


def own_page(certificate: Certificate) -> str:
    return reverse("incapacity:certificate", args=[certificate.public_id])


def again(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


def test_it_says_what_was_sent_and_never_the_diagnosis(marie):
    certificate = DiagnosisFactory(certificate=came(marie), code="J06.9").certificate
    text = text_of(signed_in(marie).get(page(certificate)))
    for said in ("Dr Anne Muster", "Praxissoftware Modell", "Only the medical side"):
        assert said in text
    assert "J06.9" not in text


def test_it_says_when_it_is_passed_on_by_itself(marie):
    certificate = came(marie, passes_on_at=clock.now() + HOUR)
    text = text_of(signed_in(marie).get(page(certificate)))
    assert "It is passed on to the CNS by itself" in text
    assert "Until then you can hold it back" in text


def test_one_whose_time_has_come_is_about_to_go(marie):
    certificate = came(marie, passes_on_at=clock.now())
    assert "It is being passed on now" in text_of(signed_in(marie).get(page(certificate)))


def test_one_that_was_held_back_can_only_be_passed_on(marie):
    text = text_of(signed_in(marie).get(page(came(marie, arrived=False, kept=True))))
    assert "The CNS does not have this certificate" in text
    assert "Pass it on to the CNS" in text
    assert "Hold it back" not in text


def test_passing_it_on_leads_to_the_page_of_the_certificate(marie):
    certificate, client = came(marie), signed_in(marie)
    answer = client.post(page(certificate), {"deed": "pass_on"})
    assert answer["Location"] == own_page(certificate)
    assert again(certificate).state == S.SENT
    reference = again(certificate).procedure.reference
    assert reference in text_of(client.get(own_page(certificate)))
    assert client.get(page(certificate))["Location"] == own_page(certificate)


def test_holding_it_back_stays_on_the_page(marie):
    certificate, client = came(marie), signed_in(marie)
    answer = client.post(page(certificate), {"deed": "hold_back"}, follow=True)
    assert again(certificate).state == S.KEPT
    assert "It is held back" in text_of(answer)


@pytest.mark.parametrize("deed", ["pass_on", "hold_back"])
def test_who_is_too_late_reads_that_it_has_been_passed_on(marie, deed):
    certificate, client = came(marie), signed_in(marie)
    client.post(page(certificate), {"deed": "pass_on"})
    answer = client.post(page(certificate), {"deed": deed}, follow=True)
    assert "It has already been passed on to the CNS" in text_of(answer)
    assert Certificate.objects.filter(state=S.SENT).count() == 1


def test_a_late_one_can_be_explained(marie):
    certificate, client = came(marie, first_day=ago(30)), signed_in(marie)
    assert "Why does it come late?" in text_of(client.get(page(certificate)))
    client.post(page(certificate), {"deed": "pass_on", "late_because": "I was in hospital."})
    certificate = again(certificate)
    assert (certificate.late, certificate.late_because) == (True, "I was in hospital.")


def test_one_in_time_asks_for_no_explanation(marie):
    assert "Why does it come late?" not in text_of(signed_in(marie).get(page(came(marie))))


def test_an_explanation_that_is_too_long_is_not_lost_and_nothing_is_passed_on(marie):
    certificate, client = came(marie, first_day=ago(30)), signed_in(marie)
    words = "because " * 100
    answer = client.post(page(certificate), {"deed": "pass_on", "late_because": words})
    assert answer.status_code == 200
    assert words.strip() in answer.content.decode()
    assert "Error:" in text_of(answer)
    assert again(certificate).state == S.ARRIVED


@pytest.mark.parametrize("deed", [None, "", "delete"])
def test_any_other_deed_does_nothing(marie, deed):
    certificate = came(marie)
    answer = signed_in(marie).post(page(certificate), {"deed": deed} if deed is not None else {})
    assert answer["Location"] == page(certificate)
    assert again(certificate).state == S.ARRIVED


def test_what_does_not_fit_is_said(marie):
    CertificateFactory(person=marie, first_day=ago(0))
    text = text_of(signed_in(marie).get(page(came(marie))))
    assert "This does not seem to fit" in text
    assert "The same days were sent before for the same reason" in text


def test_a_child_of_another_family_is_shown_by_its_number_only(marie):
    certificate = came(marie, cause="family", child_matricule="2020031000235")
    text = text_of(signed_in(marie).get(page(certificate)))
    assert "20200310" in text.replace(" ", "")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_finds_it(marie, method):
    certificate = came(marie)
    stranger = signed_in(InsuredPersonFactory(signs_in=True))
    assert getattr(stranger, method)(page(certificate), {"deed": "pass_on"}).status_code == 404
    assert again(certificate).state == S.ARRIVED


@pytest.mark.parametrize("trait", ["draft", "accepted"])
def test_a_certificate_that_came_otherwise_has_no_such_page(marie, trait):
    certificate = CertificateFactory(person=marie, **{trait: True})
    assert signed_in(marie).get(page(certificate)).status_code == 404


def test_somebody_with_a_mandate_passes_it_on_and_both_are_named():
    mandate = a_mandate("incapacity")
    certificate = came(mandate.grantor)
    client = browser_of(mandate.holder, opened=mandate.grantor)
    client.post(page(certificate), {"deed": "pass_on"})
    certificate = again(certificate)
    assert certificate.sent_by == mandate.holder.account
    assert certificate.procedure.events.get().on_behalf_of == mandate.grantor.full_name


def test_the_page_costs_the_same_whatever_lies_there(marie, django_assert_max_num_queries):
    client = signed_in(marie)
    certificate = came(marie)
    with django_assert_max_num_queries(30):
        client.get(page(certificate))
    for number in range(1, 6):
        CertificateFactory(person=marie, first_day=ago(40 * number))
    with django_assert_max_num_queries(30):
        client.get(page(certificate))


def test_who_takes_it_back_reads_that_only_the_doctor_can_send_another_one(marie):
    certificate, client = came(marie), signed_in(marie)
    client.post(page(certificate), {"deed": "pass_on"})
    reference = again(certificate).procedure.reference
    shown = text_of(client.get(reverse("home:withdraw", args=[reference])))
    assert "cannot be passed on again" in shown
    assert "You can send it again" not in shown
