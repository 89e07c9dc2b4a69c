"""Offering, answering and ending a mandate: what changes, who is told, what is recorded."""

from datetime import date, timedelta

import pytest

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from insured.choices.acting import MandateRefusal, MandateState
from insured.models import Mandate
from insured.presenters.mandates import MandateRow
from insured.selectors import acting as files
from insured.selectors import mandates as selectors
from insured.services import mandates as services
from tests.factories import AccountFactory, DocumentFactory, InsuredPersonFactory, some_matricule
from tests.insured.factories import FormerMatriculeFactory, MandateFactory

pytestmark = pytest.mark.django_db

NOBODYS = some_matricule(7, born="19610101")


@pytest.fixture
def josette():
    return InsuredPersonFactory(signs_in=True, first_name="Josette", last_name="Fiktiv")


@pytest.fixture
def claire():
    return InsuredPersonFactory(signs_in=True, first_name="Claire", last_name="Fantasie")


def offer(grantor, holder=None, **words):
    defaults = {
        "matricule": holder.matricule if holder else NOBODYS,
        "name": "Claire Fantasie",
        "scopes": ["reimbursements", "appointments"],
        "first_day": clock.today(),
        "last_day": None,
    }
    return services.offer(grantor, actor=grantor.account, **{**defaults, **words})


def titles(person) -> list[str]:
    return list(Message.objects.of(person.dossier).order_by("pk").values_list("title", flat=True))


def state(mandate, reader) -> MandateState:
    mandate.refresh_from_db()
    return MandateRow(mandate, reader, clock.today()).state


def opened_to(person) -> list:
    return [(file.person, sorted(file.scopes)) for file in files.open_to(person)]


def actions(mandate) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="insured.mandate", subject_id=mandate.pk)
    return list(entries.order_by("pk").values_list("action", flat=True))


# -- offering -----------------------------------------------------------------------------------


def test_an_offer_opens_nothing_and_both_are_told(josette, claire):
    mandate = offer(josette, claire)
    assert (mandate.holder, mandate.scopes) == (None, ["appointments", "reimbursements"])
    assert mandate.offer_ends_at - mandate.offered_at > timedelta(days=13)
    assert opened_to(claire) == []
    assert titles(josette) == ["You have offered a mandate"]
    assert titles(claire) == ["You are offered a mandate"]
    assert {mail.recipient for mail in Email.objects.all()} == {josette.email, claire.email}
    assert all("mandate" not in mail.text_body + mail.subject for mail in Email.objects.all())
    assert actions(mandate) == ["mandate.offered"]


@pytest.mark.parametrize("matters", ["unknown number", "another name", "right"])
def test_the_grantor_reads_the_same_whether_or_not_the_person_is_known(josette, claire, matters):
    if matters == "unknown number":
        offer(josette)
    else:
        offer(josette, claire, name="Claire Fantasie" if matters == "right" else "Claire Modell")
    told = Message.objects.of(josette.dossier).get()
    name = "Claire Modell" if matters == "another name" else "Claire Fantasie"
    assert told.body.startswith(f"You have offered a mandate to {name}. It opens nothing until")
    row = MandateRow(selectors.of(josette).get(), josette, clock.today())
    assert (row.other_name, row.state) == (name, MandateState.OFFERED)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_second_click_offers_nothing_twice(josette, claire, is_known):
    holder = claire if is_known else None
    first = offer(josette, holder)
    with pytest.raises(Refused) as refused:
        offer(josette, holder)
    assert refused.value.reason == MandateRefusal.OFFERED_ALREADY
    assert selectors.of(josette).count() == 1
    assert len(titles(josette)) == 1
    offer(josette, holder, scopes=["insurance"])  # another mandate is one of its own
    services.end(first, actor=josette.account)
    offer(josette, holder)  # and what was withdrawn can be offered again


def test_a_number_with_another_name_offers_nothing(josette, claire):
    mandate = offer(josette, claire, name="Claire Modell")
    assert selectors.offered_to(claire) == []
    assert selectors.get_of(claire, mandate.public_id) is None
    assert titles(claire) == []
    with pytest.raises(Refused) as refused:
        services.accept(mandate, holder=claire, actor=claire.account)
    assert refused.value.reason == MandateRefusal.NOT_OFFERED_ANY_MORE


def test_the_offer_waits_for_whoever_signs_in_later(josette):
    mandate = offer(josette)
    late = InsuredPersonFactory(first_name="Claire", last_name="Fantasie", matricule=NOBODYS)
    assert selectors.offered_to(late) == [mandate]


def test_the_number_that_somebody_had_before_finds_them(josette, claire):
    former = FormerMatriculeFactory(person=claire)
    mandate = offer(josette, matricule=former.matricule)
    assert selectors.offered_to(claire) == [mandate]


@pytest.mark.parametrize(
    ("grantor", "words", "refusal"),
    [
        ({"birth_date": date(2015, 1, 1)}, {}, MandateRefusal.GRANTOR_IS_MINOR),
        ({"birth_date": None}, {}, MandateRefusal.GRANTOR_AGE_UNKNOWN),
        ({}, {"scopes": []}, MandateRefusal.NOTHING_OPENED),
        ({}, {"first_day": date(2020, 1, 1)}, MandateRefusal.BEGINS_IN_THE_PAST),
        ({"matricule": NOBODYS}, {}, MandateRefusal.FOR_ONESELF),
    ],
)
def test_what_cannot_be_offered_leaves_nothing(grantor, words, refusal):
    person = InsuredPersonFactory(signs_in=True, **grantor)
    with pytest.raises(Refused) as refused:
        offer(person, **words)
    assert refused.value.reason == refusal
    assert (selectors.of(person).count(), Message.objects.count()) == (0, 0)


