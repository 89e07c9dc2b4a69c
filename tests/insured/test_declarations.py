"""Declarations are taken in, and the timelines of everybody concerned follow."""

import itertools

import pytest

from cns_portal.audit.models import AuditEntry
from insured.models import AffiliationPeriod, Declaration, InsuredPerson
from insured.services import affiliation_events, declarations
from tests.factories import InsuredPersonFactory
from tests.insured.declarations import NEW_YEAR, a_row, day, everything, number_of, periods_of
from tests.insured.factories import FormerMatriculeFactory, TieFactory

pytestmark = pytest.mark.django_db


def work(first, last=None, employer="A"):
    return ("compulsory", employer, first, last)


@pytest.fixture
def anna():
    return InsuredPersonFactory(matricule=number_of(1), last_name="Exemple")


@pytest.fixture
def told(monkeypatch):
    """What the followers of beginnings and ends hear."""
    heard = []
    monkeypatch.setattr(affiliation_events, "_beginnings", [heard.extend])
    monkeypatch.setattr(affiliation_events, "_ends", [heard.extend])
    return heard


# -- Whose they are -------------------------------------------------------------------------------


def test_an_unknown_number_opens_a_file():
    outcome = declarations.apply([a_row(last_name="Muster", first_name="Anna")])
    assert (outcome.new, outcome.files_opened) == (1, 1)
    person = InsuredPerson.objects.get()
    assert (person.matricule, person.full_name) == (number_of(1), "Anna Muster")
    entry = AuditEntry.objects.get(action="insured.file_opened")
    assert (entry.subject_id, entry.dossier_id) == (str(person.pk), person.dossier_id)
    assert periods_of(person) == [work(0)]


def test_a_known_number_leads_to_its_file_and_changes_no_name(anna):
    outcome = declarations.apply([a_row(last_name="Muster", first_name="Another")])
    assert outcome.files_opened == 0
    assert InsuredPerson.objects.get() == anna
    anna.refresh_from_db()
    assert anna.last_name == "Exemple"
    assert periods_of(anna) == [work(0)]


def test_a_former_number_leads_to_the_same_file(anna):
    FormerMatriculeFactory(person=anna, matricule=number_of(2))
    outcome = declarations.apply([a_row("D-1"), a_row("D-2", "exit", 9, person=2)])
    assert outcome.files_opened == 0
    assert periods_of(anna) == [work(0, 9)]


def test_the_same_name_and_birth_date_are_not_the_same_person(anna):
    row = a_row(person=2, last_name=anna.last_name, first_name=anna.first_name)
    outcome = declarations.apply([row])
    assert outcome.files_opened == 1
    assert periods_of(anna) == []


# -- What follows ---------------------------------------------------------------------------------


def test_an_exit_ends_the_period_that_is_there(anna):
    declarations.apply([a_row()])
    (key,) = AffiliationPeriod.objects.values_list("pk")
    outcome = declarations.apply([a_row("D-2", "exit", 30)])
    changes = outcome.changes
    assert (changes.opened, changes.closed, changes.changed, changes.removed) == (0, 1, 0, 0)
    assert AffiliationPeriod.objects.values_list("pk").get() == key
    assert periods_of(anna) == [work(0, 30)]


def test_what_is_known_changes_nothing(anna):
    rows = [a_row(), a_row("D-2", "exit", 30)]
    declarations.apply(rows)
    before = everything()
    outcome = declarations.apply(rows)
    assert (outcome.new, outcome.known, outcome.changes) == (0, 2, declarations.Changes())
    assert everything() == before


def test_another_spelling_of_the_employer_is_the_same_declaration(anna):
    declarations.apply([a_row()])
    outcome = declarations.apply([a_row(employer_name="ATELIER MODELE")])
    assert (outcome.new, outcome.known) == (0, 1)


def test_the_same_line_twice_in_one_batch_counts_once(anna):
    outcome = declarations.apply([a_row(), a_row()])
    assert (outcome.new, outcome.known) == (1, 1)


def test_an_employer_that_began_earlier_is_declared_later(anna):
    declarations.apply([a_row("D-1", on=10, employer_number="B")])
    outcome = declarations.apply([a_row("D-2", on=0), a_row("D-3", "exit", 20)])
    assert periods_of(anna) == [work(0, 20), work(21, employer="B")]
    assert (outcome.changes.opened, outcome.changes.removed) == (2, 1)


SMALL_STORIES = {
    "a job after the other": [
        a_row("1", "entry", 0),
        a_row("2", "exit", 20),
        a_row("3", "entry", 10, employer_number="B"),
        a_row("4", "exit", 40, employer_number="B"),
    ],
    "contradicting": [
        a_row("1", "entry", 0),
        a_row("2", "entry", 5),
        a_row("3", "exit", 20),
        a_row("4", "exit", 30),
    ],
    "one number, two contents": [
        a_row("1", "entry", 0),
        a_row("2", "exit", 20),
        a_row("2", "exit", 25),
        a_row("2", "entry", 0, cover="pension"),
    ],
    "one number, two people": [
        a_row("1", "entry", 0),
        a_row("1", "entry", 0, person=2),
        a_row("2", "exit", 9),
        a_row("3", "exit", 9, person=2),
    ],
}


