"""Which documents go with a request to add somebody, by their situation.

Asked for where a source says so; what only may help is marked as not required, and an agent can
still ask for it.
"""

from dataclasses import dataclass
from datetime import date

from insured.choices import RequestDocumentKind as Kind
from insured.choices.co_insurance import PreviousCover
from insured.rules.ages import CHILDREN, CHILDREN_UNTIL, age_on
from insured.rules.family import Candidate

EVIDENCE = {
    PreviousCover.LUXEMBOURG: Kind.EXIT_NOTICE,
    PreviousCover.ABROAD: Kind.PREVIOUS_COVER,
    PreviousCover.ABROAD_CO_INSURED: Kind.PREVIOUS_COVER,
    PreviousCover.NO_CERTIFICATE: Kind.SWORN_DECLARATION,
}
"""What tells where somebody was insured before."""


@dataclass(frozen=True)
class Wanted:
    """A document that is asked for; without one that is required nothing is sent."""

    kind: Kind
    is_required: bool = True


def documents_wanted(
    *,
    candidate: Candidate,
    previous_cover: PreviousCover,
    today: date,
    names_previous_fund: bool = False,
    is_registered_child: bool = False,
    is_on_file_here: bool = False,
    has_matricule: bool = True,
) -> tuple[Wanted, ...]:
    """The documents of a request, in the order of the page.

    A fund abroad that is named can be asked by the CNS itself (EESSI), so that its certificate is
    not required. A child whose parents are known from the register needs no birth certificate,
    and somebody with a file and an address here no certificate of residence.
    """
    wanted = []
    if not is_registered_child:
        wanted.append(Wanted(Kind.CIVIL_STATUS))
    if not is_on_file_here and candidate.lives_here is not False:
        wanted.append(Wanted(Kind.RESIDENCE))
    if not has_matricule:
        wanted.append(Wanted(Kind.IDENTITY))
    if evidence := EVIDENCE.get(previous_cover):
        asked_by_the_fund = previous_cover == PreviousCover.ABROAD and names_previous_fund
        wanted.append(Wanted(evidence, is_required=not asked_by_the_fund))
    is_thirty = (
        candidate.relation in CHILDREN
        and candidate.born is not None
        and age_on(candidate.born, today) >= CHILDREN_UNTIL
    )
    if candidate.lives_here is False or (is_thirty and candidate.studies):
        wanted.append(Wanted(Kind.STUDIES, is_required=False))
    if candidate.low_resources and (is_thirty or candidate.tax_relief is False):
        wanted.append(Wanted(Kind.RESOURCES, is_required=False))
    return tuple(wanted)


def missing(wanted: tuple[Wanted, ...], *, given: frozenset[str]) -> tuple[Kind, ...]:
    """The required documents of which none was added."""
    return tuple(w.kind for w in wanted if w.is_required and w.kind not in given)
