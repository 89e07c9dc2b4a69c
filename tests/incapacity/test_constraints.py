"""Each promise of the room's tables, broken once."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from incapacity.choices.certificates import CertificateState
from incapacity.models import CertificatePage, ElectronicMessage
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    NOON,
    CertificateFactory,
    CertificatePageFactory,
    ElectronicMessageFactory,
    SenderFactory,
)

pytestmark = pytest.mark.django_db

S = CertificateState


def refused(row, promise: str, **changes) -> None:
    """The change of the row breaks the promise, and no other."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
    assert broken.value.__cause__.diag.constraint_name == promise


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("certificate_state_is_known", {"state": "lost"}),
        ("certificate_channel_is_known", {"channel": "pigeon"}),
        ("certificate_cause_is_known", {"cause": "boredom"}),
        ("certificate_sequel_is_known", {"sequel": "again"}),
        ("certificate_outings_is_known", {"outings": "sundays"}),
        ("certificate_sheet_language_is_known", {"sheet_language": "la"}),
        ("certificate_matricule_on_sheet_is_known", {"matricule_on_sheet": "smudged"}),
        ("certificate_country_has_two_letters", {"country": "L1"}),
        ("certificate_sent_has_its_cause_and_days", {"cause": ""}),
        ("certificate_sent_has_its_cause_and_days", {"issued_on": None}),
        ("certificate_sent_ends_after_it_begins", {"last_day": date(2026, 11, 15)}),
        ("certificate_child_is_for_family_reasons", {"child_in_hospital": True}),
        ("certificate_child_is_for_family_reasons", {"leave_days": Decimal("1.5")}),
        ("certificate_expected_birth_is_for_maternity", {"expected_on": date(2027, 1, 1)}),
        ("certificate_procedure_iff_sent", {"procedure": None}),
        ("certificate_procedure_iff_sent", {"state": S.DRAFT}),
        ("certificate_procedure_iff_sent", {"as_sent": None}),
        ("certificate_sent_by_somebody_or_electronic", {"sent_by": None}),
        ("certificate_begun_by_somebody_or_electronic", {"created_by": None}),
        ("certificate_passes_on_iff_arrived", {"passes_on_at": NOON}),
        ("certificate_late_has_its_deadline", {"late": True, "due_on": None}),
        ("certificate_taken_iff_dated", {"taken_at": NOON}),
        ("certificate_being_checked_has_its_agent", {"state": S.BEING_CHECKED}),
        ("certificate_asked_iff_needs_you", {"asked_at": NOON}),
        ("certificate_at_board_iff_dated", {"board_since": NOON}),
        ("certificate_decided_iff_dated", {"state": S.ACCEPTED}),
        ("certificate_decided_iff_dated", {"decided_at": NOON}),
        ("certificate_waited_is_not_negative", {"waited": timedelta(seconds=-1)}),
    ],
)
def test_a_certificate_that_was_sent(promise, changes):
    refused(CertificateFactory(), promise, **changes)


def test_a_sick_child():
    certificate = CertificateFactory(family=True)
    refused(certificate, "certificate_sent_for_a_child_names_it", child=None)
    refused(certificate, "certificate_child_is_another_person", child=certificate.person)
    refused(
        certificate, "certificate_child_matricule_is_thirteen_digits", child_matricule="20200101"
    )
    refused(
        certificate, "certificate_sheet_matricule_is_thirteen_digits", sheet_matricule="20200101"
    )
    refused(certificate, "certificate_leave_days_are_positive", leave_days=Decimal(0))


def test_an_earlier_certificate_is_another_one():
    certificate = CertificateFactory()
    refused(certificate, "certificate_earlier_is_another", earlier=certificate)


def test_only_an_electronic_certificate_arrives():
    draft = CertificateFactory(draft=True)
    refused(draft, "certificate_arrived_is_electronic", state=S.ARRIVED, passes_on_at=NOON)
    refused(CertificateFactory(arrived=True), "certificate_passes_on_iff_arrived", state=S.KEPT)


def test_a_draft_may_say_nothing_and_even_what_cannot_be():
    CertificateFactory(draft=True, cause="", first_day=None, last_day=None, issued_on=None)
    CertificateFactory(draft=True, first_day=date(2026, 11, 16), last_day=date(2026, 11, 2))


@pytest.mark.parametrize(
    "state", ["sent", "taken", "asked", "at_board", "accepted", "refused", "kept", "arrived"]
)
def test_every_state_has_its_row(state):
    trait = {} if state == "sent" else {state: True}
    assert CertificateFactory(**trait).pk


def page(**columns):
    document = DocumentFactory(dossier=InsuredPersonFactory().dossier, uploaded_by=AccountFactory())
    return CertificatePageFactory(document=document, **columns)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("certificate_page_kind_is_known", {"kind": "poem"}),
        ("certificate_page_is_turned_by_quarters", {"turned": 45}),
    ],
)
def test_a_page(promise, changes):
    refused(page(), promise, **changes)


def test_two_pages_do_not_share_a_place():
    first = page()
    second = page(certificate=first.certificate)
    CertificatePage.objects.filter(pk=second.pk).update(position=first.position)
    with pytest.raises(IntegrityError) as broken:
        connection.check_constraints()
    assert broken.value.__cause__.diag.constraint_name == "certificate_page_has_its_place"


def test_a_sender():
    sender = SenderFactory()
    refused(sender, "sender_is_revoked_after_it_began", revoked_at=NOON - timedelta(days=1))
    refused(sender, "sender_digest_is_sha256", token_digest="secret")


def test_a_message_is_accepted_once():
    message = ElectronicMessageFactory()
    refused(message, "electronic_message_digest_is_sha256", sha256="short")
    other = ElectronicMessageFactory(sender=message.sender, message_id=uuid.uuid4())
    refused(other, "electronic_message_once_per_sender", message_id=message.message_id)
    assert ElectronicMessage.objects.count() == 2
