"""What the database refuses about cover, families, cards and papers: each promise, broken once."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from insured.models import BankAccount, Card, Declaration, Mandate, Paper, Request
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import (
    NOON,
    BankAccountFactory,
    CardFactory,
    DeclarationFactory,
    DeclarationImportFactory,
    FormerMatriculeFactory,
    GuardianshipFactory,
    LifeNoteFactory,
    MandateFactory,
    PaperFactory,
    PeriodFactory,
    RejectedRowFactory,
    RequestDocumentFactory,
    RequestFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@contextmanager
def refused(constraint: str):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        yield
    assert broken.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("constraint", "factory", "columns"),
    [
        ("former_matricule_is_thirteen_digits", FormerMatriculeFactory, {"matricule": "12"}),
        ("import_state_is_known", DeclarationImportFactory, {"state": "lost"}),
        ("import_is_over_iff_dated", DeclarationImportFactory, {"state": "done"}),
        ("declaration_movement_is_known", DeclarationFactory, {"movement": "stay"}),
        ("declaration_cover_is_declared", DeclarationFactory, {"cover": "co_insured"}),
        ("declaration_fund_is_known", DeclarationFactory, {"fund": "aok"}),
        (
            "declaration_contradicts_iff_it_says_how",
            DeclarationFactory,
            {"standing": "contradicting"},
        ),
        (
            "declaration_set_aside_iff_somebody_said_why",
            DeclarationFactory,
            {"standing": "set_aside"},
        ),
        ("period_cover_is_known", PeriodFactory, {"cover": "luck"}),
        ("period_fund_is_known", PeriodFactory, {"fund": "aok"}),
        (
            "period_ends_after_it_begins",
            PeriodFactory,
            {"first_day": DAY, "last_day": BEFORE},
        ),
        ("period_is_through_somebody_iff_co_insured", PeriodFactory, {"cover": "co_insured"}),
        ("guardianship_source_is_known", GuardianshipFactory, {"source": "rumour"}),
        (
            "guardianship_ends_after_it_begins",
            GuardianshipFactory,
            {"first_day": DAY, "last_day": BEFORE},
        ),
        ("tie_relation_is_known", TieFactory, {"relation": "cousin", "basis": "decision"}),
        ("tie_basis_is_known", TieFactory, {"basis": "luck"}),
        (
            "tie_is_never_automatic_for_a_couple",
            TieFactory,
            {"relation": "spouse", "basis": "automatic"},
        ),
        (
            "tie_ends_after_it_begins",
            TieFactory,
            {"first_day": DAY, "last_day": BEFORE, "end_reason": "death"},
        ),
        ("tie_ended_iff_it_says_why", TieFactory, {"last_day": AFTER}),
        ("mandate_opens_something_known", MandateFactory, {"scopes": []}),
        ("mandate_opens_something_known", MandateFactory, {"scopes": ["everything"]}),
        (
            "mandate_ends_after_it_begins",
            MandateFactory,
            {"first_day": DAY, "last_day": BEFORE},
        ),
        ("mandate_has_a_holder_iff_accepted", MandateFactory, {"accepted_at": NOON}),
        ("mandate_revoked_iff_somebody_did", MandateFactory, {"revoked_at": NOON}),
        ("mandate_evidence_is_known", MandateFactory, {"evidence": "hearsay"}),
        ("mandate_on_paper_has_its_paper", MandateFactory, {"evidence": "paper"}),
        (
            "mandate_is_not_accepted_and_declined",
            MandateFactory,
            {"accepted": True, "declined_at": NOON},
        ),
        ("paper_code_is_long_enough", PaperFactory, {"code": "SHORT"}),
        ("paper_kind_is_known", PaperFactory, {"kind": "diploma"}),
        ("paper_language_is_known", PaperFactory, {"language": "it"}),
        ("paper_ends_after_it_begins", PaperFactory, {"first_day": DAY, "last_day": BEFORE}),
        ("paper_replacing_a_card_ends", PaperFactory, {"kind": "replacement", "last_day": None}),
        ("paper_withdrawn_iff_it_says_why", PaperFactory, {"withdrawn_at": NOON}),
        ("card_state_is_known", CardFactory, {"state": "melted"}),
        ("card_reason_is_known", CardFactory, {"reason": "boredom"}),
        (
            "card_european_side_ends_after_it_begins",
            CardFactory,
            {"european_from": DAY, "european_until": BEFORE},
        ),
        ("card_is_sent_iff_dated", CardFactory, {"sent_on": None}),
        ("card_is_over_iff_dated", CardFactory, {"state": "lost"}),
        ("request_kind_is_known", RequestFactory, {"state": "sent"}),
        ("request_taken_iff_dated", RequestFactory, {"taken_at": NOON}),
        ("request_document_kind_is_known", RequestDocumentFactory, {"kind": "photo"}),
        ("bank_account_state_is_known", BankAccountFactory, {"state": "burnt"}),
        ("bank_account_country_has_two_letters", BankAccountFactory, {"country": "lu"}),
        ("bank_account_shows_four_characters", BankAccountFactory, {"last_four": "12"}),
        ("bank_account_decided_iff_dated", BankAccountFactory, {"state": "proposed"}),
        ("bank_account_replaced_iff_dated", BankAccountFactory, {"state": "replaced"}),
        ("bank_account_rejected_says_why", BankAccountFactory, {"state": "rejected"}),
        ("life_note_kind_is_known", LifeNoteFactory, {"kind": "forty"}),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(constraint, factory, columns):
    if constraint == "request_kind_is_known":
        row = RequestFactory()
        with refused(constraint):
            Request.objects.filter(pk=row.pk).update(kind="wish")
        return
    with refused(constraint):
        factory(**columns)


def test_the_same_declaration_is_kept_once():
    first = DeclarationFactory()
    with refused("declaration_is_kept_once"):
        DeclarationFactory(number=first.number, person=first.person)
    assert Declaration.objects.get() == first


def test_a_line_is_rejected_once():
    first = RejectedRowFactory()
    with refused("rejected_row_once_per_line"):
        RejectedRowFactory(source=first.source, line=first.line)


def test_nobody_is_insured_through_themselves():
    person = InsuredPersonFactory()
    with refused("period_is_through_somebody_else"):
        PeriodFactory(person=person, through=person)


def test_two_periods_of_one_kind_never_share_a_day():
    first = PeriodFactory(first_day=BEFORE, last_day=DAY)
    with refused("period_one_of_a_kind_at_a_time"):
        PeriodFactory(person=first.person, first_day=DAY)
    PeriodFactory(person=first.person, first_day=AFTER)
    PeriodFactory(person=first.person, first_day=BEFORE, cover="pension")
    PeriodFactory(first_day=BEFORE)


def test_nobody_is_their_own_guardian():
    person = InsuredPersonFactory()
    with refused("guardianship_is_over_somebody_else"):
        GuardianshipFactory(holder=person, child=person)


def test_a_guardianship_is_written_down_once():
    first = GuardianshipFactory()
    with refused("guardianship_once_at_a_time"):
        GuardianshipFactory(holder=first.holder, child=first.child)
    GuardianshipFactory(child=first.child)


def test_nobody_is_co_insured_with_themselves():
    person = InsuredPersonFactory()
    with refused("tie_is_between_two_people"):
        TieFactory(principal=person, member=person)


def test_a_member_has_one_main_insured_person_at_a_time():
    first = TieFactory()
    with refused("tie_one_at_a_time_per_member"):
        TieFactory(member=first.member)


def test_a_main_insured_person_has_one_spouse_or_partner_at_a_time():
    first = TieFactory(spouse=True)
    with refused("tie_one_spouse_or_partner_at_a_time"):
        TieFactory(principal=first.principal, relation="partner", basis="decision")
    TieFactory(principal=first.principal)


def test_nobody_holds_a_mandate_of_their_own():
    mandate = MandateFactory(accepted=True)
    with refused("mandate_is_for_somebody_else"):
        Mandate.objects.filter(pk=mandate.pk).update(holder=mandate.grantor)


def test_a_code_leads_to_one_paper():
    paper = PaperFactory()
    with refused("paper_code_is_unique"):
        PaperFactory(code=paper.code)
    assert Paper.objects.get() == paper


def test_one_card_is_in_use_and_one_is_on_its_way():
    card = CardFactory()
    on_its_way = CardFactory(person=card.person, ordered=True, replaces=card)
    with refused("card_one_in_use_per_person"):
        CardFactory(person=card.person)
    with refused("card_one_on_its_way_per_person"):
        CardFactory(person=card.person, ordered=True)
    with refused("card_replaces_another_one"):
        Card.objects.filter(pk=on_its_way.pk).update(replaces=on_its_way)


def test_a_request_moves_only_with_what_belongs_to_its_state():
    request = RequestFactory(kind="s1")
    rows = Request.objects.filter(pk=request.pk)
    with refused("request_state_is_known"):
        rows.update(state="forgotten")
    with refused("request_decided_iff_dated"):
        rows.update(state="refused")
    with refused("request_being_checked_has_its_agent"):
        rows.update(state="needs_you")
    agent = AccountFactory(agent=True)
    with refused("request_answered_iff_dated"):
        rows.update(state="answered", decided_at=NOON, decided_by=agent)
    rows.update(
        state="answered",
        decided_at=NOON,
        decided_by=agent,
        answered_on=DAY,
        answer_kind="s071",
    )


def test_the_same_is_asked_once_until_it_is_decided():
    request = RequestFactory(kind="voluntary_insurance")
    with refused("request_open_once_per_kind_and_person"):
        RequestFactory(kind="voluntary_insurance", person=request.person)
    Request.objects.filter(pk=request.pk).update(state="withdrawn")
    RequestFactory(kind="voluntary_insurance", person=request.person)


def test_several_members_of_a_family_may_be_added_at_once():
    request = RequestFactory(kind="co_insurance")
    RequestFactory(kind="co_insurance", person=request.person)


def test_one_bank_account_is_in_force_and_one_is_proposed():
    account = BankAccountFactory()
    with refused("bank_account_one_in_force_per_person"):
        BankAccountFactory(person=account.person)
    BankAccountFactory(person=account.person, proposed=True)
    with refused("bank_account_one_proposed_per_person"):
        BankAccountFactory(person=account.person, proposed=True)


def test_an_agent_does_not_confirm_their_own_proposal():
    account = BankAccountFactory(proposed=True)
    rows = BankAccount.objects.filter(pk=account.pk)
    with refused("bank_account_by_an_agent_has_four_eyes"):
        rows.update(state="in_force", decided_at=NOON, decided_by=account.proposed_by)
    rows.update(state="in_force", decided_at=NOON, decided_by=AccountFactory(agent=True))


def test_a_person_is_told_once_about_a_day():
    note = LifeNoteFactory()
    with refused("life_note_once_per_kind_and_day"):
        LifeNoteFactory(person=note.person, kind=note.kind, day=note.day)
