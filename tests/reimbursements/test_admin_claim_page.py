"""The page of a claim and of a bill: what stands there, what is done from it, by whom."""

import importlib
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.procedures.selectors import thread
from insured.choices.replies import Placeholder, ReplyUse
from insured.rules.replies import placeholders_in, what_is_wrong
from reimbursements.choices.claims import BillState, ClaimState, Original
from reimbursements.choices.reasons import Reason
from reimbursements.models import Decision, Statement
from reimbursements.services import working
from reimbursements.services.correcting import mark_of_bill
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.insured.agents import window_of
from tests.insured.factories import TieFactory
from tests.reimbursements.agents import (
    a_claim,
    an_agent,
    bill_page,
    known_tariffs,
    marks_of,
    page_of,
)
from tests.reimbursements.factories import (
    AuthorisationFactory,
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    LineFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tariffs(monkeypatch):
    known_tariffs(monkeypatch)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def other():
    return an_agent(first_name="Bea")


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def claim(agent):
    return a_claim(agent=agent)


def deeds(window, claim) -> list[str]:
    return [str(deed["label"]) for deed in window.get(page_of(claim)).context["deeds"]]


def typed(bill, *lines, **values) -> dict:
    """What the form of the bill would send: the present values, and `values` instead."""
    present = {
        "seen": mark_of_bill(bill),
        "patient": bill.patient_id or "",
        "provider": bill.provider.code if bill.provider else "",
        "document_kind": bill.document_kind,
        "setting": bill.setting,
        "country": bill.country,
        "currency": bill.currency,
        "number": bill.number,
        "issued_on": "03/11/2026",
        "paid_on": "04/11/2026",
        "total": "62,60",
        "proof": bill.proof,
    }
    rows = lines or [
        {
            "line": line.pk,
            "code": line.code,
            "served_on": line.served_on.strftime("%d/%m/%Y"),
            "quantity": line.quantity,
            "amount": str(line.amount),
        }
        for line in bill.lines.all()
    ]
    data = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": bill.lines.count()}
    for number, row in enumerate(rows):
        data |= {f"lines-{number}-{name}": value for name, value in row.items()}
    return {**present, **values, **data}


def line_of(bill, **values) -> dict:
    line = bill.lines.get()
    return {
        "line": line.pk,
        "code": line.code,
        "served_on": line.served_on.strftime("%d/%m/%Y"),
        "quantity": line.quantity,
        "amount": str(line.amount),
        **values,
    }


# -- what stands on it ------------------------------------------------------------------------


def test_the_bills_the_proposal_and_why(window, claim):
    page = window.get(page_of(claim))
    for words in ("Bill 1", "55.09", "62.60", "Accepted", "Share that the insurance pays", "88"):
        assertContains(page, words)


def test_pictures_stand_beside_the_lines(window, claim):
    bill = claim.bills.get()
    paper = DocumentFactory(dossier=claim.person.dossier, page_count=2, original_name="bill.pdf")
    BillPageFactory(bill=bill, document=paper, turned=90)
    BillPageFactory(bill=bill, document=DocumentFactory(pending=True), kind="proof")
    page = window.get(bill_page(bill))
    pictures = [picture.get("picture") for picture in page.context["pictures"]]
    address = f"/documents/{paper.public_id}"
    assert [address in (one or "") for one in pictures] == [True, True, False]
    assert "page=2&turned=90" in pictures[1]
    assertContains(page, "Being checked.")


def test_everybody_whom_a_bill_treats_is_written_down(window, agent, claim):
    child = InsuredPersonFactory()
    BillFactory(claim=claim, patient=child)
    window.get(page_of(claim))
    seen = AuditEntry.objects.filter(actor=agent, kind="view")
    assert {(entry.purpose, entry.dossier_id) for entry in seen} == {
        ("reimbursements.claim", claim.person.dossier_id),
        ("reimbursements.treated", child.dossier_id),
    }


def test_authorisations_and_the_insurance_are_on_the_page(window, claim):
    AuthorisationFactory(person=claim.person, code="APCM")
    page = window.get(page_of(claim))
    assertContains(page, "APCM")
    assertContains(page, "Covered")


def test_the_lines_and_the_total_that_do_not_agree_are_said(window, claim):
    claim.bills.update(total=Decimal("99.00"))
    assertContains(window.get(bill_page(claim.bills.get())), "36.40")


def test_many_bills_cost_as_much_as_one(window, agent):
    def cost(claim) -> int:
        window.get(page_of(claim))
        with CaptureQueriesContext(connection) as queries:
            window.get(page_of(claim))
        return len(queries)

    few, many = a_claim(agent=agent, bills=1), a_claim(agent=agent, bills=6)
    for bill in many.bills.all():
        LineFactory(bill=bill, code="C10")
        BillPageFactory(bill=bill, document=DocumentFactory())
    BillPageFactory(bill=few.bills.get(), document=DocumentFactory())
    assert cost(many) == cost(few)


def test_an_unknown_claim_or_bill_or_a_draft_is_not_found(window, claim):
    draft = ClaimFactory(draft=True)
    stranger = BillFactory(claim=a_claim())
    for address in (
        page_of(draft),
        "/admin/reimbursements/claim/987654/change/",
        f"/admin/reimbursements/claim/{claim.pk}/bill/{stranger.pk}/",
        f"/admin/reimbursements/claim/{claim.pk}/bill/987654/",
    ):
        assert window.get(address).status_code == 404


# -- who works on it --------------------------------------------------------------------------


def test_taking_asking_and_giving_back(window, agent):
    claim = a_claim()
    assert deeds(window, claim)[0] == "Take this claim"
    assertRedirects(window.post(page_of(claim, "take")), page_of(claim))
    claim.refresh_from_db()
    assert (claim.state, claim.agent) == (ClaimState.BEING_CHECKED, agent)
    window.post(page_of(claim, "release"))
    claim.refresh_from_db()
    assert (claim.state, claim.agent) == (ClaimState.SENT, None)


def test_a_question_goes_out_with_a_deadline(window, claim):
    page = window.get(page_of(claim, "ask"))
    key = page.context["form"]["sent_key"].value()
    preview = window.post(
        page_of(claim, "ask"), {"words": "Which?", "sent_key": key, "_preview": "1"}
    )
    assertContains(preview, "What the person will read")
    window.post(page_of(claim, "ask"), {"words": "Which doctor?", "sent_key": key})
    claim.refresh_from_db()
    assert claim.state == ClaimState.NEEDS_YOU
    [answer] = thread.answers_to(claim.procedure)
    assert (answer.text, answer.until) == (
        "Which doctor?",
        working.answer_until(today=clock.today()),
    )


def test_ready_texts_come_in_the_persons_language(window, claim):
    claim.person.language = "de"
    claim.person.save()
    page = window.get(page_of(claim, "ask"))
    texts = page.context["form"].texts
    assert {text.language for text in texts} == {"de"}
    assert any("Zahlungsnachweis" in text.text for text in texts)
    assert not any("{" in text.text for text in texts)


def test_handing_over_names_the_colleagues(window, agent, other, claim):
    page = window.get(page_of(claim, "hand-over"))
    assertContains(page, str(other))
    assertRedirects(window.post(page_of(claim, "hand-over"), {"to": other.pk}), page_of(claim))
    claim.refresh_from_db()
    assert claim.agent == other
    assert "Take it over from your colleague" in deeds(window, claim)


def test_whoever_opens_the_post_notes_the_original(other, claim):
    claim.original, claim.original_received_at = Original.AWAITED, None
    claim.save()
    window_of(other).post(page_of(claim, "original"))
    claim.refresh_from_db()
    assert claim.original == Original.RECEIVED


def test_of_two_windows_the_second_hears_who_was_faster(window, other):
    claim = a_claim()
    window_of(other).post(page_of(claim, "take"))
    answer = window.post(page_of(claim, "take"), follow=True)
    assertContains(answer, str(other))
    assertNotContains(answer, "already decided")
    claim.refresh_from_db()
    assert claim.agent == other


def test_in_ones_own_file_nothing_is_offered_but_writing():
    person_agent = an_agent()
    claim = a_claim(person=InsuredPersonFactory(account=person_agent))
    assert deeds(window_of(person_agent), claim) == ["Write to the person"]


# -- correcting -------------------------------------------------------------------------------


def test_an_agent_completes_a_bill_and_sees_what_it_comes_to(window, claim):
    bill = claim.bills.get()
    doctor = ProviderFactory(code="12345")
    child = InsuredPersonFactory()
    TieFactory(principal=claim.person, member=child)
    answer = window.post(
        bill_page(bill),
        typed(bill, line_of(bill, code="c10", amount="69,70"), provider="123 45", patient=child.pk),
        follow=True,
    )
    assertContains(answer, "Saved, and calculated anew.")
    bill.refresh_from_db()
    assert (bill.provider, bill.patient) == (doctor, child)
    assert bill.lines.get().code == "C10"


@pytest.mark.parametrize(("country", "kept"), [("FR", False), ("LU", None)])
def test_an_agent_says_whether_care_abroad_was_urgent(window, claim, country, kept):
    bill = claim.bills.get()
    window.post(bill_page(bill), typed(bill, country=country, urgent="False"))
    bill.refresh_from_db()
    assert (bill.country, bill.urgent) == (country, kept)
    assertContains(window.get(bill_page(bill)), "Care abroad: was it urgent?")


def test_an_agent_adds_a_line_and_takes_one_away(window, claim):
    bill = claim.bills.get()
    new = {"code": "C10", "served_on": "02/11/2026", "quantity": 1, "amount": "69.70"}
    window.post(bill_page(bill), typed(bill, line_of(bill, is_gone="on"), new))
    assert bill.lines.get().code == "C10"


def test_a_rate_is_typed_in_per_cent(window, claim):
    bill = claim.bills.get()
    row = line_of(bill, approved_tariff="50", approved_rate="80")
    window.post(bill_page(bill), typed(bill, row))
    line = bill.lines.get()
    assert (line.approved_tariff, line.approved_rate) == (Decimal("50.00"), Decimal("0.8000"))
    page = window.get(bill_page(bill))
    assertContains(page, "An agent has set a value by hand.")
    assertContains(page, "40.00")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"provider": "nobody"}, "No provider has this code."),
        ({"matricule": "1980011500131"}, "valid matricule"),
        ({"paid_on": "01/01/2099"}, "A payment cannot lie after"),
        ({"exchange_rate": "1.2"}, "A bill in euros has no exchange rate."),
    ],
)
def test_what_is_not_right_is_said_at_the_field(window, claim, values, sentence):
    bill = claim.bills.get()
    before = mark_of_bill(bill)
    page = window.post(bill_page(bill), typed(bill, **values))
    assertContains(page, sentence)
    bill.refresh_from_db()
    assert mark_of_bill(bill) == before


