"""Certificates of the past, written as the services would have: rows for COPY, in one transaction.

Deadlines are those of the room's rules; states, histories and dates fit together.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from cns_portal.demo.rows import AT_ONCE, Ledger, sealed
from cns_portal.demo.written_cases import Step, add_case
from cns_portal.kernel import civil_time
from cns_portal.procedures.choices import ActorKind
from incapacity.choices.certificates import (
    Cause,
    CertificateState,
    Channel,
    MatriculeOnSheet,
    Outings,
    Sequel,
)
from incapacity.models import Certificate, Diagnosis
from incapacity.rules import deadlines
from incapacity.rules.states import DAYS_TO_ANSWER, DECIDED
from incapacity.services.steps import KIND, PHASES

S = CertificateState
WITH_AN_AGENT = frozenset({S.BEING_CHECKED, S.NEEDS_YOU, S.AT_BOARD, *DECIDED})


@dataclass(frozen=True)
class Child:
    """The child of a leave for family reasons: on file, or by its matricule only."""

    key: int | None
    matricule: str
    born_on: date | None


@dataclass(frozen=True)
class Sheet:
    """What one certificate says, and what has become of it."""

    person: int
    dossier: int
    first_day: date
    last_day: date
    sent_at: datetime
    issued_on: date
    cause: Cause = Cause.ILLNESS
    sequel: Sequel = Sequel.INITIAL
    follows: int | None = None
    """The place in the list of the certificate that it prolongs: one that comes before it."""
    doctor: tuple[str, str] = ("", "")
    """Name and code."""
    country: str = "LU"
    sheet_language: str = ""
    outings: Outings = Outings.NOT_SAID
    diagnosis: str = ""
    child: Child | None = None
    leave_days: Decimal | None = None
    expected_on: date | None = None
    fate: CertificateState = S.ACCEPTED
    took: timedelta = timedelta(days=2)
    """From sending to the last step."""
    reason: str = ""
    """Why it was refused."""
    given: bool = True
    """Whether the employer has their sheet; if not, the person was reminded."""
    language: str = "fr"
    sender: int | None = None
    """The person's account; None: an agent entered what came by post."""


def write(sheets: Sequence[Sheet], *, agents: tuple[int, int], now: datetime) -> int:
    """Write them all; how many. A chain of prolongations stays together in one transaction."""
    for start in range(0, len(sheets), AT_ONCE):
        with transaction.atomic():
            ledger = Ledger(agents, now)
            keys: dict[int, int] = {}
            for place, sheet in enumerate(sheets[start : start + AT_ONCE], start):
                earlier = keys.get(sheet.follows) if sheet.follows is not None else None
                before = sheets[sheet.follows] if earlier else None
                keys[place] = _certificate(ledger, sheet, earlier=earlier, before=before)
            ledger.store()
    return len(sheets)


def _certificate(ledger: Ledger, sheet: Sheet, *, earlier: int | None, before: Sheet | None) -> int:
    agent, _other = ledger.agents
    sender = sheet.sender or agent
    ended_at = sheet.sent_at + sheet.took
    steps = list(_steps(sheet, ended_at))
    procedure = add_case(
        ledger,
        steps,
        kind=KIND,
        dossier=sheet.dossier,
        language=sheet.language,
        sender=sender,
        phases=PHASES,
    )
    due_on = _due_on(sheet, before)
    fate, child = sheet.fate, sheet.child
    is_asked, is_at_board, is_decided = fate == S.NEEDS_YOU, fate == S.AT_BOARD, fate in DECIDED
    key = ledger.add(
        Certificate,
        public_id=uuid.uuid4(),
        procedure_id=procedure,
        person_id=sheet.person,
        state=fate,
        channel=Channel.ONLINE if sheet.sender else Channel.POST,
        cause=sheet.cause,
        sequel=sheet.sequel if earlier or sheet.follows is None else Sequel.INITIAL,
        earlier_id=earlier,
        country=sheet.country,
        sheet_language=sheet.sheet_language,
        first_day=sheet.first_day,
        last_day=sheet.last_day,
        issued_on=sheet.issued_on,
        doctor_name=sheet.doctor[0],
        doctor_code=sheet.doctor[1],
        outings=sheet.outings,
        stay=None,
        matricule_on_sheet=MatriculeOnSheet.PRINTED,
        child_id=child.key if child else None,
        child_matricule=child.matricule if child else "",
        child_born_on=child.born_on if child else None,
        leave_days=sheet.leave_days,
        expected_on=sheet.expected_on,
        late_because=sealed(Certificate, "late_because", ""),
        note=sealed(Certificate, "note", ""),
        employer_told_on=sheet.first_day,
        employer_given_on=sheet.issued_on if sheet.given else None,
        nudged_at=None if sheet.given else sheet.sent_at,
        created_at=sheet.sent_at,
        created_by_id=sender,
        changed_at=steps[-1].at,
        sent_at=sheet.sent_at,
        sent_by_id=sender,
        as_sent=sealed(Certificate, "as_sent", {}),
        due_on=due_on,
        late=due_on is not None and civil_time.day_of(sheet.sent_at) > due_on,
        agent_id=agent if fate in WITH_AN_AGENT else None,
        taken_at=next((step.at for step in steps if step.what == TAKEN), None),
        asked_at=ended_at if is_asked else None,
        answer_until=civil_time.day_of(ended_at) + timedelta(days=DAYS_TO_ANSWER)
        if is_asked
        else None,
        waited=timedelta(0),
        board_since=ended_at if is_at_board else None,
        board_question=sealed(Certificate, "board_question", ""),
        board_opinion=sealed(Certificate, "board_opinion", ""),
        decided_at=ended_at if is_decided else None,
        decided_by_id=agent if is_decided else None,
        decision=sealed(Certificate, "decision", {"reason": sheet.reason}) if is_decided else None,
    )
    if sheet.diagnosis:
        code = sealed(Diagnosis, "code", sheet.diagnosis)
        ledger.add(Diagnosis, certificate_id=key, code=code, entered_at=sheet.sent_at)
    return key


TAKEN = "certificate.taken"
ENDS = {
    S.NEEDS_YOU: "certificate.asked",
    S.AT_BOARD: "certificate.to_board",
    S.ACCEPTED: "certificate.accepted",
    S.REFUSED: "certificate.refused",
}


def _steps(sheet: Sheet, ended_at: datetime) -> Iterable[Step]:
    """What happened to it."""
    sent = sheet.sent_at
    person = ActorKind.PERSON if sheet.sender else ActorKind.AGENT
    yield Step(
        "certificate.sent" if sheet.sender else "certificate.handed_in", S.SENT, sent, person
    )
    if sheet.fate == S.WITHDRAWN:
        yield Step("certificate.withdrawn", S.WITHDRAWN, ended_at, person)
    if sheet.fate in WITH_AN_AGENT:
        yield Step(TAKEN, S.BEING_CHECKED, sent + sheet.took * 0.9, ActorKind.AGENT)
    if sheet.fate in ENDS:
        yield Step(ENDS[sheet.fate], sheet.fate, ended_at, ActorKind.AGENT)


def _due_on(sheet: Sheet, before: Sheet | None) -> date | None:
    """The deadline, as the services work it out when a certificate is sent."""
    case = deadlines.Case(
        first_day=sheet.first_day,
        last_day=sheet.last_day,
        cause=sheet.cause,
        sequel=sheet.sequel if before else Sequel.INITIAL,
        earlier_last_day=before.last_day if before else None,
    )
    return deadlines.for_cns(case).day
