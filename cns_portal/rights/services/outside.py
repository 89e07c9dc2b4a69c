"""Requests of people who did not sign in: sent with a copy, told whose data, written to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cns_portal import audit, clock, documents, procedures
from cns_portal.db import lock_in_turn
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from cns_portal.rights.choices.requests import LetterBy, RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsLetter, RightsRequest
from cns_portal.rights.notices import requests as notices
from cns_portal.rights.rules import deadlines, identity
from cns_portal.rights.rules.states import Verb
from cns_portal.rights.services import exporting, steps, working
from cns_portal.rights.services.deciding import forget_copy
from cns_portal.rights.services.telling import tell
from insured.selectors import people
from insured.services.telling import tell as tell_person

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document
    from insured.models import InsuredPerson

IDENTITY = "rights_identity"
"""The purpose under which copies of identity documents are stored."""

_ONE_FORM = 0x52494748  # "RIGH", the class of advisory locks for one form


@dataclass(frozen=True)
class Applicant:
    """Who they say they are."""

    first_name: str
    last_name: str
    matricule: str
    birth_date: date | None

    def as_json(self) -> dict[str, Any]:
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "matricule": self.matricule,
            "birth_date": self.birth_date.isoformat() if self.birth_date else "",
        }


@transaction.atomic
def send(
    *,
    kind: RightsKind,
    applicant: Applicant,
    email: str,
    text: str,
    copy: UploadedFile | None,
    language: str,
    sent_key: UUID,
) -> RightsRequest:
    """A request from outside; with the same `sent_key`, the first one. Raises `Refused`."""
    lock_in_turn([(_ONE_FORM, sent_key.int % 2**31)])
    if known := RightsRequest.objects.filter(sent_key=sent_key, sent_by=None).first():
        return known
    if not text.strip():
        raise Refused(RightsRefusal.NOTHING_WRITTEN)
    if copy is None:
        raise Refused(RightsRefusal.COPY_MISSING)
    document = documents.store(copy, dossier=None, by=audit.VISITOR, purpose=IDENTITY)
    procedure = procedures.open_procedure(
        kind=steps.procedure_kind(kind),
        dossier=None,
        created_by=audit.VISITOR,
        contact_email=email,
        language=language,
        state=RightsState.SENT,
        actor_kind=ActorKind.LINK,
        what="rights.sent",
    )
    now = clock.now()
    request = RightsRequest.objects.create(
        procedure=procedure,
        kind=kind,
        applicant=applicant.as_json(),
        identity_copy=document,
        details={"text": text.strip()},
        sent_key=sent_key,
        sent_at=now,
        changed_at=now,
        due_on=deadlines.due_on(sent_on=clock.today()),
    )
    audit.record(audit.VISITOR, "rights.sent", request, details={"kind": str(kind)})
    tell(request, lambda: notices.received(request), what="received", occasion="received")
    return request


@transaction.atomic
def identify(
    request_id: int, *, agent: Account, matricule: str, compared: bool = False
) -> RightsRequest:
    """The officer has found whose data it is about; that person is told. Raises `Refused`.

    What the file says may differ from what was written only once the officer has `compared` both
    with the copy. What was put together of somebody else for this request goes.
    """
    person = people.by_matricule(matricule)
    request = steps.held(request_id, also=[person.pk] if person else ())
    steps.insist(request, Verb.IDENTIFY, agent=agent)
    if person is None:
        raise Refused(RightsRefusal.NOBODY_WITH_THIS_NUMBER)
    if person.account_id == agent.pk:
        raise Refused(RightsRefusal.OWN_FILE)
    if request.person_id == person.pk:
        return request
    if not compared and not _fits(request, person):
        raise Refused(RightsRefusal.ANOTHER_PERSON)
    request.person = person
    exporting.drop_of_others(request, by=agent)
    steps.move(
        request,
        Verb.IDENTIFY,
        what="rights.identified",
        actor=agent,
        fields=["person"],
        public=False,
    )
    tell_person(
        person,
        lambda: notices.sent_without_sign_in(request),
        once=f"rights:{request.pk}:identified:{person.pk}",
    )
    return request


def _fits(request: RightsRequest, person: InsuredPerson) -> bool:
    said = request.applicant or {}
    return identity.fits(
        said_name=f"{said.get('first_name', '')} {said.get('last_name', '')}",
        said_matricule=said.get("matricule", ""),
        said_birth_date=said.get("birth_date", ""),
        name=person.full_name,
        matricule=person.matricule or "",
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
    )


@transaction.atomic
def ask(request_id: int, *, agent: Account, text: str, sent_key: UUID) -> RightsLetter:
    """Ask the applicant something; an e-mail leads them to it. Raises `Refused`."""
    request = steps.locked(request_id)
    if known := request.letters.filter(sent_key=sent_key).first():
        return known
    if not text.strip():
        raise Refused(RightsRefusal.NOTHING_WRITTEN)
    working.note_asked(request, by=agent)
    letter = request.letters.create(
        by=LetterBy.OFFICER, author=agent, text=text.strip(), sent_key=sent_key, at=clock.now()
    )
    tell(request, lambda: notices.received(request), what=f"letter:{letter.pk}")
    return letter


@transaction.atomic
def reply(request_id: int, *, text: str, sent_key: UUID) -> RightsLetter:
    """The applicant writes, with the link. Raises `Refused` once it is answered."""
    request = steps.locked(request_id)
    if known := request.letters.filter(sent_key=sent_key).first():
        return known
    if steps.why_not(request, Verb.WITHDRAW):
        raise Refused(RightsRefusal.CLOSED)
    if not text.strip():
        raise Refused(RightsRefusal.NOTHING_WRITTEN)
    letter = request.letters.create(
        by=LetterBy.APPLICANT, text=text.strip(), sent_key=sent_key, at=clock.now()
    )
    if not steps.why_not(request, Verb.REPLY):
        steps.move(
            request,
            Verb.REPLY,
            what="rights.answered_by_person",
            actor=audit.VISITOR,
            actor_kind=ActorKind.LINK,
        )
    else:
        steps.touch(request)
        audit.record(audit.VISITOR, "rights.written", request, dossier=steps.dossier_of(request))
    return letter


@transaction.atomic
def replace_copy(request_id: int, *, copy: UploadedFile) -> RightsRequest:
    """Another copy instead of one that was not accepted. Raises `Refused`."""
    request = steps.locked(request_id)
    if steps.why_not(request, Verb.WITHDRAW):
        raise Refused(RightsRefusal.CLOSED)
    if not copy_was_rejected(request):
        return request
    request.identity_copy = documents.store(copy, dossier=None, by=audit.VISITOR, purpose=IDENTITY)
    request.changed_at = clock.now()
    request.save(update_fields=["identity_copy", "changed_at"])
    audit.record(audit.VISITOR, "rights.copy_sent", request, dossier=steps.dossier_of(request))
    return request


@transaction.atomic
def withdraw(request_id: int) -> RightsRequest:
    """The applicant takes it back, with the link; the copy goes at once. Raises `Refused`."""
    request = steps.locked(request_id)
    if request.state == RightsState.WITHDRAWN:
        return request
    steps.insist(request, Verb.WITHDRAW)
    request.withdrawn_at = clock.now()
    steps.move(
        request,
        Verb.WITHDRAW,
        what="rights.withdrawn",
        actor=audit.VISITOR,
        actor_kind=ActorKind.LINK,
        fields=["withdrawn_at"],
    )
    forget_copy(request, by=audit.VISITOR)
    tell(request, lambda: notices.withdrawn(request), what="withdrawn")
    return request


def tell_of_rejected_copies() -> int:
    """An e-mail to everybody whose copy was not accepted, once for each copy; how many."""
    rows = RightsRequest.objects.open().filter(identity_copy__state=documents.State.REJECTED)
    found = list(rows.select_related("procedure", "identity_copy"))
    for request in found:
        tell(
            request,
            lambda request=request: notices.received(request),
            what=f"copy:{request.identity_copy_id}",
        )
    return len(found)


def words_across(document: Document) -> str:
    """What is written across a copy before it is kept: what it is for, and since when it is here.

    Whoever gets hold of it cannot pass it off as anything else.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _("Copy for the data protection officer of the CNS only, {day}").format(
            day=civil_time.day_of(document.stored_at).isoformat()
        )


def copy_was_rejected(request: RightsRequest) -> bool:
    """Whether the copy could not be accepted, so that another one is needed."""
    copy = request.identity_copy
    return copy is not None and copy.state == documents.State.REJECTED
