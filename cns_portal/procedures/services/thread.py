"""Writing about a case: the person to the CNS, an agent to the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from cns_portal import audit, clock, queue
from cns_portal.audit import behalf
from cns_portal.documents.choices import State
from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import kinds, rules
from cns_portal.procedures.choices import ActorKind, Phase, Refusal
from cns_portal.procedures.models import Answer, Enclosure, Procedure, Reply
from cns_portal.procedures.purposes import ANSWER, REPLY
from cns_portal.procedures.services.cases import add_event
from cns_portal.procedures.services.posting import post

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.inbox.models import Message


@transaction.atomic
def reply(
    procedure: Procedure,
    *,
    text: str,
    by: Account,
    sent_key: UUID,
    documents: Iterable[Document] = (),
    on_behalf_of: str = "",
) -> Reply:
    """The person, or who acts for them, writes to the CNS.

    `documents` were stored for this dossier by the same account with the purpose "reply"; they may
    still wait for their check. Sending again under the same `sent_key` changes nothing and returns
    what was written first. Raises `Refused` when the case is finished, when there is nothing to
    send, and for a file that is gone, was rejected or belongs to somebody else.
    """
    files = list(documents)
    on_behalf_of = on_behalf_of or behalf.name_for(by)
    procedure = _locked(procedure)
    if known := procedure.replies.filter(sent_key=sent_key).first():
        return known
    refusal = rules.why_not_reply(
        phase=Phase(procedure.phase), has_dossier=procedure.dossier_id is not None
    ) or rules.why_not_send(text=text, files=len(files))
    if refusal:
        raise Refused(refusal, most=rules.MOST_FILES)
    now = clock.now()
    written = Reply.objects.create(
        procedure=procedure,
        sent_key=sent_key,
        written_at=now,
        text=text.strip(),
        created_by=by,
        on_behalf_of=on_behalf_of,
    )
    _enclose(files, reply=written, by=by, purpose=REPLY)
    procedure.answers.open_questions().update(answered_at=now)
    told = kinds.kind(procedure.kind).replied
    if told is None or not told(procedure, by=by, on_behalf_of=on_behalf_of):
        _note(procedure, "procedure.replied", by, ActorKind.PERSON, on_behalf_of)
    audit.record(by, "procedure.replied", written, dossier=procedure.dossier)
    return written


@transaction.atomic
def answer(
    procedure: Procedure,
    *,
    text: str,
    by: Account,
    sent_key: UUID,
    documents: Iterable[Document] = (),
) -> Answer:
    """An agent writes to the person. The message is posted when its files have been checked.

    `documents` were stored by the same agent with the purpose "answer". What the person wrote
    before counts as dealt with. Raises `Refused` without a text, for a person who has not signed
    in, where the room says no, and for files as `reply` does.
    """
    procedure = _locked(procedure)
    if known := procedure.answers.filter(sent_key=sent_key).first():
        return known
    _insist_may_write(procedure, by)
    written = _write(procedure, text=text, by=by, sent_key=sent_key, documents=documents)
    _note(procedure, "procedure.answered", by, ActorKind.AGENT)
    audit.record(by, "procedure.answered", written, dossier=procedure.dossier)
    return written


@transaction.atomic
def ask(
    procedure: Procedure,
    *,
    text: str,
    by: Account,
    sent_key: UUID,
    documents: Iterable[Document] = (),
    until: date | None = None,
) -> Answer:
    """An agent asks the person for something; it then needs them, until `until` if there is a day.

    The room moves its state where it has one for that. Raises `Refused` as `answer` does, for a
    finished case, and where the room says no.
    """
    procedure = _locked(procedure)
    if known := procedure.answers.filter(sent_key=sent_key).first():
        return known
    if procedure.phase == Phase.DONE:
        raise Refused(Refusal.FINISHED)
    room = kinds.kind(procedure.kind)
    if room.asked is None:
        _note(procedure, "procedure.asked", by, ActorKind.AGENT)
    else:
        room.asked(procedure, by=by, text=text.strip())
        procedure.refresh_from_db()
        until = until or room.answer_by(procedure, since=clock.now())
    written = _write(
        procedure,
        text=text,
        by=by,
        sent_key=sent_key,
        documents=documents,
        is_question=True,
        until=until,
    )
    audit.record(by, "procedure.asked", written, dossier=procedure.dossier)
    return written


@transaction.atomic
def note_question(procedure: Procedure, *, text: str, by: Account, message: Message) -> Answer:
    """A room has asked the person with a `message` of its own, and wrote its history itself.

    From now on the case needs the person, until they reply.
    """
    return Answer.objects.create(
        procedure=_locked(procedure),
        sent_key=message.public_id,
        written_at=clock.now(),
        text=text,
        is_question=True,
        by=by,
        message=message,
    )


@transaction.atomic
def deal_with(procedure: Procedure, *, by: Account) -> int:
    """Note that what the person wrote needs no answer; how many replies that were.

    Raises `Refused` where the room says no.
    """
    procedure = _locked(procedure)
    _insist_may_write(procedure, by)
    done = procedure.replies.waiting().update(dealt_with_at=clock.now())
    if done:
        audit.record(by, "procedure.dealt_with", procedure, dossier=procedure.dossier)
    return done


def note_read(procedure: Procedure) -> None:
    """An agent has opened what the person wrote; the person sees it."""
    procedure.replies.unread().update(read_at=clock.now())


@transaction.atomic
def send_without_rejected(written: Answer, *, by: Account) -> None:
    """Post an answer that waits because a file of it was not accepted, without that file."""
    written = Answer.objects.select_for_update(of=("self",)).get(pk=written.pk)
    if written.message_id:
        raise Refused(Refusal.ALREADY_SENT)
    written.enclosures.filter(document__state=State.REJECTED).delete()
    audit.record(by, "procedure.answer_shortened", written, dossier=written.procedure.dossier)
    queue.nudge("procedures.follow_files")


def _insist_may_write(procedure: Procedure, by: Account) -> None:
    """Raise `Refused` where the room says that this agent writes nothing about the case."""
    room = kinds.kind(procedure.kind)
    if room.why_not_write and (refusal := room.why_not_write(procedure, by)):
        raise Refused(refusal)


def _write(procedure, *, text, by, sent_key, documents, **columns) -> Answer:
    if procedure.dossier_id is None:
        raise Refused(Refusal.NOT_A_DIALOGUE)
    if not text.strip():
        raise Refused(Refusal.TEXT_MISSING)
    files = list(documents)
    if len(files) > rules.MOST_FILES:
        raise Refused(Refusal.TOO_MANY_FILES, most=rules.MOST_FILES)
    written = Answer.objects.create(
        procedure=procedure,
        sent_key=sent_key,
        written_at=clock.now(),
        text=text.strip(),
        by=by,
        **columns,
    )
    _enclose(files, answer=written, by=by, purpose=ANSWER)
    procedure.replies.waiting().update(dealt_with_at=written.written_at)
    if not files:
        post(written)
    return written


def _enclose(files: list[Document], *, by: Account, purpose: str, **letter) -> None:
    """Only what this account stored for this purpose, and what no other letter holds already."""
    known = {
        document.pk: document
        for document in Document.objects.present()
        .filter(pk__in=[file.pk for file in files], purpose=purpose, uploaded_by=by)
        .filter(enclosure__isnull=True)
        .select_for_update(of=("self",))
    }
    dossier_id = letter["reply"].procedure.dossier_id if "reply" in letter else None
    for position, file in enumerate(files, start=1):
        document = known.pop(file.pk, None)
        if document is None or document.dossier_id != dossier_id:
            raise Refused(Refusal.FILE_GONE)
        if document.state == State.REJECTED:
            raise Refused(Refusal.FILE_REJECTED)
        Enclosure.objects.create(position=position, document=document, **letter)


def _locked(procedure: Procedure) -> Procedure:
    return Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)


def _note(procedure, what, by, actor_kind, on_behalf_of="") -> None:
    """A line in the history; phase and state stay."""
    add_event(
        procedure,
        what=what,
        phase=procedure.phase,
        state=procedure.current_state,
        actor=by,
        actor_kind=actor_kind,
        on_behalf_of=on_behalf_of,
    )
