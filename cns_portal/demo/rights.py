"""Requests about personal data in different states, and the officer who answers them."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE
from cns_portal.demo.pictures import drawn
from cns_portal.kernel import civil_time, codes
from cns_portal.procedures.choices import ActorKind, Phase
from cns_portal.procedures.models import Procedure, ProcedureEvent
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules import deadlines
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import deciding, outside, sending, staff, steps, working
from insured.selectors import people
from insured.services.seen import mark_of

_BY_KEY = {person.key: person for person in PEOPLE}

LATE = timedelta(days=45)
SOON = timedelta(days=26)
WRONG_PLACE = {
    "field": "birth_place",
    "present": "",
    "proposed": "Esch-sur-Alzette",
    "text": "Mon lieu de naissance manque dans mon dossier.",
}
OLD_LETTERS = {
    "processing": "Envoi de lettres à mon ancienne adresse",
    "text": "J’ai changé d’adresse et les lettres contiennent des données de santé.",
}
NO_LONGER = {"text": "Ich arbeite nicht mehr in Luxemburg und möchte, dass alles gelöscht wird."}
REFUSED = (
    "Eine Krankenkasse muss Erstattungen und Versicherungszeiten aufbewahren. Was nicht mehr "
    "gebraucht wird, löscht das Portal von selbst; wie lange was bleibt, steht auf der Seite zum "
    "Datenschutz."
)
WHO_IS_THAT = {"text": "Wat gëtt iwwer d’Kanner gespäichert, a wie laang?"}
WHICH_YEAR = "Bonjour, pour quelles années souhaitez-vous recevoir les données ?"


def seed_rights(accounts: dict[str, Account]) -> int:
    """The officer’s group, and one request in each state. Returns how many are new."""
    officer = accounts["dpo"]
    officer.groups.add(staff.ensure_group())
    if RightsRequest.objects.exists():
        return 0
    _sent("marie", RightsKind.CORRECTION, WRONG_PLACE)
    _sent_before("luc", RightsKind.OBJECTION, OLD_LETTERS, at=clock.now() - LATE)
    _taken(_sent_before("tom", RightsKind.OTHER, WHO_IS_THAT, at=clock.now() - SOON), officer)
    _refused(_sent("hans", RightsKind.ERASURE, NO_LONGER), officer)
    _asked_from_outside(officer)
    return RightsRequest.objects.count()


def _sent(key: str, kind: RightsKind, details: dict[str, Any]) -> RightsRequest:
    person = people.by_matricule(_BY_KEY[key].matricule)
    return sending.send(
        person=person,
        kind=kind,
        details=details,
        actor=person.account or account_for(person),
        sent_key=uuid.uuid4(),
    )


def _sent_before(
    key: str, kind: RightsKind, details: dict[str, Any], *, at: datetime
) -> RightsRequest:
    """As `_sent`, so long ago: rows of the past are written, not lived through."""
    person = people.by_matricule(_BY_KEY[key].matricule)
    account = person.account or account_for(person)
    code = codes.random_code(8)
    case = Procedure.objects.create(
        reference=f"{code[:4]}-{code[4:]}",
        kind=steps.procedure_kind(kind),
        dossier=person.dossier,
        created_by=account,
        language=person.language,
        phase=Phase.RECEIVED,
        current_state=RightsState.SENT,
        created_at=at,
        updated_at=at,
    )
    ProcedureEvent.objects.create(
        procedure=case,
        at=at,
        phase=Phase.RECEIVED,
        state=RightsState.SENT,
        what="rights.sent",
        actor=account,
        actor_kind=ActorKind.PERSON,
    )
    return RightsRequest.objects.create(
        procedure=case,
        person=person,
        kind=kind,
        details=details,
        sent_at=at,
        sent_by=account,
        changed_at=at,
        due_on=deadlines.due_on(sent_on=civil_time.day_of(at)),
    )


def _taken(request: RightsRequest, officer: Account) -> None:
    working.take(request.pk, agent=officer)


def _refused(request: RightsRequest, officer: Account) -> None:
    taken = working.take(request.pk, agent=officer)
    deciding.decide(
        request.pk,
        Verb.REFUSE,
        agent=officer,
        said=REFUSED,
        bases=[AnswerBasis.LEGAL_DUTY],
        seen=mark_of(taken),
    )


def _asked_from_outside(officer: Account) -> None:
    copy = drawn(
        [("Carte d'identité", 56), ("DÉMONSTRATION", 40), ("Sabine Visiteuse", 40)],
        name="carte.png",
    )
    request = outside.send(
        kind=RightsKind.ACCESS,
        applicant=outside.Applicant("Sabine", "Visiteuse", "", date(1971, 7, 3)),
        email="sabine@people.example",
        text="Je voudrais savoir ce que la CNS sait de moi. Je n’ai pas de moyen d’identification.",
        copy=copy,
        language="fr",
        sent_key=uuid.uuid4(),
    )
    working.take(request.pk, agent=officer)
    outside.ask(request.pk, agent=officer, text=WHICH_YEAR, sent_key=uuid.uuid4())
