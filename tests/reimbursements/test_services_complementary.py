"""Asking for the complement: what is paid, by whom, once, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.complementary import ComplementaryRefusal as Refusal
from reimbursements.choices.money import ComplementaryState as State
from reimbursements.choices.money import StatementKind
from reimbursements.models import ComplementaryClaim, Income, Payment, Statement
from reimbursements.parameters.names import COMPLEMENTARY_SHARE
from reimbursements.selectors import complementary as selectors
from reimbursements.services import complementary as services
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, PeriodFactory, TieFactory
from tests.reimbursements.factories import IncomeFactory, ParameterValueFactory
from tests.reimbursements.treated import treated

pytestmark = pytest.mark.django_db

YEAR = 2025
IN_MAY = date(YEAR, 5, 5)


@pytest.fixture
def marie():
    """Earned 30 000 euro in 2024, and bore 900 in 2025: 150 more than 2.5 %."""
    ParameterValueFactory(
        name=COMPLEMENTARY_SHARE,
        amount=Decimal("0.025"),
        unit="share",
        valid_from=date(2024, 1, 1),
        legal_basis="Statuts CNS, art. 154bis",
    )
    person = PeriodFactory(person=InsuredPersonFactory(signs_in=True)).person
    BankAccountFactory(person=person)
    IncomeFactory(person=person, year=YEAR - 1, amount="30000.00")
    treated(person, IN_MAY, participation="900.00")
    return person


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def asked(person) -> ComplementaryClaim:
    return services.ask(person, year=YEAR, actor=person.account)


def being_checked(person, agent) -> ComplementaryClaim:
    return services.take(asked(person).pk, agent=agent)


def test_asking_opens_a_case_and_tells(marie):
    request = asked(marie)
    assert (request.state, request.year, request.sent_by) == (State.SENT, YEAR, marie.account)
    assert [event.what for event in procedures.history(request.procedure)] == ["complementary.sent"]
    assert Message.objects.get().reference == request.procedure.reference
    assert AuditEntry.objects.filter(action="complementary.sent").exists()


def test_one_asks_once_as_long_as_it_is_checked(marie):
    asked(marie)
    with pytest.raises(Refused) as refused:
        asked(marie)
    assert refused.value.reason == Refusal.ALREADY_SENT
    assert ComplementaryClaim.objects.count() == 1


def test_nobody_asks_below_the_threshold(marie):
    Income.objects.update(amount="36000.00")
    with pytest.raises(Refused) as refused:
        asked(marie)
    assert refused.value.reason == Refusal.BELOW_THRESHOLD
    assert not ComplementaryClaim.objects.exists()


def test_what_lies_above_is_paid_once_by_a_statement(marie, agent):
    request = services.accept(being_checked(marie, agent).pk, agent=agent, seen=Decimal("150.00"))
    assert (request.state, request.amount, request.threshold) == (
        State.ACCEPTED,
        Decimal("150.00"),
        "750.00",
    )
    assert request.participation == Decimal("900.00")
    statement = Statement.objects.get(kind=StatementKind.COMPLEMENTARY)
    assert (request.statement, statement.total) == (statement, Decimal("150.00"))
    payment = Payment.objects.get(statement=statement)
    assert payment.amount == Decimal("150.00")
    with pytest.raises(Refused) as refused:
        services.accept(request.pk, agent=agent, seen=Decimal("150.00"))
    assert refused.value.reason == Refusal.CLOSED
    assert Payment.objects.filter(statement=statement).count() == 1


def test_bills_that_come_later_are_paid_later_and_nothing_twice(marie, agent):
    services.accept(being_checked(marie, agent).pk, agent=agent, seen=Decimal("150.00"))
    with pytest.raises(Refused) as refused:
        asked(marie)
    assert refused.value.reason == Refusal.PAID_ALREADY
    treated(marie, IN_MAY, participation="20.00")
    request = services.accept(being_checked(marie, agent).pk, agent=agent, seen=Decimal("20.00"))
    assert request.amount == Decimal("20.00")
    assert selectors.standing_of(marie, YEAR).standing.due == 0


def test_an_amount_that_nobody_saw_is_not_paid(marie, agent):
    request = being_checked(marie, agent)
    treated(marie, IN_MAY, participation="20.00")
    with pytest.raises(Refused) as refused:
        services.accept(request.pk, agent=agent, seen=Decimal("150.00"))
    assert refused.value.reason == Refusal.CHANGED
    assert not Statement.objects.filter(kind=StatementKind.COMPLEMENTARY).exists()


def test_an_unknown_income_is_noted_before_anything_is_paid(marie, agent):
    Income.objects.all().delete()
    request = being_checked(marie, agent)
    with pytest.raises(Refused) as refused:
        services.accept(request.pk, agent=agent, seen=Decimal("150.00"))
    assert refused.value.reason == Refusal.INCOME_UNKNOWN
    services.note_income(request.pk, agent=agent, amount=Decimal("30000"))
    assert selectors.income_of(marie, YEAR - 1) == Decimal("30000.00")
    assert services.accept(request.pk, agent=agent, seen=Decimal("150.00")).amount == 150


def test_the_history_does_not_say_what_somebody_earns(marie, agent):
    request = being_checked(marie, agent)
    services.note_income(request.pk, agent=agent, amount=Decimal("31234.56"))
    services.refuse(request.pk, agent=agent, reason="Earned 31234.56, so not above.")
    lines = [event.what + event.reason for event in procedures.history(request.procedure)]
    details = [str(event.details) for event in AuditEntry.objects.all()]
    assert "31234" not in "".join(lines + details)


def test_a_refusal_has_a_reason_that_the_person_reads(marie, agent):
    request = being_checked(marie, agent)
    with pytest.raises(Refused) as refused:
        services.refuse(request.pk, agent=agent, reason="  ")
    assert refused.value.reason == Refusal.NO_REASON
    services.refuse(request.pk, agent=agent, reason="The income was higher.")
    assert "The income was higher." in Message.objects.latest("pk").body
    assert not Payment.objects.filter(statement__kind=StatementKind.COMPLEMENTARY).exists()


def test_a_colleague_leaves_it_alone_until_it_is_given_back(marie, agent):
    request = being_checked(marie, agent)
    other = AccountFactory(agent=True)
    for act in (
        lambda: services.take(request.pk, agent=other),
        lambda: services.refuse(request.pk, agent=other, reason="No."),
        lambda: services.release(request.pk, agent=other),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason == Refusal.NOT_YOURS
    services.release(request.pk, agent=agent)
    assert services.take(request.pk, agent=other).agent == other


def test_nobody_decides_about_themselves_or_their_family(marie, agent):
    request = asked(marie)
    spouse = InsuredPersonFactory(account=AccountFactory(agent=True))
    TieFactory(principal=marie, member=spouse, spouse=True)
    for account in (marie.account, spouse.account):
        with pytest.raises(Refused) as refused:
            services.take(request.pk, agent=account)
        assert refused.value.reason == Refusal.OWN_FILE


def test_taking_it_back_leaves_nothing_to_do(marie, agent):
    request = asked(marie)
    procedures.withdraw(request.procedure, actor=marie.account)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    with pytest.raises(Refused) as refused:
        services.take(request.pk, agent=agent)
    assert refused.value.reason == Refusal.CLOSED
    assert asked(marie).state == State.SENT


def test_every_line_of_the_history_names_who_did_it(marie, agent):
    request = services.accept(being_checked(marie, agent).pk, agent=agent, seen=Decimal("150.00"))
    kinds = [(event.what, event.actor) for event in procedures.history(request.procedure)]
    assert kinds == [
        ("complementary.sent", marie.account),
        ("complementary.taken", agent),
        ("complementary.accepted", agent),
    ]
    trail = AuditEntry.objects.filter(action__startswith="complementary.")
    assert (trail.count(), trail.filter(actor=None).count()) == (3, 0)
