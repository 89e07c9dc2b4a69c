"""Every address of the portal, and whose rows the ones with an identifier lead to."""

import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib import admin
from django.urls import get_resolver, reverse

from appointments.notices import links
from appointments.services import deciding
from cns_portal import audit, procedures
from cns_portal.contact.services.staff import ensure_agent_group as ensure_group_for_questions
from cns_portal.documents import services as documents
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.rights.notices import links as rights_links
from cns_portal.rights.services.staff import ensure_group as ensure_group_for_data_protection
from incapacity.services.staff import ensure_agent_group as ensure_group_for_incapacity
from insured.choices import RequestKind, RequestState
from insured.models import ReplyTemplate
from insured.services.staff import ensure_agent_group
from reimbursements.services.staff import ensure_agent_group as ensure_group_for_reimbursements
from tests import factories
from tests.appointments.agents import agent_of
from tests.appointments.visitors import photo
from tests.contact import asking
from tests.content.written import a_page
from tests.incapacity.belonging import identifiers_in_the_file_of as certificates_of
from tests.incapacity.factories import DiagnosisFactory
from tests.insured.factories import (
    BankAccountFactory,
    CardFactory,
    DeclarationFactory,
    DeclarationImportFactory,
    EmailChangeFactory,
    MandateFactory,
    PaperFactory,
    RequestFactory,
)
from tests.reimbursements.belonging import identifiers_in_the_file_of
from tests.reimbursements.factories import (
    AuthorisationFactory,
    BillFactory,
    ClaimFactory,
    ComplementaryClaimFactory,
    ObjectionFactory,
    PaymentFactory,
    ProviderFactory,
    RecalculationFactory,
    decided,
)
from tests.rights.copies import ExportFactory, a_copy_on_disk
from tests.rights.factories import RightsRequestFactory


@dataclass(frozen=True)
class Address:
    """One route: its name, its way, and the identifiers in it."""

    name: str
    way: str
    identifiers: tuple[str, ...] = field(default=())


def addresses(patterns=None, way: str = "", namespace: str = "") -> list[Address]:
    """All of them, as the resolver knows them."""
    found = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = way + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += addresses(pattern.url_patterns, here, inner)
        else:
            names = tuple(pattern.pattern.regex.groupindex)
            found.append(Address(f"{namespace}{pattern.name or ''}", here, names))
    return found


# Identifiers that name nobody's row.
NOBODYS = {
    "electronic_identity_login": "the kind of identity provider",
    "electronic_identity_callback": "the kind of identity provider",
    **{
        f"appointment_links:{name}": "an agency, whose name is public; its devices have tokens"
        for name in ("terminal", "frame", "alive", "display", "calls")
    },
    **{f"content:{name}": "a page for everybody" for name in ("situation", "procedure")},
    **{f"content:{name}": "a page for everybody" for name in ("news_item", "body")},
    "content:preview": "a draft of a page for everybody; strangers get 404 all the same",
    "insured_public:verify": "the public code of a paper: a stranger learns kind, initials, dates",
    "admin:app_list": "a room of the admin",
    "admin:": "leads on to another address, or says that nothing is there",
    "admin:view_on_site": "no table has pages of its own",
}

LINK_TOKEN = "k" * 43  # of the letter that asks to confirm an e-mail address

# Tables of the admin whose rows belong to no agency and to nobody.
OF_THE_HOUSE = (
    *("topicoffer", "bookingpolicy", "replytemplate", "provider", "entry"),
    *("tariffload", "actvalue", "parametervalue"),
    "sender",
)


