"""Certificates that somebody can go on with: begun, sent, asked about, at the board, arrived."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cns_portal import clock, documents, procedures
from cns_portal.accounts.models import Account
from cns_portal.demo import doctors_system
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE
from cns_portal.demo.sheets import sheet_picture
from incapacity.choices.certificates import (
    Cause,
    MatriculeOnSheet,
    Outings,
    Sequel,
)
from incapacity.models import Certificate
from incapacity.selectors import checking
from incapacity.selectors import drafts as draft_selectors
from incapacity.services import board, drafts, passing_on, sending, working
from incapacity.services.pages import pages
from insured.selectors import people
from insured.services.seen import mark_of

_BY_KEY = {person.key: person for person in PEOPLE}
A_DAY = timedelta(days=1)
QUESTION = (
    "Guten Tag, auf Ihrem Foto fehlt der untere Rand des Ausdrucks: Ausstellungsdatum und Stempel "
    "sind nicht zu sehen. Können Sie das ganze Blatt noch einmal fotografieren und hier anhängen?"
)
"""In the language of the person."""
TO_THE_BOARD = "Arrêt de plus de dix semaines: une reprise est-elle envisageable ?"
WHY_LATE = "Ma mère était à l’hôpital, je n’ai pensé à la feuille qu’après le week-end."


@dataclass(frozen=True)
class Paper:
    """A sheet as it lies on the table; days are counted from today, before it without a sign."""

    key: str
    ago: int
    length: int
    doctor: str
    diagnosis: str = ""
    issued_ago: int | None = None
    """None: on its first day."""
    is_cut: bool = False
    """Whether the photo leaves out the lower edge."""
    says: dict[str, Any] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        return clock.today() - self.ago * A_DAY

    @property
    def values(self) -> dict[str, Any]:
        """What a person types from it."""
        issued = self.ago if self.issued_ago is None else self.issued_ago
        return {
            "cause": Cause.ILLNESS,
            "first_day": self.first_day,
            "last_day": self.first_day + (self.length - 1) * A_DAY,
            "issued_on": clock.today() - issued * A_DAY,
            "doctor_name": self.doctor,
            "matricule_on_sheet": MatriculeOnSheet.PRINTED,
            **self.says,
        }


SICK_CHILD = Paper("marie", 1, 2, "Dr Chloé Exemple", says={"cause": Cause.FAMILY})
BACK = Paper("luc", 2, 13, "Dr Lucie Fictive", "M51.2", says={"outings": Outings.ALLOWED})
PRINTOUT = Paper(
    "hans",
    2,
    5,
    "Dr. Karl Beispiel",
    "J06.9",
    is_cut=True,
    says={"country": "DE", "sheet_language": "de"},
)
CONTRADICTING = Paper(
    "claire", 8, 12, "Dr Anne Modell", "M54.5", issued_ago=3, says={"late_because": WHY_LATE}
)


def seed(accounts: dict[str, Account]) -> None:
    """One certificate in each state, as services leave them. Needs the past."""
    first, second = accounts["agent.luxembourg"], accounts["agent.esch"]
    _electronic()
    _sent(SICK_CHILD, child=_file("max"), employer_told=True)
    _ask(_sent(PRINTOUT), agent=second)
    _to_board(_sent(BACK, prolongs=_last_of("luc")), agent=first)
    contradicting = _sent(CONTRADICTING)
    working.take(contradicting.pk, agent=first)
    _prolongation_begun(contradicting)


def _electronic() -> None:
    """One waits in Marie’s space to be passed on by itself, one she has kept for herself."""
    marie, today = _file("marie"), clock.today()
    kept = doctors_system.send(
        matricule=marie.matricule,
        first_day=today - 20 * A_DAY,
        last_day=today - 20 * A_DAY,
        diagnosis="R51",
    )
    passing_on.hold_back(kept.pk, actor=_actor(marie))
    doctors_system.send(
        matricule=marie.matricule,
        first_day=today + A_DAY,
        last_day=today + 4 * A_DAY,
        diagnosis="J06.9",
        outings=Outings.ALLOWED,
    )


def _sent(
    paper: Paper, *, prolongs: Certificate | None = None, employer_told: bool = False, **says: Any
) -> Certificate:
    """Entered with a picture of the sheet, looked at and sent, as the person would."""
    person = _file(paper.key)
    actor = _actor(person)
    values = {**paper.values, **says}
    if prolongs is None:
        draft = drafts.begin(person=person, actor=actor, values=values)
    else:
        draft = drafts.begin_after(prolongs, sequel=Sequel.PROLONGATION, actor=actor, values=values)
    drafts.fill_in(draft.pk, values=values, diagnosis=paper.diagnosis)
    draft = draft_selectors.draft_of(person, draft.public_id)
    picture = sheet_picture(draft, diagnosis=paper.diagnosis, is_cut=paper.is_cut)
    page = pages.add(draft.pk, file=picture, by=actor)
    documents.check_now(page.document_id)
    whole = draft_selectors.draft_of(person, draft.public_id)
    seen = checking.checked(whole, today=clock.today()).fingerprint
    return sending.send(whole, actor=actor, seen=seen)


def _ask(certificate: Certificate, *, agent: Account) -> None:
    working.take(certificate.pk, agent=agent)
    procedures.ask(
        certificate.procedure,
        text=QUESTION,
        by=agent,
        sent_key=uuid.uuid4(),
        until=working.answer_until(today=clock.today()),
    )


def _to_board(certificate: Certificate, *, agent: Account) -> None:
    taken = working.take(certificate.pk, agent=agent)
    board.to_board(taken.pk, agent=agent, seen=mark_of(taken), question=TO_THE_BOARD)


def _prolongation_begun(certificate: Certificate) -> None:
    """Claire will stay at home longer, and has begun to say so."""
    drafts.begin_after(certificate, sequel=Sequel.PROLONGATION, actor=_actor(certificate.person))


def _last_of(key: str) -> Certificate:
    return Certificate.objects.of(_file(key)).counted().latest("last_day")


def _actor(person) -> Account:
    return person.account or account_for(person)


def _file(key: str):
    return people.by_matricule(_BY_KEY[key].matricule)
