"""A granted restriction holds until its end is announced; agents read on each case that it does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock, keeping
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.privacy import forgetting
from cns_portal.procedures import history
from cns_portal.procedures.models import Procedure
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.rights.rules.states import is_in_force
from cns_portal.rights.selectors import restrictions
from cns_portal.rights.services.lifting import lift
from incapacity.services import asking
from tests.appointments.agents import agent_of
from tests.appointments.agents import page as appointment_page
from tests.contact.asking import of_a_person
from tests.factories import AgencyFactory, AppointmentFactory, InsuredPersonFactory
from tests.incapacity.agents import page_of as certificate_page
from tests.incapacity.factories import CertificateFactory
from tests.insured.agents import file_page, request_page, window_of
from tests.insured.factories import BankAccountFactory, CardFactory
from tests.reimbursements.agents import a_claim
from tests.reimbursements.agents import page_of as claim_page
from tests.reimbursements.factories import (
    ComplementaryClaimFactory,
    ObjectionFactory,
    PaymentFactory,
    RecalculationFactory,
    decided,
)
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import QUEUE, an_officer, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]

A_DAY = timedelta(days=1)
BLOCKED = "The data of this person are blocked"


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True, language="en")


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def restriction(person):
    return granted(person)


def granted(person, **columns) -> RightsRequest:
    return RightsRequestFactory(
        **{
            "person": person,
            "kind": RightsKind.RESTRICTION,
            "details": {"ground": "accuracy", "data": "My address", "text": "It is wrong."},
            "answered_no": True,
            "state": RightsState.ACCEPTED,
            "decision": {"said": "They are blocked.", "bases": ["art_18_1"]},
            **columns,
        }
    )


def tomorrow():
    return clock.today() + A_DAY


def test_it_holds_until_the_day_that_was_announced_and_the_person_is_told_before(
    person, restriction, officer, monkeypatch
):
    lift(restriction.pk, agent=officer, on=tomorrow(), said="Your address is corrected.")
    assert list(restrictions.blocked()) == [person.dossier]
    message = Message.objects.get(dossier=person.dossier)
    assert message.title == "Your data will not be blocked any more"
    assert "Your address is corrected." in message.body
    assert [event.what for event in history(restriction.procedure)][-1] == "rights.lifted"
    then = tomorrow()
    monkeypatch.setattr("cns_portal.clock.today", lambda: then)
    assert list(restrictions.blocked()) == []


def test_the_rule_and_the_question_to_the_table_say_the_same(person):
    today = clock.today()
    for state in (RightsState.ACCEPTED, RightsState.PARTLY_ACCEPTED):
        for days in (None, -1, 0, 1):
            lifted = None if days is None else today + days * A_DAY
            request = granted(person, state=state, lifted_from=lifted, days_ago=9)
            in_force = is_in_force(
                kind=RightsKind.RESTRICTION, state=state, lifted_from=lifted, today=today
            )
            assert in_force == (days is None or days > 0)
            found = restrictions.in_force(today=today).filter(pk=request.pk)
            assert found.exists() == in_force


@pytest.mark.parametrize(
    ("days", "said", "refusal"),
    [
        (0, "It is corrected.", RightsRefusal.NOT_TOLD_BEFORE),
        (-1, "It is corrected.", RightsRefusal.NOT_TOLD_BEFORE),
        (1, "  ", RightsRefusal.NO_REASON_TO_LIFT),
    ],
)
def test_nobody_is_unblocked_unawares_or_without_a_reason(
    restriction, officer, days, said, refusal
):
    with pytest.raises(Refused) as refused:
        lift(restriction.pk, agent=officer, on=clock.today() + days * A_DAY, said=said)
    assert refused.value.reason == refusal
    restriction.refresh_from_db()
    assert restriction.lifted_from is None


def test_it_ends_once_and_nothing_but_a_granted_restriction_ends(person, restriction, officer):
    lift(restriction.pk, agent=officer, on=tomorrow(), said="It is corrected.")
    others = [
        restriction,
        granted(person, state=RightsState.REFUSED),
        granted(person, kind=RightsKind.OBJECTION),
    ]
    for request in others:
        with pytest.raises(Refused) as refused:
            lift(request.pk, agent=officer, on=tomorrow() + A_DAY, said="Once more.")
        assert refused.value.reason == RightsRefusal.CLOSED


def test_nobody_lifts_a_restriction_of_their_own(person, restriction):
    with pytest.raises(Refused) as refused:
        lift(restriction.pk, agent=person.account, on=tomorrow(), said="I may.")
    assert refused.value.reason == RightsRefusal.OWN_FILE


def test_whoever_did_not_sign_in_gets_an_e_mail_without_the_reason(officer, person):
    request = granted(person, outside=True)
    RightsRequest.objects.filter(pk=request.pk).update(person=person)
    lift(request.pk, agent=officer, on=tomorrow(), said="Your address is corrected.")
    email = Email.objects.get()
    assert "corrected" not in email.text_body + email.subject
    assert not Message.objects.exists()


def test_a_link_that_had_ended_opens_again_for_the_reason(client, officer, person, settings):
    request = granted(person, outside=True, days_ago=settings.RIGHTS_LINK_DAYS + 9)
    RightsRequest.objects.filter(pk=request.pk).update(person=person)
    address = f"/data-request/{links.token(request)}/"
    assert "They are blocked." not in client.get(address, follow=True).content.decode()
    lift(request.pk, agent=officer, on=tomorrow(), said="Your address is corrected.")
    assertContains(client.get(address, follow=True), "Your address is corrected.")
    past = clock.today() - timedelta(days=settings.RIGHTS_LINK_DAYS + 1)
    RightsRequest.objects.update(decided_at=clock.now() - 900 * A_DAY, lifted_from=past)
    assert "corrected" not in client.get(address, follow=True).content.decode()


def test_a_request_whose_restriction_holds_is_never_forgotten_and_then_in_its_time(
    person, restriction, officer
):
    draft = CertificateFactory(person=person, draft=True)
    years = timedelta(days=3 * 365)
    Procedure.objects.filter(pk=restriction.procedure_id).update(updated_at=clock.now() - years)
    later = clock.now() + timedelta(days=200)
    forgetting.forget(now=later, thorough=True)
    assert RightsRequest.objects.filter(pk=restriction.pk).exists()
    RightsRequest.objects.update(
        decided_at=clock.now() - years, lifted_from=clock.today() - timedelta(days=800)
    )
    forgetting.forget(now=later, thorough=True)
    assert not RightsRequest.objects.exists()
    assert not type(draft).objects.exists()


# -- pages --------------------------------------------------------------------------------------


def test_the_officer_lifts_it_after_reading_what_the_person_will_read(restriction, officer):
    window = window_of(officer)
    page = window.get(page_of(restriction))
    assertContains(page, "until you lift the restriction")
    assertContains(page, page_of(restriction, "lift"))
    said = {"on": tomorrow().isoformat(), "said": "Your address is corrected."}
    preview = window.post(page_of(restriction, "lift"), {**said, "_preview": "1"})
    assertContains(preview, "Your data will not be blocked any more")
    assertRedirects(window.post(page_of(restriction, "lift"), said), page_of(restriction))
    page = window.get(page_of(restriction))
    assertContains(page, "not any more from")
    assertNotContains(page, page_of(restriction, "lift"))


def test_a_day_that_is_too_early_is_refused_and_the_words_stay(restriction, officer):
    said = {"on": clock.today().isoformat(), "said": "Your address is corrected."}
    answer = window_of(officer).post(page_of(restriction, "lift"), said)
    assertContains(answer, "The restriction can end tomorrow at the earliest")
    assertContains(answer, "Your address is corrected.")


def test_the_officer_finds_what_is_blocked_from_the_first_page(restriction, officer):
    window = window_of(officer)
    assertContains(window.get("/admin/"), f"{QUEUE}?blocking=now")
    listed = window.get(f"{QUEUE}?blocking=now").context["cl"].result_list
    assert list(listed) == [restriction]
    lift(restriction.pk, agent=officer, on=tomorrow(), said="It is corrected.")
    RightsRequest.objects.update(decided_at=clock.now() - 9 * A_DAY, lifted_from=clock.today())
    assert list(window.get(f"{QUEUE}?blocking=now").context["cl"].result_list) == []


def test_the_person_reads_that_their_data_are_blocked_and_from_when_not(
    client, person, restriction, officer
):
    client.force_login(person.account)
    address = reverse("rights:request", args=[restriction.public_id])
    assertContains(client.get(address), "We tell you before this ends.")
    lift(restriction.pk, agent=officer, on=tomorrow(), said="Your address is corrected.")
    page = client.get(address)
    assertContains(page, "Your data are blocked")
    assertContains(page, "Your address is corrected.")


def test_agents_read_it_on_the_file_and_on_every_case(person):
    """And nobody reads it of somebody else."""
    agency = AgencyFactory(open=True)
    agent = agent_of(agency)
    agent.is_superuser = True
    agent.save()
    asked = asking.ask_to_lift(
        person=CertificateFactory(person=person, last_day=clock.today() + 60 * A_DAY).person,
        first=clock.today(),
        because="",
        actor=person.account,
    )
    question, statement = of_a_person(person), decided(person=person)
    call = AppointmentFactory(agency=agency, person=person, video=True)
    pages = [
        file_page(person),
        certificate_page(CertificateFactory(person=person)),
        claim_page(a_claim(person=person)),
        request_page(asked),
        appointment_page(call),
        appointment_page(call, "call"),
        *(
            reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[case.pk])
            for case in (
                question,
                question.procedure,
                CardFactory(person=person),
                BankAccountFactory(person=person, proposed=True),
                PaymentFactory(statement=statement),
                ObjectionFactory(statement=statement),
                RecalculationFactory(bill=statement.claim.bills.get()),
                ComplementaryClaimFactory(person=person),
            )
        ),
    ]
    window = window_of(agent)
    for address in pages:
        assertNotContains(window.get(address), BLOCKED)
    granted(InsuredPersonFactory(signs_in=True))
    request = granted(person)
    for address in pages:
        assertContains(window.get(address), BLOCKED, count=1)
    RightsRequest.objects.filter(pk=request.pk).update(
        decided_at=clock.now() - 9 * A_DAY, lifted_from=clock.today()
    )
    for address in pages:
        assertNotContains(window.get(address), BLOCKED)


def test_nobody_is_blocked_by_a_file_that_is_not_there():
    assert not keeping.is_blocked(0)