class Belongings:
    """An insured person and an agency with a row of everything that has an address."""

    def __init__(self) -> None:
        factories.offers()
        self.agency = factories.AgencyFactory(open=True, slug="theirs")
        self.person = factories.InsuredPersonFactory(signs_in=True)
        self.agent = agent_of(self.agency)
        self.agent.groups.add(ensure_agent_group())
        copy = documents.store(
            photo(), dossier=self.person.dossier, by=self.person.account, purpose="identity_copy"
        )
        documents.check_now(copy.pk)
        self.document = copy
        self.appointment = factories.AppointmentFactory(
            agency=self.agency,
            person=self.person,
            video=True,
            requested=True,
            identity_copy=copy,
        )
        deciding.check_request(self.appointment.pk)
        deliver()
        self.message = Message.objects.get(dossier=self.person.dossier)
        self.email = Email.objects.get(recipient=self.agency.email)
        self.closure = factories.ClosureFactory(agency=self.agency)
        self.replanning = factories.ReplanningFactory(agent=self.agent)
        self.device = factories.DeviceFactory(agency=self.agency)
        self.special = factories.SpecialOpeningFactory(agency=self.agency)
        self.sent_file = documents.store(
            photo(name="letter.jpg"),
            dossier=self.person.dossier,
            by=self.person.account,
            purpose="reply",
        )
        documents.check_now(self.sent_file.pk)
        procedures.reply(
            self.appointment.procedure,
            text="Moien",
            by=self.person.account,
            sent_key=uuid.uuid4(),
            documents=[self.sent_file],
        )
        self.mandate = MandateFactory(grantor=self.person)
        self.card = CardFactory(person=self.person)
        self.declaration = DeclarationFactory(person=self.person)
        DeclarationImportFactory()
        self.paper = PaperFactory(person=self.person)
        self.form = RequestFactory(
            person=self.person, kind=RequestKind.S1, accepted=True, state=RequestState.ISSUED
        )
        self.proposal = BankAccountFactory(person=self.person, proposed=True)
        ReplyTemplate.objects.create(code="mine", use="ask", title_fr="T", text_fr="Bonjour.")
        self.complementary = ComplementaryClaimFactory(person=self.person)
        self.bill = BillFactory(claim=ClaimFactory(person=self.person), provider=ProviderFactory())
        self.authorisation = AuthorisationFactory(person=self.person)
        self.recalculation = RecalculationFactory(bill=self.bill)
        self.objection = ObjectionFactory(statement=decided(person=self.person))
        self.payment = PaymentFactory(statement=decided(person=self.person), ordered=True)
        self.agent.groups.add(ensure_group_for_reimbursements(), ensure_group_for_incapacity())
        self.bills = identifiers_in_the_file_of(self.person)
        self.certificates = certificates_of(self.person)
        self.certificate = DiagnosisFactory(certificate__person=self.person).certificate
        self.agent.groups.add(ensure_group_for_questions())
        self.question = asking.of_a_person(self.person)
        self.entry = a_page()
        self.agent.groups.add(ensure_group_for_data_protection())
        self.rights = RightsRequestFactory(person=self.person)
        self.copy = a_copy_on_disk(ExportFactory(person=self.person, ready=True))
        self.outside = RightsRequestFactory(outside=True, person=self.person)
        self.look = audit.record_view(
            self.agent, self.card, purpose="insured.cards", dossier=self.person.dossier
        )
        EmailChangeFactory(person=self.person, token_hash=sha256(LINK_TOKEN.encode()).hexdigest())

    def identifiers(self, address: Address) -> dict[str, Any]:
        """What stands in the address of this person's or agency's row."""
        known = {
            "appointment_id": self.appointment.pk,
            "account_id": self.proposal.pk,
            "card_id": self.card.pk,
            "desk_id": self.agency.desks.get(channel="on_site").pk,
            "posting_id": self.message.pk if address.name.endswith("retry") else self.email.pk,
            "token": {
                "insured:data_email_confirm": LINK_TOKEN,
                "rights_links:link": rights_links.token(self.outside),
            }.get(address.name, links.token(self.appointment, links.Purpose.PERSON)),
            "rights_id": self.rights.pk,
            "entry": self.look.pk,
            "slug": self.agency.slug,
            "replanning_id": self.replanning.public_id,
            "request_id": self.form.pk,
            "complementary_id": self.complementary.pk,
            "claim_id": self.bill.claim_id,
            "certificate_id": self.certificate.pk,
            "bill_id": self.bill.pk,
            "question_id": self.question.pk,
            "entry_id": self.entry.pk,
            "text_id": self.entry.texts.first().pk,
            "language": "en",
            "authorisation_id": self.authorisation.pk,
            "recalculation_id": self.recalculation.pk,
            "objection_id": self.objection.pk,
            "payment_id": self.payment.pk,
            "batch_id": self.payment.batch_id,
            "reference": self.form.procedure.reference
            if address.name == "insured:abroad_answer"
            else self.appointment.procedure.reference,
            "position": 0,
            "public_id": {
                "documents:show": self.document.public_id,
                "home:message": self.message.public_id,
                "home:attachment": self.message.public_id,
                "home:file": self.sent_file.public_id,
                "insured:mandate": self.mandate.public_id,
                "insured:paper": self.paper.public_id,
                "insured:card_lost": self.card.public_id,
                "insured:card_missing": self.card.public_id,
                "insured:card_arrived": self.card.public_id,
                "insured:card_returned": self.card.public_id,
                "rights:request": self.rights.public_id,
                "rights:access_download": self.copy.public_id,
            }.get(address.name, self.appointment.public_id),
            "object_id": self.row_of(address.name),
            "id": self.agent.pk,
        }
        known |= self.bills.get(address.name, {})
        known |= self.certificates.get(address.name, {})
        return {name: known[name] for name in address.identifiers}

    def row_of(self, name: str) -> int | None:
        """The key of a row of the table that an address of the admin is about."""
        rows = {
            "account": self.agent,
            "email": self.email,
            "message": self.message,
            "insuredperson": self.person,
            "card": self.card,
            "procedure": self.appointment.procedure,
            "agency": self.agency,
            "closure": self.closure,
            "device": self.device,
            "specialopening": self.special,
        }
        for model in admin.site._registry:
            label = f"{model._meta.app_label}_{model._meta.model_name}_"
            if name.removeprefix("admin:").startswith(label):
                row = rows.get(model._meta.model_name) or model._default_manager.first()
                return row.pk if row else 1
        return None


def somebodys(address: Address) -> bool:
    """Whether the address leads to a row that belongs to somebody."""
    is_of_the_house = any(f"_{table}_" in address.name for table in OF_THE_HOUSE)
    return bool(address.identifiers) and address.name not in NOBODYS and not is_of_the_house


def url(address: Address, identifiers: dict[str, Any]) -> str:
    return reverse(address.name, kwargs=identifiers)


def unknown(identifiers: dict[str, Any]) -> dict[str, Any]:
    """Identifiers of the same shape that lead nowhere."""
    strange = {
        "public_id": uuid.uuid4(),
        "replanning_id": uuid.uuid4(),
        "token": "x" * 60,
        "file": uuid.uuid4(),
        "reference": "2222-2222",
        "position": 0,
    }
    return {name: strange.get(name, 987_654_321) for name in identifiers}