def test_what_is_not_right_in_a_line_is_said_there(window, claim):
    bill = claim.bills.get()
    page = window.post(
        bill_page(bill), typed(bill, line_of(bill, approved_quantity=4, served_on="01/01/2099"))
    )
    assertContains(page, "from 0 to 1")
    assertContains(page, "Care cannot lie after")


def test_a_window_that_is_out_of_date_changes_nothing(window, claim):
    bill = claim.bills.get()
    data = typed(bill, number="from the old window")
    window.post(bill_page(bill), typed(bill, number="new"))
    page = window.post(bill_page(bill), data)
    assertContains(page, "has changed in the meantime")
    bill.refresh_from_db()
    assert bill.number == "new"


def test_who_does_not_have_the_claim_reads_only(other, claim):
    bill = claim.bills.get()
    window = window_of(other)
    page = window.get(bill_page(bill))
    assert page.context["form"] is None
    assertContains(page, "has this claim since")
    assertRedirects(window.post(bill_page(bill), typed(bill, number="x")), bill_page(bill))
    bill.refresh_from_db()
    assert bill.number != "x"


def test_the_whole_bill_is_refused_for_one_reason(window, claim):
    bill = claim.bills.get()
    page = window.post(bill_page(bill), {"_refuse": "1", "reason": ""})
    assert page.context["refuse"].errors
    window.post(bill_page(bill), {"_refuse": "1", "reason": Reason.ILLEGIBLE})
    page = window.get(bill_page(bill))
    assertContains(page, "The bill cannot be read.")
    assert page.context["one"].can_be_decided


