"""Somebody of whom every table knows something, also those that the demonstration leaves empty."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth.models import Group, Permission

from appointments.models import Reminder, VideoSignal
from cns_portal import clock, documents, procedures
from cns_portal.accounts.models import SignIn
from cns_portal.privacy.models import ErasureOrder, ErasureStep
from cns_portal.procedures.models import Answer
from cns_portal.rights.models import RightsDocument, RightsLetter
from insured.models import InsuredPerson
from tests import factories
from tests.appointments.visitors import photo
from tests.contact.asking import of_a_person
from tests.incapacity.factories import (
    CertificatePageFactory,
    DiagnosisFactory,
    ElectronicMessageFactory,
)
from tests.insured.factories import (
    EmailChangeFactory,
    FormerMatriculeFactory,
    GuardianshipFactory,
    LifeNoteFactory,
    MandateFactory,
    PaperFactory,
    RequestDocumentFactory,
    RequestFactory,
)
from tests.reimbursements.factories import (
    AuthorisationFactory,
    BillFactory,
    ClaimFactory,
    ComplementaryClaimFactory,
    IncomeFactory,
    ObjectionFactory,
    PayeeDeclarationFactory,
    PaymentFactory,
    ProviderFactory,
    RecalculationFactory,
    decided,
)
from tests.rights.copies import ExportDownloadFactory, ExportFactory
from tests.rights.factories import RightsRequestFactory

SECRETS = {
    "password": "secret-password-hash",
    "session_key": "secret-session-key",
    "token": "secret-token-of-the-provider",
    "data": "secret-of-the-second-factor",
    "key": "secret-key-to-confirm",
    "token_hash": "5" * 64,
    "room": "a" * 32,
}
"""What must never leave the portal, by the column it stands in."""


def live(person: InsuredPerson) -> None:
    """Give the person, who signs in, a row in each table that the demonstration leaves empty."""
    _an_account(person)
    _a_day_at_the_agency(person)
    _a_thread(person)
    _bills(person)
    _certificates(person)
    _relations(person)
    _rights(person)
    of_a_person(person)
    EmailChangeFactory(person=person, token_hash=SECRETS["token_hash"])
    FormerMatriculeFactory(person=person)
    order = ErasureOrder.objects.create(dossier=person.dossier, ordered_at=clock.now())
    ErasureStep.objects.create(order=order, holding="insured.cards", done_at=clock.now())


def _an_account(person: InsuredPerson) -> None:
    account = person.account
    account.password = SECRETS["password"]
    account.save()
    account.groups.add(Group.objects.get_or_create(name="A group")[0])
    account.user_permissions.add(Permission.objects.first())
    now = clock.now()
    SignIn.objects.create(account=account, session_key=SECRETS["session_key"], signed_in_at=now)
    social = SocialAccount.objects.create(user=account, provider="electronic-identity", uid="x1")
    SocialToken.objects.create(account=social, token=SECRETS["token"])
    Authenticator.objects.create(user=account, type="totp", data={"secret": SECRETS["data"]})
    address = EmailAddress.objects.create(user=account, email=person.email or "me@people.example")
    EmailConfirmation.objects.create(email_address=address, key=SECRETS["key"])


def _a_day_at_the_agency(person: InsuredPerson) -> None:
    agency = factories.AgencyFactory(open=True, video_desks=1)
    factories.offers()
    appointment = factories.AppointmentFactory(agency=agency, person=person)
    Reminder.objects.create(appointment=appointment, kind="two_days")
    factories.ConflictFactory(appointment=appointment)
    factories.ReplanningStepFactory(appointment=appointment)
    factories.VisitFactory(appointment=appointment)
    day = factories.working_day(after=clock.today(), count=3)
    video = factories.AppointmentFactory(
        agency=agency, person=person, video=True, starts_at=factories.at(day, 14)
    )
    call = factories.VideoCallFactory(appointment=video, room=SECRETS["room"])
    VideoSignal.objects.create(
        call=call, sender="person", session="s" * 32, content={"sdp": "mine"}
    )
    VideoSignal.objects.create(
        call=call, sender="agent", session="s" * 32, content={"sdp": "agents"}
    )
    wish = factories.EarlierWishFactory(procedure=appointment.procedure)
    factories.EarlierOfferFactory(wish=wish)


def _a_thread(person: InsuredPerson) -> None:
    case = RightsRequestFactory(person=person, kind="other").procedure
    file = documents.store(
        photo(name="letter.jpg"), dossier=person.dossier, by=person.account, purpose="reply"
    )
    documents.check_now(file.pk)
    Answer.objects.create(
        procedure=case,
        text="Which day?",
        by=factories.AccountFactory(agent=True),
        sent_key=uuid.uuid4(),
        written_at=clock.now(),
    )
    procedures.reply(case, text="Moien", by=person.account, sent_key=uuid.uuid4(), documents=[file])


def _bills(person: InsuredPerson) -> None:
    ProviderFactory.reset_sequence(5000, force=True)  # the demonstration has the first ones
    AuthorisationFactory(person=person)
    PayeeDeclarationFactory(person=person)
    ObjectionFactory(statement=decided(person=person))
    PaymentFactory(statement=decided(person=person), ordered=True)
    ComplementaryClaimFactory(person=person)
    IncomeFactory(person=person, year=2001)
    RecalculationFactory(bill=BillFactory(claim=ClaimFactory(person=person)))


def _rights(person: InsuredPerson) -> None:
    request = RightsRequestFactory(person=person)
    evidence = factories.DocumentFactory(dossier=person.dossier)
    RightsDocument.objects.create(request=request, document=evidence)
    RightsLetter.objects.create(request=request, by="applicant", text="Hello", at=clock.now())
    long_ago = clock.now() - timedelta(days=30)
    export = ExportFactory(person=person, expired=True, asked_at=long_ago)
    ExportDownloadFactory(export=export)


def _certificates(person: InsuredPerson) -> None:
    certificate = DiagnosisFactory(certificate__person=person).certificate
    CertificatePageFactory(
        certificate=certificate, document=factories.DocumentFactory(dossier=person.dossier)
    )
    ElectronicMessageFactory(certificate=certificate)


def _relations(person: InsuredPerson) -> None:
    other = factories.InsuredPersonFactory()
    GuardianshipFactory(holder=person, child=factories.InsuredPersonFactory())
    MandateFactory(grantor=person, holder=other, holder_name=other.full_name, accepted=True)
    LifeNoteFactory(person=person)
    PaperFactory(person=person)
    request = RequestFactory(person=person, accepted=True)
    RequestDocumentFactory(request=request)