def test_nobody_gives_more_than_can_be_watched_over(josette):
    for _ in range(20):
        MandateFactory(grantor=josette, offer_ends_at=clock.now() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        offer(josette)
    assert refused.value.reason == MandateRefusal.TOO_MANY


# -- answering ----------------------------------------------------------------------------------


def test_accepted_it_opens_exactly_what_it_says(josette, claire):
    mandate = offer(josette, claire)
    services.accept(mandate, holder=claire, actor=claire.account)
    assert state(mandate, josette) == MandateState.RUNNING
    assert opened_to(claire) == [(josette, ["appointments", "reimbursements"])]
    assert titles(josette)[-1] == "Your mandate is accepted"
    assert titles(claire)[-1] == "You hold a mandate"
    assert actions(mandate) == ["mandate.offered", "mandate.accepted"]


def test_declined_it_opens_nothing_and_cannot_be_accepted_any_more(josette, claire):
    mandate = offer(josette, claire)
    services.decline(mandate, holder=claire, actor=claire.account)
    assert state(mandate, josette) == MandateState.DECLINED
    assert (titles(josette)[-1], opened_to(claire)) == ("Your mandate is declined", [])
    with pytest.raises(Refused):
        services.accept(mandate, holder=claire, actor=claire.account)


def test_a_minor_may_decline_and_not_accept(josette):
    young = InsuredPersonFactory(
        signs_in=True, first_name="Claire", last_name="Fantasie", birth_date=date(2012, 5, 5)
    )
    mandate = offer(josette, young)
    with pytest.raises(Refused) as refused:
        services.accept(mandate, holder=young, actor=young.account)
    assert refused.value.reason == MandateRefusal.HOLDER_IS_MINOR
    services.decline(mandate, holder=young, actor=young.account)


def test_an_offer_lapses_after_two_weeks(josette, claire, time_machine):
    mandate = offer(josette, claire)
    time_machine.move_to(clock.now() + timedelta(days=15, hours=1))
    assert selectors.offered_to(claire) == []
    assert state(mandate, josette) == MandateState.LAPSED
    with pytest.raises(Refused):
        services.accept(mandate, holder=claire, actor=claire.account)


def test_nobody_else_answers_it(josette, claire):
    mandate, stranger = offer(josette, claire), InsuredPersonFactory(signs_in=True)
    for person in (stranger, josette):
        with pytest.raises(Refused):
            services.accept(mandate, holder=person, actor=person.account)


# -- ending -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["grantor", "holder", "agent"])
def test_either_side_ends_it_at_once_and_both_are_told(who):
    mandate = MandateFactory(accepted=True, first_day=clock.today())
    actor = {
        "grantor": mandate.grantor.account,
        "holder": mandate.holder.account,
        "agent": AccountFactory(agent=True),
    }[who]
    assert opened_to(mandate.holder)
    services.end(mandate, actor=actor)
    assert opened_to(mandate.holder) == []
    assert state(mandate, mandate.grantor) == MandateState.REVOKED
    assert mandate.revoked_by == actor
    assert titles(mandate.grantor) == titles(mandate.holder) == ["A mandate has ended"]
    with pytest.raises(Refused) as refused:
        services.end(mandate, actor=actor)
    assert refused.value.reason == MandateRefusal.NOT_IN_FORCE


def test_a_withdrawn_offer_is_told_to_whom_it_was_made(josette, claire):
    mandate = offer(josette, claire)
    services.end(mandate, actor=josette.account)
    assert state(mandate, josette) == MandateState.WITHDRAWN
    assert (selectors.offered_to(claire), titles(claire)[-1]) == ([], "A mandate has ended")


# -- on paper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["grantor", "holder"])
def test_no_agent_registers_a_paper_of_their_own(josette, claire, role):
    people = {"grantor": josette, "holder": claire}
    with pytest.raises(Refused) as refused:
        services.register_on_paper(
            **people,
            agent=people[role].account,
            scopes=["appointments"],
            first_day=clock.today(),
            last_day=None,
            document=DocumentFactory(),
        )
    assert refused.value.reason == MandateRefusal.OWN_FILE
    assert not Mandate.objects.exists()


def test_a_paper_that_an_agent_registers_holds_at_once(josette, claire):
    agent = AccountFactory(agent=True)
    mandate = services.register_on_paper(
        grantor=josette,
        holder=claire,
        agent=agent,
        scopes=["appointments"],
        first_day=clock.today() - timedelta(days=30),
        last_day=None,
        document=DocumentFactory(),
    )
    assert opened_to(claire) == [(josette, ["appointments"])]
    assert (mandate.created_by, mandate.evidence) == (agent, "paper")
    assert titles(josette) == titles(claire) == ["A mandate is registered"]
    assert actions(mandate) == ["mandate.registered"]