# -- deciding ---------------------------------------------------------------------------------


def decision_form(window, claim, **said):
    form = window.get(page_of(claim, "decide")).context["form"]
    return {"seen": form["seen"].value(), "bills": form["bills"].value(), "words": "", **said}


def test_deciding_from_the_page(window, claim):
    answer = window.post(page_of(claim, "decide"), decision_form(window, claim, words="Bonjour"))
    assertRedirects(answer, page_of(claim))
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED
    decision = Decision.objects.get()
    assert decision.message == "Bonjour"
    assertContains(window.get(page_of(claim)), Statement.objects.get().number)


def test_the_link_of_a_bill_chooses_that_bill(window, agent):
    claim = a_claim(agent=agent, bills=2)
    second = claim.bills.get(position=2)
    address = window.get(bill_page(second)).context["decide_address"]
    form = window.get(address.partition("#")[0]).context["form"]
    assert form["bills"].value() == [str(second.pk)]


def test_deciding_what_has_changed_shows_it_again(window, claim):
    data = decision_form(window, claim)
    claim.bills.get().lines.update(amount=Decimal("10.00"))
    answer = window.post(page_of(claim, "decide"), data, follow=True)
    assertContains(answer, "The claim has changed in the meantime.")
    assert not Decision.objects.exists()


