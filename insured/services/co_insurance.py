"""Asking to add somebody to one's insurance, and what the agent's decision changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.kernel import matricule as numbers
from cns_portal.kernel.refusal import Refused
from insured.choices import Relation, RequestDocumentKind, RequestKind, RequestRefusal, TieBasis
from insured.choices.co_insurance import PreviousCover, TieRefusal
from insured.models import InsuredPerson, Request
from insured.notices import families as notices
from insured.rules import family_papers
from insured.rules.acting import is_named
from insured.rules.family import SPOUSES, Answer, Candidate, may_be_co_insured
from insured.selectors import families as selectors
from insured.selectors import people
from insured.services import files, requests, ties
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

FACTS = (
    "insured_here",
    "insured_abroad",
    "lives_here",
    "studies_away",
    "union_lasts",
    "close_relative",
    "keeps_household",
    "taken_in",
    "tax_relief",
    "low_resources",
    "studies",
    "born_here",
)
"""What is asked about the person to be added; names of `rules.family.Candidate`."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is stated about somebody who is to be co-insured."""

    relation: str
    first_name: str
    last_name: str
    birth_date: date
    matricule: str = ""
    birth_place: str = ""
    facts: dict[str, bool | None] = field(default_factory=dict)
    has_spouse: bool | None = None
    previous_cover: str = PreviousCover.NONE
    previous_fund: str = ""
    previous_country: str = ""
    first_day: date | None = None
    """From when the co-insurance is wanted."""
    serious_reasons: str = ""
    """Why age or residence should be waived, in the person's own words."""

    def as_json(self) -> dict[str, Any]:
        """For the sealed column: days as text."""
        days = {"birth_date": self.birth_date, "first_day": self.first_day}
        return {**asdict(self), **{k: v.isoformat() if v else None for k, v in days.items()}}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Statement:
        days = {
            name: date.fromisoformat(stored[name]) if stored.get(name) else None
            for name in ("birth_date", "first_day")
        }
        known = cls.__dataclass_fields__
        return cls(**{**{k: v for k, v in stored.items() if k in known}, **days})

    def candidate(self, **known: Any) -> Candidate:
        """The facts for the rule; `known` is what the files say besides."""
        return Candidate(
            relation=Relation(self.relation),
            born=self.birth_date,
            asks_for_exception=bool(self.serious_reasons.strip()),
            **{**{name: self.facts.get(name) for name in FACTS}, **known},
        )


def check(
    principal: InsuredPerson,
    statement: Statement,
    *,
    today: date,
    about: InsuredPerson | None = None,
    its_own: Request | None = None,
) -> Answer:
    """What the rule says of a statement, today: on the form, before sending, for the agent.

    The files are asked about `about` only, somebody of the family who is on file already: nobody
    finds out about a stranger by typing a number. `its_own` is the request that asks.
    """
    known: dict[str, Any] = {
        "is_the_principal": bool(statement.matricule)
        and statement.matricule == principal.matricule,
        "has_open_request": _is_asked_already(principal, statement, about, its_own),
    }
    if about is not None:
        through = {tie.principal_id for tie in selectors.ties_on(about, day=today)}
        known["is_the_principal"] |= about.pk == principal.pk
        known["is_with_you"] = principal.pk in through
        known["is_with_another"] = bool(through - {principal.pk})
        if selectors.insured_on_their_own([about], on=today):
            known["insured_here"] = True
    return may_be_co_insured(
        principal=selectors.principal_on(
            principal, today=today, has_spouse=statement.has_spouse, but_for=about
        ),
        candidate=statement.candidate(**known),
        today=today,
    )


def documents_wanted(
    principal: InsuredPerson,
    statement: Statement,
    *,
    today: date,
    about: InsuredPerson | None = None,
) -> tuple[family_papers.Wanted, ...]:
    """The documents that go with the statement."""
    wards = {child.pk for child in selectors.wards_of(principal, today=today)}
    return family_papers.documents_wanted(
        candidate=statement.candidate(),
        previous_cover=PreviousCover(statement.previous_cover),
        today=today,
        names_previous_fund=bool(statement.previous_fund),
        is_registered_child=about is not None and about.pk in wards,
        is_on_file_here=about is not None and bool(selectors.lives_here(about)),
        has_matricule=bool(statement.matricule or about),
    )


