"""Proposing what bills come to: which facts count, whose they are, how many queries they cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal import documents
from cns_portal.documents.choices import Rejection
from cns_portal.documents.models import Document
from reimbursements.choices.care import Care, PageKind
from reimbursements.choices.money import DecisionKind
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.models import Bill, LineDecision
from reimbursements.querysets import LineDecisionQuerySet
from reimbursements.rules.tariff_files import published
from reimbursements.rules.tariffs import Tariffs
from reimbursements.services import adjudicating, decisions, loading_tariffs
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory
from tests.insured.covered import insured
from tests.reimbursements.billing import act, value
from tests.reimbursements.factories import (
    NOON,
    AuthorisationFactory,
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    LineFactory,
    ProviderFactory,
)

DAY = date(2026, 11, 3)
A_DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded():
    loading_tariffs.load_published()


@pytest.fixture
def person():
    found = InsuredPersonFactory(signs_in=True)
    insured(found, date(2020, 1, 1))
    return found


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def a_bill(person, *lines, claim=None, **columns):
    """A bill of the person with lines by code; a consultation where none is said."""
    claim = claim or ClaimFactory(person=person, sent_at=columns.pop("sent_at", NOON))
    bill = BillFactory(claim=claim, **columns)
    for one in lines or ({},):
        LineFactory(bill=bill, **one)
    return bill


def proposed(*bills, **more):
    """The answers, from fresh rows: what an earlier look fetched is not looked at again."""
    fresh = [Bill.objects.get(pk=bill.pk) for bill in bills]
    return list(adjudicating.propose(fresh, **more).values())


def reimbursed(*bills, **more):
    return [str(result.total("reimbursed")) for result in proposed(*bills, **more)]


def reasons(result):
    return [[reason.code for reason in line.reasons] for line in result.lines]


def decide(bill, agent, **more):
    """The proposal becomes the decision in force."""
    fresh = Bill.objects.get(pk=bill.pk)
    made = decisions.write(fresh, adjudicating.propose([fresh])[bill.pk], agent=agent, **more)
    Bill.objects.filter(pk=bill.pk).update(state="decided")
    return made


def test_a_bill_is_proposed_with_the_tariffs_that_are_loaded(person):
    (result,) = proposed(a_bill(person))
    assert result.total("reimbursed") == Decimal("55.09")
    assert result.version


def test_other_tariffs_may_be_asked_for_a_recalculation(person):
    known = published()
    letter = value("key_letter.doctors", "6.0000", since=date(2026, 6, 1))
    dearer = Tariffs(known.acts, known.values | {letter.name: (letter,)}, "next")
    bill = a_bill(person, {"amount": "100.00"})
    # 11.95 × 6.0000 = 71.70; 88 % of it.
    assert reimbursed(bill, known=dearer) == ["63.10"]
    assert reimbursed(bill) == ["55.09"]


def test_the_affiliation_of_the_person_treated_counts(person):
    other = InsuredPersonFactory()
    (result,) = proposed(a_bill(person, patient=other))
    assert reasons(result) == [[Reason.NOT_AFFILIATED]]
    insured(other, date(2026, 1, 1))
    assert reimbursed(a_bill(person, patient=other)) == ["55.09"]


def test_a_prescription_among_the_pages_is_one(person):
    bill = a_bill(person, {"code": "LABORATORY", "amount": "30.00"})
    (result,) = proposed(bill)
    assert reasons(result) == [[Reason.PRESCRIPTION_MISSING]]
    page = BillPageFactory(bill=bill, document=DocumentFactory(), kind=PageKind.PRESCRIPTION)
    (result,) = proposed(bill)
    # No rate for laboratories was found.
    assert reasons(result) == [[Reason.AN_AGENT_DECIDES]]
    Document.objects.filter(pk=page.document_id).update(
        state=documents.State.REJECTED, rejection=Rejection.UNREADABLE, page_count=None
    )
    assert reasons(proposed(bill)[0]) == [[Reason.PRESCRIPTION_MISSING]]


def test_what_is_authorised_counts_for_whom_it_is(person):
    act_needs = {"code": "DENTAL-PROSTHESIS", "amount": "500.00"}
    bill = a_bill(person, act_needs)
    assert reasons(proposed(bill)[0]) == [[Reason.AUTHORISATION_MISSING]]
    AuthorisationFactory(person=InsuredPersonFactory(), code="", care=Care.DENTAL_PROSTHESIS)
    assert reasons(proposed(bill)[0]) == [[Reason.AUTHORISATION_MISSING]]
    AuthorisationFactory(person=person, code="", care=Care.DENTAL_PROSTHESIS)
    assert reasons(proposed(bill)[0]) == [[Reason.AN_AGENT_DECIDES]]


# -- what was decided before


def test_a_consultation_of_the_same_day_that_was_decided_counts(person, agent):
    decide(a_bill(person), agent)
    second = a_bill(person, {"code": "C10", "amount": "69.70"}, total="69.70")
    (result,) = proposed(second)
    # 69.70 at 88 % is 61.34, of which 55.09 were paid for the cheaper one.
    assert result.total("reimbursed") == Decimal("6.25")
    assert reasons(result) == [[Reason.ONE_A_DAY]]


def test_what_was_replaced_counts_for_nothing(person, agent):
    """openIMIS counted archived rows of other claims twice."""
    first = a_bill(person, {"code": "C10", "amount": "69.70"}, total="69.70")
    decide(first, agent)
    first.lines.update(refused_for=Reason.ILLEGIBLE)
    decide(first, agent, kind=DecisionKind.OBJECTION)
    assert LineDecision.objects.filter(line__bill=first).count() == 2
    assert reimbursed(a_bill(person)) == ["55.09"]


def test_counting_what_was_replaced_would_be_noticed(person, agent, monkeypatch):
    """The defect put in on purpose: the test above must fail with it."""
    monkeypatch.setattr(LineDecisionQuerySet, "in_force", lambda rows: rows)
    with pytest.raises(AssertionError):
        test_what_was_replaced_counts_for_nothing(person, agent)


def test_what_was_decided_about_somebody_else_counts_for_nothing(person, agent):
    other = InsuredPersonFactory()
    insured(other, date(2020, 1, 1))
    decide(a_bill(person, patient=other), agent)
    assert reimbursed(a_bill(person)) == ["55.09"]


def test_the_bill_itself_is_not_its_own_past(person, agent):
    bill = a_bill(person)
    decide(bill, agent)
    assert reimbursed(bill) == ["55.09"]


def test_a_bill_looked_at_again_knows_only_what_was_decided_before_it(person, agent):
    first = a_bill(person)
    second = a_bill(person, {"code": "C41", "amount": "20.00"}, {"amount": "62.60"}, total="82.60")
    third = a_bill(person, {"code": "C10", "amount": "69.70"}, total="69.70")
    answers = [decide(bill, agent).reimbursed for bill in (first, second, third)]
    assert answers == [Decimal("55.09"), Decimal("17.60"), Decimal("6.25")]
    again = [proposed(bill)[0].total("reimbursed") for bill in (first, second, third)]
    assert again == answers
    assert [result.total("reimbursed") for result in proposed(third, first, second)] == [
        answers[2],
        answers[0],
        answers[1],
    ]


# -- bills of one claim


def test_open_bills_of_one_claim_never_get_more_than_there_is(person, agent):
    claim = ClaimFactory(person=person, taken=True)
    cheap = a_bill(person, claim=claim)
    dear = a_bill(person, {"code": "C10", "amount": "69.70"}, claim=claim, total="69.70")
    assert reimbursed(cheap, dear) == ["0.00", "61.34"]
    assert [reimbursed(bill) for bill in (cheap, dear)] == [["0.00"], ["61.34"]]
    assert str(decide(dear, agent).reimbursed) == "61.34"
    assert str(decide(cheap, agent).reimbursed) == "0.00"


def test_each_bill_gets_its_estimate_in_whatever_order_the_bills_are_decided(person, agent):
    known = published()
    acts = [act("DC9", Care.DENTAL, "60.00"), act("DC8", Care.DENTAL, "50.00")]
    cover = value("dental_full_cover", "81.84")
    tariffs = Tariffs(
        known.acts | {one.code: (one,) for one in acts},
        known.values | {cover.name: (cover,)},
        "test",
    )
    claim = ClaimFactory(person=person, taken=True)
    lines = [{"code": "DC9", "amount": "60.00"}, {"code": "DC8", "amount": "50.00"}]
    bills = [a_bill(person, one, claim=claim, total=one["amount"]) for one in lines]
    estimate = {
        bill.pk: result for bill, result in zip(bills, proposed(*bills, known=tariffs), strict=True)
    }
    for bill in reversed(bills):
        fresh = Bill.objects.get(pk=bill.pk)
        result = adjudicating.propose([fresh], known=tariffs)[bill.pk]
        assert result == estimate[bill.pk]
        decisions.write(fresh, result, agent=agent)
        Bill.objects.filter(pk=bill.pk).update(state="decided")


def test_a_bill_that_is_open_again_is_looked_at_as_it_was_then(person, agent):
    claim = ClaimFactory(person=person, taken=True)
    first, second = a_bill(person, claim=claim), a_bill(person, {"code": "C41", "amount": "20.00"})
    decide(first, agent)
    later = a_bill(person, {"code": "C10", "amount": "69.70"}, claim=claim, total="69.70")
    decide(second, agent)
    Bill.objects.filter(pk=first.pk).update(state="open")
    # The one that was decided counts for the other, and not the other way round.
    assert reimbursed(first, later) == ["55.09", "6.25"]
    assert reimbursed(later) == ["6.25"]


def test_a_draft_is_looked_at_as_if_it_were_sent_today(person, monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)
    claim = ClaimFactory(person=person, draft=True)
    bill = a_bill(person, claim=claim, paid_on=date(2024, 11, 18))
    assert reasons(proposed(bill)[0]) == [[]]
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON + A_DAY)
    assert reasons(proposed(bill)[0]) == [[Reason.TOO_LATE]]


# -- the same bill twice


def test_a_bill_that_was_sent_before_is_a_duplicate_and_the_first_is_not(person):
    provider = ProviderFactory()
    first = a_bill(person, number="A-1", provider=provider)
    second = a_bill(person, number="a 1", provider=provider, sent_at=NOON + A_DAY)
    results = proposed(first, second)
    assert [result.verdict for result in results] == [Verdict.ACCEPTED, Verdict.REFUSED]
    assert results[1].lines[0].reasons[0].about == {"reference": first.claim.procedure.reference}


def test_the_same_bill_twice_in_one_draft_is_a_duplicate(person):
    provider = ProviderFactory()
    claim = ClaimFactory(person=person, draft=True)
    bills = [a_bill(person, claim=claim, number="A-1", provider=provider) for _ in range(2)]
    assert [result.verdict for result in proposed(*bills)] == [Verdict.ACCEPTED, Verdict.REFUSED]


def test_a_childs_bill_that_the_other_parent_sent_is_a_duplicate_without_their_reference(person):
    child = InsuredPersonFactory(birth_date=date(2018, 3, 1))
    insured(child, date(2020, 1, 1))
    provider, other = ProviderFactory(), InsuredPersonFactory(signs_in=True)
    a_bill(other, number="A-1", provider=provider, patient=child)
    bill = a_bill(person, number="A-1", provider=provider, patient=child, sent_at=NOON + A_DAY)
    (result,) = proposed(bill)
    assert [(one.code, one.about) for one in result.lines[0].reasons] == [(Reason.DUPLICATE, {})]


def test_a_bill_of_which_nothing_was_paid_can_be_sent_again(person, agent):
    provider = ProviderFactory()
    first = a_bill(person, number="A-1", provider=provider, proof="none")
    decide(first, agent)
    again = a_bill(person, number="A-1", provider=provider, sent_at=NOON + A_DAY)
    assert reimbursed(again) == ["55.09"]


def test_a_withdrawn_bill_can_be_sent_again(person):
    provider = ProviderFactory()
    a_bill(
        person,
        number="A-1",
        provider=provider,
        claim=ClaimFactory(person=person, state="withdrawn"),
    )
    again = a_bill(person, number="A-1", provider=provider, sent_at=NOON + A_DAY)
    assert reimbursed(again) == ["55.09"]


# -- how much it costs


def queries_for(bills):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        adjudicating.propose(Bill.objects.filter(pk__in=[bill.pk for bill in bills]))
    return len(queries)


def test_the_number_of_queries_does_not_depend_on_the_number_of_bills(person, agent):
    def some(count):
        for number in range(count):
            patient = InsuredPersonFactory(signs_in=True)
            insured(patient, date(2020, 1, 1))
            decide(a_bill(patient, number=f"before {number}"), agent)
            yield a_bill(patient, {"code": "C41", "amount": "20.00"}, {}, number=f"now {number}")

    few, many = list(some(2)), list(some(7))
    assert queries_for(few) == queries_for(many)


def test_nothing_to_propose_is_nothing(person):
    assert adjudicating.propose([]) == {}


def test_nothing_is_written(person):
    bill = a_bill(person)
    with CaptureQueriesContext(connection) as queries:
        proposed(bill)
    written = [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]
    assert written == []


def test_the_facts_say_what_stands_in_the_rows(person):
    bill = a_bill(
        person,
        {"code": "c 1", "quantity": 2, "convenience_fee": "3.00", "approved_quantity": 0},
        proof="",
        prescribed_on=DAY,
    )
    told = adjudicating.facts_of(Bill.objects.get(pk=bill.pk))
    assert (told.proof, told.prescribed_on, told.sent_on) == (None, DAY, NOON.date())
    (line,) = told.lines
    assert (line.code, line.quantity, line.approved_quantity) == ("c 1", 2, 0)
    assert line.convenience_fee == Decimal("3.00")
