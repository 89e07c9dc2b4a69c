"""Situations of requests about personal data to test with."""

import uuid

import factory
from factory.django import DjangoModelFactory

from cns_portal import audit, documents, procedures
from cns_portal.kernel import civil_time
from cns_portal.procedures.choices import ActorKind
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules import deadlines
from cns_portal.rights.services.outside import IDENTITY
from cns_portal.rights.services.steps import PHASES, procedure_kind
from tests.appointments.visitors import photo
from tests.factories import AccountFactory, InsuredPersonFactory, wall_days_ago

APPLICANT = {
    "first_name": "Vera",
    "last_name": "Visitor",
    "matricule": "",
    "birth_date": "1980-01-15",
}


class RightsRequestFactory(DjangoModelFactory):
    """A request that was sent from a file; `outside=True` without signing in.

    `taken=True`: an officer has it; `refused=True`, `accepted=True`: it was answered; `days_ago`.
    """

    class Meta:
        model = RightsRequest

    class Params:
        days_ago = 0
        outside = factory.Trait(
            person=None,
            sent_by=None,
            applicant=APPLICANT,
            identity_copy=factory.LazyFunction(
                lambda: documents.store(photo(), dossier=None, by=audit.VISITOR, purpose=IDENTITY)
            ),
        )
        taken = factory.Trait(
            state=RightsState.BEING_CHECKED,
            agent=factory.SubFactory(AccountFactory, agent=True),
            taken_at=factory.LazyAttribute(lambda one: one.sent_at),
        )
        answered_no = factory.Trait(
            taken=True,
            state=RightsState.REFUSED,
            decided_at=factory.LazyAttribute(lambda one: one.sent_at),
            decided_by=factory.SelfAttribute("agent"),
            decision={"said": "The law asks for it.", "bases": ["art_21_none"]},
        )

    kind = RightsKind.OBJECTION
    person = factory.SubFactory(InsuredPersonFactory, signs_in=True)
    sent_by = factory.LazyAttribute(lambda one: one.person and one.person.account)
    details = factory.LazyFunction(
        lambda: {"processing": "Letters to me", "text": "I do not want it"}
    )
    state = RightsState.SENT
    sent_key = factory.LazyFunction(uuid.uuid4)
    sent_at = factory.LazyAttribute(lambda one: wall_days_ago(one.days_ago))
    changed_at = factory.SelfAttribute("sent_at")
    due_on = factory.LazyAttribute(
        lambda one: deadlines.due_on(sent_on=civil_time.day_of(one.sent_at))
    )

    @factory.lazy_attribute
    def procedure(self):
        case = procedures.open_procedure(
            kind=procedure_kind(self.kind),
            dossier=self.person.dossier if self.sent_by else None,
            created_by=self.sent_by,
            contact_email="" if self.sent_by else "vera@people.example",
            language="en",
            state=RightsState.SENT,
            actor_kind=ActorKind.PERSON if self.sent_by else ActorKind.LINK,
            what="rights.sent",
        )
        if self.state != RightsState.SENT:
            procedures.add_event(
                case,
                what="rights.taken",
                phase=PHASES[RightsState(self.state)],
                state=self.state,
                actor=self.agent,
                actor_kind=ActorKind.AGENT,
            )
        return case