@pytest.mark.parametrize("story", SMALL_STORIES)
def test_the_order_of_import_does_not_matter(story):
    InsuredPersonFactory(matricule=number_of(1))
    InsuredPersonFactory(matricule=number_of(2))
    results = []
    # Every third order: the rule itself is asked for all of them.
    for order in list(itertools.permutations(SMALL_STORIES[story]))[::3]:
        for row in order:
            declarations.apply([row])
        results.append(everything())
        Declaration.objects.all().delete()
        AffiliationPeriod.objects.all().delete()
    assert all(result == results[0] for result in results)
    declarations.apply(SMALL_STORIES[story])
    assert everything() == results[0]


# -- The family -----------------------------------------------------------------------------------


@pytest.fixture
def child(anna):
    return TieFactory(principal=anna, first_day=day(-100)).member


def test_an_entry_insures_the_family_and_an_exit_ends_it(anna, child):
    declarations.apply([a_row()])
    assert periods_of(child) == [("co_insured", anna.pk, 0, None)]
    outcome = declarations.apply([a_row("D-2", "exit", 30)])
    assert outcome.changes.closed == 2
    assert periods_of(child) == [("co_insured", anna.pk, 0, 30)]


def test_with_a_job_of_ones_own_one_is_not_co_insured(anna, child):
    declarations.apply([a_row()])
    child.matricule = number_of(2)
    child.save(update_fields=["matricule"])
    declarations.apply([a_row("C-1", on=10, person=2), a_row("C-2", "exit", 20, person=2)])
    assert periods_of(child) == [
        ("co_insured", anna.pk, 0, 9),
        ("co_insured", anna.pk, 21, None),
        work(10, 20),
    ]


def test_a_new_tie_counts_when_its_member_is_computed_anew(anna):
    declarations.apply([a_row()])
    tie = TieFactory(principal=anna, first_day=day(5))
    declarations.refold([tie.member_id])
    assert periods_of(tie.member) == [("co_insured", anna.pk, 5, None)]
    tie.delete()
    assert declarations.refold([tie.member_id]).removed == 1
    assert periods_of(tie.member) == []


def test_somebody_elses_family_stays_as_it_is(anna, child):
    other = TieFactory(principal=InsuredPersonFactory(matricule=number_of(2)))
    declarations.apply([a_row(), a_row("D-2", person=2)])
    before = periods_of(other.member)
    declarations.apply([a_row("D-3", "exit", 30)])
    assert periods_of(other.member) == before != []


# -- Beginnings and ends --------------------------------------------------------------------------


def test_a_first_affiliation_is_told_once(anna, child, told):
    declarations.apply([a_row()])
    assert told == [
        affiliation_events.Affiliated(anna.pk, NEW_YEAR, co_insured=False),
        affiliation_events.Affiliated(child.pk, NEW_YEAR, co_insured=True),
    ]
    told.clear()
    declarations.apply([a_row("D-2", on=5, cover="pension", employer_number="")])
    assert told == []


def test_the_end_of_the_last_affiliation_is_told(anna, told):
    declarations.apply([a_row(), a_row("P-1", cover="pension", employer_number="")])
    told.clear()
    declarations.apply([a_row("D-2", "exit", 30)])
    assert told == [], "the pension goes on"
    declarations.apply([a_row("P-2", "exit", 20, cover="pension", employer_number="")])
    assert told == [affiliation_events.Ended(anna.pk, day(30))]


def test_what_a_follower_raises_undoes_the_batch(anna, monkeypatch):
    def fails(people):
        raise RuntimeError("no card")

    monkeypatch.setattr(affiliation_events, "_beginnings", [fails])
    with pytest.raises(RuntimeError):
        declarations.apply([a_row()])
    assert not Declaration.objects.exists()


# -- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_many_rows_cost_as_many_statements_as_few(known, django_assert_max_num_queries):
    costs = []
    for size in (2, 40):
        people = range(size * 1000, size * 1000 + size)
        if known:
            for person in people:
                TieFactory(principal=InsuredPersonFactory(matricule=number_of(person)))
        entries = [a_row(f"{person}-1", person=person) for person in people]
        exits = [a_row(f"{person}-2", "exit", 9, person=person) for person in people]
        for rows in (entries, exits):
            with django_assert_max_num_queries(35) as captured:
                declarations.apply(rows)
            costs.append(len(captured))
    assert costs[:2] == costs[2:]
