"""Which documents are asked for, by situation."""

from dataclasses import replace
from datetime import date

import pytest

from insured.choices import Relation
from insured.choices import RequestDocumentKind as Kind
from insured.choices.co_insurance import PreviousCover
from insured.rules.family import Candidate
from insured.rules.family_papers import Wanted, documents_wanted, missing

TODAY = date(2026, 11, 22)
SPOUSE = Candidate(relation=Relation.SPOUSE, lives_here=True, union_lasts=True)
CHILD = Candidate(
    relation=Relation.OWN_CHILD, lives_here=True, born=date(2012, 1, 31), tax_relief=True
)


def wanted(candidate=SPOUSE, cover=PreviousCover.NONE, **situation):
    return documents_wanted(candidate=candidate, previous_cover=cover, today=TODAY, **situation)


@pytest.mark.parametrize(
    ("cover", "evidence"),
    [
        (PreviousCover.NONE, []),
        (PreviousCover.LUXEMBOURG, [Kind.EXIT_NOTICE]),
        (PreviousCover.LUXEMBOURG_CO_INSURED, []),
        (PreviousCover.ABROAD, [Kind.PREVIOUS_COVER]),
        (PreviousCover.ABROAD_CO_INSURED, [Kind.PREVIOUS_COVER]),
        (PreviousCover.NO_CERTIFICATE, [Kind.SWORN_DECLARATION]),
    ],
)
def test_what_a_new_spouse_brings(cover, evidence):
    found = wanted(cover=cover)
    assert [w.kind for w in found] == [Kind.CIVIL_STATUS, Kind.RESIDENCE, *evidence]
    assert all(w.is_required for w in found)


def test_a_fund_that_is_named_can_be_asked_by_the_cns():
    found = wanted(cover=PreviousCover.ABROAD, names_previous_fund=True)
    assert Wanted(Kind.PREVIOUS_COVER, is_required=False) in found
    # Only who was insured in their own right can be asked for that way.
    found = wanted(cover=PreviousCover.ABROAD_CO_INSURED, names_previous_fund=True)
    assert Wanted(Kind.PREVIOUS_COVER) in found


def test_what_the_portal_knows_is_not_asked_for():
    assert wanted(CHILD, is_registered_child=True, is_on_file_here=True) == ()


def test_somebody_without_a_matricule_shows_an_identity_document():
    assert Wanted(Kind.IDENTITY) in wanted(has_matricule=False)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"lives_here": False, "studies_away": True}, Kind.STUDIES),
        ({"born": date(1996, 1, 1), "studies": True}, Kind.STUDIES),
        ({"born": date(1996, 1, 1), "low_resources": True}, Kind.RESOURCES),
        ({"tax_relief": False, "low_resources": True}, Kind.RESOURCES),
    ],
)
def test_what_may_help_is_not_required(changed, kind):
    found = wanted(replace(CHILD, **changed), is_registered_child=True, is_on_file_here=True)
    assert found == (Wanted(kind, is_required=False),)


def test_what_is_missing():
    found = wanted(cover=PreviousCover.ABROAD)
    assert missing(found, given=frozenset({Kind.RESIDENCE})) == (
        Kind.CIVIL_STATUS,
        Kind.PREVIOUS_COVER,
    )
    assert missing(found, given=frozenset(w.kind for w in found)) == ()
