"""What the pages and copies say about adding somebody to one's insurance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal import documents
from insured.choices import Relation, RequestDocumentKind
from insured.choices.co_insurance import (
    LEGAL_BASES,
    REMEDIES,
    Obstacle,
    PreviousCover,
    Question,
)
from insured.choices.countries import Country
from insured.rules.ages import CHILDREN_UNTIL, DAY, birthday
from insured.services.co_insurance import Statement

if TYPE_CHECKING:
    from cns_portal.documents.models import Document
    from insured.models import FamilyTie, InsuredPerson, Request
    from insured.rules.family import Answer
    from insured.rules.family_papers import Wanted
    from insured.selectors.families import Relative

Kind = RequestDocumentKind


@dataclass(frozen=True)
class Line:
    """An obstacle as it is read: why not, what would help, where it comes from."""

    sentence: str
    remedy: str
    basis: str


@dataclass(frozen=True)
class Card:
    """Somebody, or a relation, on the page before the form."""

    title: str
    value: str
    """What the button sends."""
    can: bool
    hint: str
    obstacles: tuple[Line, ...]
    is_covered: bool = False
    tie: FamilyTie | None = None


def obstacle_lines(obstacles: Iterable[Obstacle]) -> tuple[Line, ...]:
    """All reasons why not, in the language of the moment."""
    return tuple(
        Line(str(one.label), str(REMEDIES[one]), str(LEGAL_BASES[one])) for one in obstacles
    )


def relative_card(relative: Relative) -> Card:
    """Somebody on file: covered already, can be added, or cannot and why."""
    person, answer = relative.person, relative.answer
    if relative.tie is not None:
        return Card(
            title=person.full_name,
            value="",
            can=False,
            hint=_covered(relative.tie, person, is_child=relative.is_child),
            obstacles=(),
            is_covered=True,
            tie=relative.tie,
        )
    return Card(
        title=person.full_name,
        value=str(person.dossier.public_id),
        can=answer.is_possible,
        hint=_still_asked(answer) if answer.is_possible else "",
        obstacles=obstacle_lines(answer.obstacles),
    )


def relation_card(relation: Relation, answer: Answer) -> Card:
    """A relation in general: what it takes, or why nobody can be added."""
    return Card(
        title=str(relation.label),
        value=str(relation),
        can=answer.is_possible,
        hint=_takes(relation) if answer.is_possible else "",
        obstacles=obstacle_lines(answer.obstacles),
    )


def _covered(tie: FamilyTie, person: InsuredPerson, *, is_child: bool) -> str:
    since = _("Co-insured through you since {day}.").format(
        day=date_format(tie.first_day, "DATE_FORMAT")
    )
    if not is_child or person.birth_date is None or tie.last_day is not None:
        return since
    last = tie.beyond_thirty_until or birthday(person.birth_date, CHILDREN_UNTIL) - DAY
    until = _("Without a request it ends on {day}.").format(day=date_format(last, "DATE_FORMAT"))
    return f"{since} {until}"


def _still_asked(answer: Answer) -> str:
    """What the form will ask, so that nobody begins in vain."""
    if answer.is_automatic:
        return _("Children born and living here are co-insured automatically.")
    told = {
        Question.TAX_RELIEF: _("tax relief"),
        Question.LIVES_HERE: _("residence"),
        Question.INSURED_ABROAD: _("insurance in another country"),
    }
    asked = [told[question] for question in answer.questions if question in told]
    if not asked:
        return _("Nothing on file stands in the way.")
    return _("Nothing on file stands in the way. We ask you about: {subjects}.").format(
        subjects=", ".join(asked)
    )


def _takes(relation: Relation) -> str:
    return {
        Relation.SPOUSE: _("Lives in Luxembourg and has no insurance of their own."),
        Relation.PARTNER: _(
            "Partnership registered, lives in Luxembourg and has no insurance of their own."
        ),
        Relation.HOUSEHOLD_RELATIVE: _(
            "Up to the third degree, keeps your household, and you have no spouse or partner."
        ),
        Relation.OWN_CHILD: _("With tax relief; or under 30 with less than the REVIS."),
        Relation.ADOPTED_CHILD: _("With tax relief; or under 30 with less than the REVIS."),
        Relation.FOSTER_CHILD: _(
            "Taken in for good and brought up by you, with tax relief; or under 30 with less "
            "than the REVIS."
        ),
    }[relation]


# -- documents ---------------------------------------------------------------------------------


def document_name(kind: Kind, statement: Statement) -> str:
    """What is asked for, in this situation."""
    if kind == Kind.CIVIL_STATUS:
        return {
            Relation.SPOUSE: _("Marriage certificate"),
            Relation.PARTNER: _("Certificate of the registered partnership"),
            Relation.HOUSEHOLD_RELATIVE: _("Certificates that show how you are related"),
            Relation.OWN_CHILD: _("Birth certificate"),
            Relation.ADOPTED_CHILD: _("Birth certificate or decision of adoption"),
            Relation.FOSTER_CHILD: _("Decision or certificate that the child was taken in"),
        }[Relation(statement.relation)]
    if kind == Kind.PREVIOUS_COVER:
        if statement.previous_cover == PreviousCover.ABROAD:
            return _("Form S041 of the fund in the other country")
        return _("Certificate of co-insurance of the fund in the other country")
    return str(Kind(kind).label)


def file_kinds(wanted: Iterable[Wanted], statement: Statement) -> list[tuple[Kind, str]]:
    """What a file can be, for the choice: what is wanted, or something else."""
    found = [(one.kind, document_name(one.kind, statement)) for one in wanted]
    return [*found, (Kind.OTHER, str(Kind.OTHER.label))]


def wanted_lines(
    wanted: Iterable[Wanted],
    statement: Statement,
    attached: Iterable[tuple[Document, Kind]],
) -> list[dict]:
    """Each document that is asked for: its name, whether it is needed, whether it is there."""
    there = {str(kind) for document, kind in attached if _is_usable(document)}
    return [
        {
            "name": document_name(one.kind, statement),
            "is_required": one.is_required,
            "is_there": str(one.kind) in there,
            "is_declaration": one.kind == Kind.SWORN_DECLARATION,
        }
        for one in wanted
    ]


def missing_sentences(kinds: Iterable[Kind], statement: Statement) -> list[str]:
    """What is still needed before anything can be sent."""
    return [
        _("{document} is missing.").format(document=document_name(kind, statement))
        for kind in kinds
    ]


def file_lines(attached: Iterable[tuple[Document, Kind]], statement: Statement) -> list[dict]:
    """The files that were added, with what became of them."""
    tones = {"clean": "success", "pending": "info", "rejected": "danger"}
    return [
        {
            "id": str(document.public_id),
            "name": document.original_name or document_name(kind, statement),
            "kind": document_name(kind, statement),
            "state": str(documents.State(document.state).label),
            "tone": tones[document.state],
            "why": document.why_rejected,
        }
        for document, kind in attached
    ]


def _is_usable(document: Document) -> bool:
    return document.state != documents.State.REJECTED


# -- what was stated ---------------------------------------------------------------------------


def lines(statement: Statement) -> list[tuple[str, str]]:
    """What is stated, as (label, value): on the check page, on the copy, for the agent."""
    told = [
        (_("Relation"), str(Relation(statement.relation).label)),
        (_("Name"), f"{statement.first_name} {statement.last_name}"),
        (_("Date of birth"), date_format(statement.birth_date, "DATE_FORMAT")),
        (_("Place and country of birth"), statement.birth_place),
        (_("Matricule"), statement.matricule),
        *_facts(statement),
        (_("Insured last"), str(PreviousCover(statement.previous_cover).label)),
    ]
    if statement.previous_country:
        told.append((_("In which country"), str(Country(statement.previous_country).label)))
    told += [
        (_("With which fund"), statement.previous_fund),
        (
            _("Needed from"),
            date_format(statement.first_day, "DATE_FORMAT") if statement.first_day else "",
        ),
        (_("Serious reasons"), statement.serious_reasons),
    ]
    return [(label, value) for label, value in told if value]


def lines_of(request: Request) -> list[tuple[str, str]]:
    """What was stated in a request to add somebody."""
    return lines(Statement.from_json(request.details))


def _facts(statement: Statement) -> list[tuple[str, str]]:
    labels = {
        "union_lasts": _("Married or partners today"),
        "close_relative": _("Relative up to the third degree"),
        "keeps_household": _("Keeps the household"),
        "taken_in": _("Taken in for good and brought up"),
        "tax_relief": _("Tax relief for the child"),
        "low_resources": _("Less than the REVIS for one person"),
        "studies": _("Studies or trains"),
        "born_here": _("Born in Luxembourg"),
        "lives_here": _("Lives in Luxembourg"),
        "studies_away": _("Away to study or train"),
        "insured_here": _("Insured in Luxembourg in their own right"),
        "insured_abroad": _("Insured in another country"),
    }
    said = [(label, statement.facts.get(name)) for name, label in labels.items()]
    said.insert(3, (_("You have a spouse or partner"), statement.has_spouse))
    return [(label, _("Yes") if fact else _("No")) for label, fact in said if fact is not None]