@transaction.atomic
def send(
    *,
    principal: InsuredPerson,
    statement: Statement,
    actor: Account,
    about: InsuredPerson | None = None,
    attached: Iterable[tuple[Document, RequestDocumentKind]] = (),
    on_behalf_of: str = "",
) -> Request:
    """Ask that somebody be co-insured. Raises `Refused` with what stands in the way.

    Of two requests for the same person sent at once, the second finds the first.
    """
    InsuredPerson.objects.select_for_update(of=("self",)).get(pk=principal.pk)
    today, attached = clock.today(), list(attached)
    answer = check(principal, statement, today=today, about=about)
    if answer.obstacles:
        raise Refused(answer.obstacles[0])
    wanted = documents_wanted(principal, statement, today=today, about=about)
    given = frozenset(str(kind) for _document, kind in attached)
    if answer.questions or family_papers.missing(wanted, given=given):
        raise Refused(RequestRefusal.DOCUMENT_MISSING)
    return requests.submit(
        person=principal,
        kind=RequestKind.CO_INSURANCE,
        details=statement.as_json(),
        actor=actor,
        about=about,
        attached=attached,
        on_behalf_of=on_behalf_of,
    )


def accepted(request: Request, agent: Account, added: dict[str, Any]) -> None:
    """The co-insurance begins, and the file of somebody who had none is opened.

    `added` may hold `first_day` and, from 30 on, must hold `until` (days as text); `matricule` of
    somebody who typed none; `same_person` when an agent has compared a file of another name.
    """
    statement = Statement.from_json(request.details)
    member = request.about or _file_of(request, statement, agent=agent, added=added)
    first_day = _day(added.get("first_day")) or statement.first_day or clock.today()
    answer = may_be_co_insured(
        principal=selectors.principal_on(request.person, today=first_day, but_for=member),
        candidate=statement.candidate(),
        today=first_day,
    )
    if answer.needs_authorisation and not added.get("until"):
        raise Refused(TieRefusal.NO_UNTIL)
    tie = ties.register(
        principal=request.person,
        member=member,
        relation=statement.relation,
        basis=TieBasis.DECISION,
        first_day=first_day,
        beyond_thirty_until=_day(added.get("until")),
        actor=agent,
        request=request,
    )
    for reader in (member, request.person):
        tell(
            reader,
            lambda reader=reader: notices.begun(tie, reader=reader),
            once=f"tie:{tie.pk}:begun:{reader.pk}",
            reference=request.procedure.reference if reader == request.person else "",
        )


def doubts(request: Request) -> list[str]:
    """What the rule says today against it, for the agent, with what the files know."""
    statement = Statement.from_json(request.details)
    about = request.about or people.by_matricule(statement.matricule or "-")
    answer = check(request.person, statement, today=clock.today(), about=about, its_own=request)
    found = [str(obstacle.label) for obstacle in answer.obstacles]
    found += [
        _("To be waived: {sentence}").format(sentence=obstacle.label) for obstacle in answer.waived
    ]
    if answer.needs_authorisation:
        found.append(_("The child is 30 or older: an authorisation with an end is needed."))
    if about is not None and not _is_the_same(about, statement):
        found.append(str(TieRefusal.ANOTHER_NAME.label))
    return found


def _file_of(
    request: Request, statement: Statement, *, agent: Account, added: dict[str, Any]
) -> InsuredPerson:
    """The file with the matricule, or a new one; never found by name and date of birth."""
    number = numbers.normalised(added.get("matricule") or statement.matricule)
    if not number or numbers.why_not(number):
        raise Refused(TieRefusal.NO_MATRICULE)
    found = people.by_matricule(number)
    if found is not None:
        if not _is_the_same(found, statement) and not added.get("same_person"):
            raise Refused(TieRefusal.ANOTHER_NAME)
        return found
    principal = request.person
    here = statement.facts.get("lives_here") is not False
    return files.open_file(
        actor=agent,
        matricule=number,
        first_name=statement.first_name,
        last_name=statement.last_name,
        birth_date=statement.birth_date,
        birth_place=statement.birth_place,
        street=principal.street if here else "",
        postcode=principal.postcode if here else "",
        locality=principal.locality if here else "",
        country=principal.country if here else "",
        language=principal.language,
    )


def _is_the_same(person: InsuredPerson, statement: Statement) -> bool:
    named = is_named(
        f"{statement.first_name} {statement.last_name}",
        first_name=person.first_name,
        last_name=person.last_name,
    )
    return named and person.birth_date in (None, statement.birth_date)


def _is_asked_already(
    principal: InsuredPerson,
    statement: Statement,
    about: InsuredPerson | None,
    its_own: Request | None,
) -> bool:
    """Whether a request of this person for the same one is open: nobody asks twice.

    Only one spouse or partner can be asked for at a time.
    """
    waiting = Request.objects.of(principal).waiting().filter(kind=RequestKind.CO_INSURANCE)
    for other in waiting.exclude(pk=its_own.pk if its_own else None):
        if about is not None and other.about_id == about.pk:
            return True
        stated = Statement.from_json(other.details)
        if {statement.relation, stated.relation} <= SPOUSES:
            return True
        if statement.matricule and statement.matricule == stated.matricule:
            return True
        if _key(statement) == _key(stated):
            return True
    return False


def _key(statement: Statement) -> tuple:
    names = (statement.first_name, statement.last_name)
    return (*(" ".join(name.casefold().split()) for name in names), statement.birth_date)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
