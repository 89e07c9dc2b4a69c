"""Situations of insured persons to test with: what a factory makes keeps every promise."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from cns_portal import clock, procedures
from cns_portal.kernel import codes
from cns_portal.procedures.choices import ActorKind, Phase
from insured.choices import (
    AccountState,
    CardReason,
    CardState,
    Cover,
    Fund,
    GuardianshipSource,
    LifeNoteKind,
    MandateEvidence,
    MandateScope,
    Movement,
    PaperKind,
    Relation,
    RequestDocumentKind,
    RequestKind,
    RequestState,
    TieBasis,
)
from insured.models import (
    AffiliationPeriod,
    BankAccount,
    Card,
    Declaration,
    DeclarationImport,
    EmailChange,
    FamilyTie,
    FormerMatricule,
    Guardianship,
    LifeNote,
    Mandate,
    Paper,
    RejectedRow,
    Request,
    RequestDocument,
)
from insured.services.request_steps import PHASES
from insured.services.requests import procedure_kind
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
SINCE = date(2024, 1, 1)


class FormerMatriculeFactory(DjangoModelFactory):
    class Meta:
        model = FormerMatricule

    person = factory.SubFactory(InsuredPersonFactory)
    matricule = factory.Sequence(lambda n: some_matricule(n, born="19700505"))
    replaced_at = NOON
    reason = "corrected by the register"


class DeclarationImportFactory(DjangoModelFactory):
    class Meta:
        model = DeclarationImport

    name = "declarations.csv"
    sha256 = "0" * 64
    created_at = NOON


class RejectedRowFactory(DjangoModelFactory):
    class Meta:
        model = RejectedRow

    source = factory.SubFactory(DeclarationImportFactory)
    line = factory.Sequence(lambda n: n + 2)
    reason = "matricule"


class DeclarationFactory(DjangoModelFactory):
    """An entry; `exit=True` for an exit."""

    class Meta:
        model = Declaration

    class Params:
        exit = factory.Trait(movement=Movement.EXIT)

    number = factory.Sequence(lambda n: f"D-{n:08d}")
    person = factory.SubFactory(InsuredPersonFactory)
    movement = Movement.ENTRY
    cover = Cover.COMPULSORY
    fund = Fund.CNS
    employer_number = "2001000001"
    employer_name = "Atelier Modèle s.à r.l."
    effective_on = SINCE
    received_at = NOON


class PeriodFactory(DjangoModelFactory):
    """Insured through work since 2024; `through=somebody` makes it a co-insurance."""

    class Meta:
        model = AffiliationPeriod

    person = factory.SubFactory(InsuredPersonFactory)
    cover = factory.LazyAttribute(
        lambda period: Cover.CO_INSURED if period.through else Cover.COMPULSORY
    )
    fund = Fund.CNS
    first_day = SINCE
    last_day = None
    through = None


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = Guardianship

    holder = factory.SubFactory(InsuredPersonFactory)
    child = factory.SubFactory(InsuredPersonFactory, birth_date=date(2017, 3, 21))
    source = GuardianshipSource.REGISTER
    first_day = date(2017, 3, 21)


class TieFactory(DjangoModelFactory):
    """A child of nine; `spouse=True` for a couple."""

    class Meta:
        model = FamilyTie

    class Params:
        spouse = factory.Trait(relation=Relation.SPOUSE, basis=TieBasis.DECISION)

    principal = factory.SubFactory(InsuredPersonFactory)
    member = factory.SubFactory(InsuredPersonFactory, birth_date=date(2017, 3, 21))
    relation = Relation.OWN_CHILD
    basis = TieBasis.AUTOMATIC
    first_day = SINCE
    created_at = NOON


class MandateFactory(DjangoModelFactory):
    """A mandate for appointments that waits for its holder; `accepted=True` once it is in force."""

    class Meta:
        model = Mandate

    class Params:
        accepted = factory.Trait(
            holder=factory.SubFactory(InsuredPersonFactory, signs_in=True),
            holder_matricule=factory.LazyAttribute(lambda mandate: mandate.holder.matricule),
            holder_name=factory.LazyAttribute(lambda mandate: mandate.holder.full_name),
            accepted_at=NOON,
        )

    grantor = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    holder_matricule = factory.Sequence(lambda n: some_matricule(n, born="19660606"))
    holder_name = "Claire Muster"
    scopes = factory.LazyFunction(lambda: [MandateScope.APPOINTMENTS])
    first_day = date(2026, 11, 1)
    evidence = MandateEvidence.SIGNED_IN
    created_by = factory.LazyAttribute(lambda mandate: mandate.grantor.account)
    offered_at = NOON
    offer_ends_at = NOON + timedelta(days=14)


class PaperFactory(DjangoModelFactory):
    class Meta:
        model = Paper

    person = factory.SubFactory(InsuredPersonFactory)
    kind = PaperKind.AFFILIATION
    code = factory.LazyFunction(lambda: codes.random_code(16))
    initials = "C. I."
    facts = factory.LazyFunction(dict)
    language = "en"
    first_day = date(2026, 11, 18)
    last_day = date(2026, 12, 31)
    issued_at = NOON


class CardFactory(DjangoModelFactory):
    """A card in use; `ordered=True` for one on its way."""

    class Meta:
        model = Card

    class Params:
        ordered = factory.Trait(state=CardState.ORDERED, sent_on=None)

    person = factory.SubFactory(InsuredPersonFactory)
    state = CardState.ACTIVE
    reason = CardReason.FIRST_AFFILIATION
    ordered_at = NOON - timedelta(days=300)
    sent_on = date(2026, 2, 1)
    european_from = date(2026, 2, 1)
    european_until = date(2027, 6, 30)


class RequestFactory(DjangoModelFactory):
    """A request just sent; `taken=True` being checked, `decided="accepted"` decided."""

    class Meta:
        model = Request
        exclude = ["language"]

    class Params:
        taken = factory.Trait(
            state=RequestState.BEING_CHECKED,
            agent=factory.SubFactory(AccountFactory, agent=True),
            taken_at=NOON,
        )
        accepted = factory.Trait(
            state=RequestState.ACCEPTED,
            agent=factory.SubFactory(AccountFactory, agent=True),
            taken_at=NOON,
            decided_at=NOON,
            decided_by=factory.SelfAttribute("agent"),
        )

    language = "en"
    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    kind = RequestKind.CO_INSURANCE
    state = RequestState.SENT
    details = factory.LazyFunction(dict)
    sent_at = NOON
    sent_by = factory.LazyAttribute(lambda request: request.person.account)

    @factory.lazy_attribute
    def procedure(self):
        procedure = procedures.open_procedure(
            kind=procedure_kind(self.kind),
            dossier=self.person.dossier,
            created_by=self.sent_by,
            contact_email="",
            language=self.language,
            state=RequestState.SENT,
            actor_kind=ActorKind.PERSON,
            what="request.sent",
        )
        if self.state != RequestState.SENT:
            procedures.add_event(
                procedure,
                what="request.taken",
                phase=PHASES.get(RequestState(self.state), Phase.BEING_CHECKED),
                state=self.state,
                actor=self.agent or self.sent_by,
                actor_kind=ActorKind.AGENT,
            )
        return procedure


class RequestDocumentFactory(DjangoModelFactory):
    class Meta:
        model = RequestDocument

    request = factory.SubFactory(RequestFactory)
    document = factory.SubFactory("tests.factories.DocumentFactory")
    kind = RequestDocumentKind.OTHER


class BankAccountFactory(DjangoModelFactory):
    """An account in force; `proposed=True` for one an agent proposed."""

    class Meta:
        model = BankAccount

    class Params:
        proposed = factory.Trait(
            state=AccountState.PROPOSED,
            by_an_agent=True,
            proposed_by=factory.SubFactory(AccountFactory, agent=True),
            decided_at=None,
            decided_by=None,
        )

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    iban = "LU280019400644750000"
    country = "LU"
    last_four = "0000"
    holder = factory.LazyAttribute(lambda account: account.person.full_name)
    state = AccountState.IN_FORCE
    proposed_at = NOON
    proposed_by = factory.LazyAttribute(lambda account: account.person.account)
    decided_at = NOON
    decided_by = factory.LazyAttribute(lambda account: account.proposed_by)


class EmailChangeFactory(DjangoModelFactory):
    """An address that waits for its link to be followed; `confirmed=True` once it was, just now."""

    class Meta:
        model = EmailChange

    class Params:
        confirmed = factory.Trait(confirmed_at=factory.LazyFunction(clock.now))

    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    new_email = "after@people.example"
    old_email = factory.LazyAttribute(lambda change: change.person.email)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    asked_at = factory.LazyFunction(clock.now)
    asked_by = factory.LazyAttribute(lambda change: change.person.account)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=1))


class LifeNoteFactory(DjangoModelFactory):
    class Meta:
        model = LifeNote

    person = factory.SubFactory(InsuredPersonFactory)
    kind = LifeNoteKind.EIGHTEEN
    day = date(2026, 12, 1)
    told_at = NOON