def test_deciding_nothing_is_said(window, claim):
    page = window.post(page_of(claim, "decide"), decision_form(window, claim, bills=[]))
    assertContains(page, "Choose at least one bill.")


def test_money_before_the_original_is_refused_with_a_sentence(window, claim):
    type(claim).objects.update(original=Original.AWAITED, original_received_at=None)
    page = window.post(page_of(claim, "decide"), decision_form(window, claim))
    assertContains(page, "The original has not come yet.")


def test_a_bill_that_is_open_cannot_be_chosen(window, claim):
    LineFactory(bill=BillFactory(claim=claim), code="NOVALUE")
    page = window.get(page_of(claim, "decide"))
    assert len(page.context["form"].fields["bills"].choices) == 1
    claim.bills.get(position=1).lines.update(code="NOVALUE")
    assert "Decide bills" not in deeds(window, claim)


def test_the_second_agent_confirms_from_the_page(window, other, claim):
    claim.bills.get().lines.update(
        amount=Decimal("1500"), approved_tariff=Decimal("1500"), approved_rate=Decimal("1")
    )
    page = window.get(page_of(claim, "decide"))
    assert any("waits for a second agent" in effect for effect in page.context["effects"])
    window.post(page_of(claim, "decide"), decision_form(window, claim))
    claim.refresh_from_db()
    assert claim.state == ClaimState.PROPOSED
    assert "Confirm as the second agent" not in deeds(window, claim)
    theirs = window_of(other)
    assert deeds(theirs, claim)[:2] == [
        "Confirm as the second agent",
        "Send it back to the agent who proposed it",
    ]
    theirs.post(page_of(claim, "confirm"))
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED


def test_the_second_agent_sends_it_back_from_the_page(window, other, claim):
    claim.bills.get().lines.update(approved_tariff=Decimal("1500"), amount=Decimal("1500"))
    window.post(page_of(claim, "decide"), decision_form(window, claim))
    theirs = window_of(other)
    assert theirs.post(page_of(claim, "send-back"), {"reason": ""}).context["form"].errors
    theirs.post(page_of(claim, "send-back"), {"reason": "The tariff is another one."})
    claim.refresh_from_db()
    assert (claim.state, claim.bills.get().state) == (ClaimState.BEING_CHECKED, BillState.OPEN)
    assertContains(window.get(page_of(claim)), "The tariff is another one.")


def test_nobody_reads_an_agents_reason_in_the_history(window, other, claim):
    claim.bills.get().lines.update(approved_tariff=Decimal("1500"), amount=Decimal("1500"))
    window.post(page_of(claim, "decide"), decision_form(window, claim))
    window_of(other).post(page_of(claim, "send-back"), {"reason": "Secret"})
    events = claim.procedure.events.all()
    assert not any("Secret" in event.reason for event in events)
    assertNotContains(window.get(page_of(claim, "ask")), "%(")


def test_no_page_of_the_room_says_a_placeholder(window, claim):
    page = window.get(bill_page(claim.bills.get())).content.decode()
    assert not re.search(r"%\(\w+\)s|\{\w+\}", page)
    assert marks_of(claim)


@pytest.mark.parametrize(
    "entry",
    importlib.import_module("reimbursements.migrations.0009_first_ready_texts").BASE_SET,
    ids=lambda entry: entry[0],
)
def test_the_first_ready_texts_are_complete_in_four_languages(entry):
    _code, use, _position, words = entry
    assert set(words) == {"fr", "de", "lb", "en"}
    used = {frozenset(placeholders_in(text)) for _title, text in words.values()}
    assert len(used) == 1, "each language fills in the same"
    for title, text in words.values():
        assert title
        assert what_is_wrong(text, known=Placeholder.values) is None
        assert use == ReplyUse.ASK or "{deadline}" not in text
