"""Situations of certificates to test with: each keeps every promise of the database."""

import hashlib
import uuid
from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from cns_portal import procedures
from cns_portal.procedures.choices import ActorKind
from incapacity.choices.certificates import (
    Cause,
    CertificateState,
    Channel,
    MatriculeOnSheet,
    Sequel,
)
from incapacity.models import (
    Certificate,
    CertificatePage,
    Diagnosis,
    ElectronicMessage,
    Sender,
)
from incapacity.services import steps
from tests.factories import AccountFactory, InsuredPersonFactory

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
A_DAY = timedelta(days=1)


class CertificateFactory(DjangoModelFactory):
    """A week of illness from Monday 16 November 2026, sent on the third day, in any state."""

    class Meta:
        model = Certificate

    class Params:
        not_sent = factory.Trait(
            procedure=None, sent_at=None, sent_by=None, as_sent=None, due_on=None
        )
        draft = factory.Trait(not_sent=True, state=CertificateState.DRAFT)
        electronic = factory.Trait(channel=Channel.ELECTRONIC, created_by=None, sent_by=None)
        arrived = factory.Trait(
            electronic=True,
            not_sent=True,
            state=CertificateState.ARRIVED,
            passes_on_at=factory.LazyAttribute(lambda row: row.created_at + timedelta(hours=1)),
        )
        kept = factory.Trait(electronic=True, not_sent=True, state=CertificateState.KEPT)
        with_agent = factory.Trait(
            agent=factory.SubFactory(AccountFactory, agent=True),
            taken_at=factory.SelfAttribute("sent_at"),
        )
        taken = factory.Trait(with_agent=True, state=CertificateState.BEING_CHECKED)
        asked = factory.Trait(
            with_agent=True,
            state=CertificateState.NEEDS_YOU,
            asked_at=factory.LazyAttribute(lambda row: row.sent_at + A_DAY),
            answer_until=factory.LazyAttribute(lambda row: row.asked_at.date() + 15 * A_DAY),
        )
        at_board = factory.Trait(
            with_agent=True,
            state=CertificateState.AT_BOARD,
            board_since=factory.LazyAttribute(lambda row: row.sent_at + A_DAY),
        )
        decided = factory.Trait(
            with_agent=True,
            decided_at=factory.LazyAttribute(lambda row: row.sent_at + 2 * A_DAY),
            decided_by=factory.SelfAttribute("agent"),
            decision=factory.LazyFunction(lambda: {"reason": ""}),
        )
        accepted = factory.Trait(decided=True, state=CertificateState.ACCEPTED)
        refused = factory.Trait(decided=True, state=CertificateState.REFUSED)
        family = factory.Trait(cause=Cause.FAMILY, child=factory.SubFactory(InsuredPersonFactory))
        maternity = factory.Trait(
            cause=Cause.MATERNITY,
            expected_on=factory.LazyAttribute(lambda row: row.first_day + 56 * A_DAY),
            last_day=factory.LazyAttribute(lambda row: row.first_day + 139 * A_DAY),
        )

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    state = CertificateState.SENT
    cause = Cause.ILLNESS
    sequel = Sequel.INITIAL
    first_day = date(2026, 11, 16)
    last_day = factory.LazyAttribute(lambda row: row.first_day + 4 * A_DAY)
    issued_on = factory.SelfAttribute("first_day")
    doctor_name = "Dr Anne Muster"
    matricule_on_sheet = MatriculeOnSheet.PRINTED
    created_at = NOON
    created_by = factory.LazyAttribute(lambda row: row.person.account)
    changed_at = factory.SelfAttribute("created_at")
    sent_at = factory.SelfAttribute("created_at")
    sent_by = factory.SelfAttribute("created_by")
    as_sent = factory.LazyFunction(dict)
    due_on = factory.LazyAttribute(lambda row: row.first_day + 2 * A_DAY)

    @factory.lazy_attribute
    def procedure(self):
        procedure = procedures.open_procedure(
            kind=steps.KIND,
            dossier=self.person.dossier,
            created_by=self.sent_by or self.person.account,
            contact_email="",
            language=self.person.language,
            state=CertificateState.SENT,
            actor_kind=ActorKind.PERSON,
            what="certificate.sent",
        )
        if self.state != CertificateState.SENT:
            procedures.add_event(
                procedure,
                what="certificate.taken",
                phase=steps.PHASES[CertificateState(self.state)],
                state=self.state,
                actor=self.agent or self.person.account,
                actor_kind=ActorKind.AGENT,
            )
        return procedure


class CertificatePageFactory(DjangoModelFactory):
    """A page whose document is given: `CertificatePageFactory(certificate=…, document=…)`."""

    class Meta:
        model = CertificatePage

    certificate = factory.SubFactory(CertificateFactory)
    position = factory.LazyAttribute(lambda page: page.certificate.pages.count() + 1)


class DiagnosisFactory(DjangoModelFactory):
    class Meta:
        model = Diagnosis

    certificate = factory.SubFactory(CertificateFactory)
    code = "J06.9"
    entered_at = NOON


class SenderFactory(DjangoModelFactory):
    """A sender without a usable key: tests of the endpoint make their own pair."""

    class Meta:
        model = Sender

    code = factory.Sequence(lambda n: f"sender-{n}")
    name = factory.Sequence(lambda n: f"Practice software {n}")
    public_key = "none"
    token_digest = factory.LazyAttribute(lambda row: hashlib.sha256(row.code.encode()).hexdigest())
    active_from = NOON


class ElectronicMessageFactory(DjangoModelFactory):
    class Meta:
        model = ElectronicMessage

    sender = factory.SubFactory(SenderFactory)
    message_id = factory.LazyFunction(uuid.uuid4)
    sha256 = "0" * 64
    received_at = NOON
    certificate = factory.SubFactory(CertificateFactory, arrived=True)
