"""The two requests of this room in the hall's queue: read, doubted, accepted with other days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal.kernel.spans import Days
from incapacity.admin.showing import address_of
from incapacity.choices.asking import StayReason
from incapacity.models import Certificate
from incapacity.selectors import absences
from incapacity.selectors.granted import granted_to
from incapacity.services import asking
from incapacity.services.asking import Stay
from incapacity.services.staff import ensure_agent_group as ensure_incapacity_group
from insured.choices import RequestState
from insured.choices.countries import Country
from insured.services import requests
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.agents import an_agent, request_page, window_of

pytestmark = pytest.mark.django_db

TODAY, LAST = date(2026, 11, 22), date(2027, 1, 31)
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    now = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
    monkeypatch.setattr("cns_portal.clock.now", lambda: now)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    person = InsuredPersonFactory(signs_in=True, language="en", country="LU")
    CertificateFactory(person=person, first_day=date(2026, 11, 2), last_day=LAST)
    return person


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def stay(me, agent):
    """Asked for beyond the last certificate, and taken by the agent."""
    item = asking.ask_to_stay_abroad(
        person=me,
        stay=Stay(
            days=Days(LAST - A_DAY, LAST + 3 * A_DAY),
            country=Country.PT,
            address="Rua Nova 1, Lisboa",
            telephone="+351912345678",
            reason=StayReason.PALLIATIVE_CARE,
        ),
        actor=me.account,
    )
    requests.take(item.pk, agent=agent)
    return item


@pytest.fixture
def lifting(me, agent):
    item = asking.ask_to_lift(person=me, first=TODAY, because="I walk.", actor=me.account)
    requests.take(item.pk, agent=agent)
    return item


def granted(person):
    return [one.days for one in granted_to(person, absences.of(person))]


def test_the_page_says_what_was_stated_and_what_no_certificate_covers(window, stay):
    shown = window.get(request_page(stay))
    assertContains(shown, "Rua Nova 1, Lisboa")
    assertContains(shown, "Palliative care")
    assertContains(shown, "Not covered by a certificate yet: from 1 February 2027")


def test_whoever_reads_certificates_sees_those_of_the_days_beside_the_request(
    window, agent, stay, lifting, me
):
    """Sent ones that count, each with its state; a draft, a refused one, another time are not."""
    one = Certificate.objects.get(person=me)
    CertificateFactory(person=me, first_day=date(2026, 10, 1), last_day=date(2026, 10, 3))
    CertificateFactory(person=me, first_day=LAST, last_day=LAST, refused=True)
    assertNotContains(window.get(request_page(stay)), "Certificates for these days")
    agent.groups.add(ensure_incapacity_group())
    for item in (stay, lifting):
        shown = window.get(request_page(item))
        assertContains(shown, "Certificates for these days")
        assertContains(shown, f'href="{address_of(one.pk)}"', count=1)
        assertContains(shown, f"{one.procedure.reference}: Illness")
        assertContains(shown, ": Illness, ", count=1)


def test_days_without_a_certificate_are_said_to_have_none(window, agent, stay, me):
    Certificate.objects.update(first_day=date(2026, 10, 1), last_day=date(2026, 10, 3))
    agent.groups.add(ensure_incapacity_group())
    shown = window.get(request_page(stay))
    assertContains(shown, "No certificate that counts has a day among them.")


def test_accepting_asks_on_which_days_and_says_what_follows(window, stay, me):
    form = window.get(request_page(stay, "accept"))
    assertContains(form, "The person may stay abroad on the days below")
    assertContains(form, "Allowed until")
    said = {"words": "", "first": "", "last": LAST.isoformat()}
    assertRedirects(window.post(request_page(stay, "accept"), said), request_page(stay))
    assert granted(me) == [Days(LAST - A_DAY, LAST)]


def test_days_turned_round_are_refused_and_what_was_typed_stays(window, stay, me):
    said = {"words": "Have a good journey.", "last": TODAY.isoformat()}
    answer = window.post(request_page(stay, "accept"), said)
    assertContains(answer, "The last day lies before the first day.")
    assertContains(answer, "Have a good journey.")
    stay.refresh_from_db()
    assert stay.state == RequestState.BEING_CHECKED
    assert granted(me) == []


def test_a_slip_of_the_year_is_refused_and_nobody_is_told(window, stay, lifting, me):
    for item, first, last in (
        (stay, "2020-01-01", "2020-01-02"),
        (stay, "", "2036-01-01"),
        (lifting, "2020-01-01", ""),
        (lifting, "2027-12-01", ""),
    ):
        said = {"words": "", "first": first, "last": last}
        answer = window.post(request_page(item, "accept"), said)
        assertContains(answer, "have none in common with those that were asked for")
    assert granted(me) == []


def test_lifting_is_accepted_without_days_until_the_incapacity_ends(window, lifting, me):
    assertContains(window.get(request_page(lifting)), "I walk.")
    form = window.get(request_page(lifting, "accept"))
    assertContains(form, "may leave the house at any hour")
    assertRedirects(
        window.post(request_page(lifting, "accept"), {"words": ""}), request_page(lifting)
    )
    assert granted(me) == [Days(TODAY, LAST)]


def test_both_have_a_queue_of_their_own(window, stay, lifting):
    for kind in ("stay_abroad", "lift_restrictions"):
        shown = window.get(f"/admin/insured/request/?kind={kind}")
        assert shown.status_code == 200
        assertContains(shown, (stay if kind == "stay_abroad" else lifting).procedure.reference)


def test_nobody_decides_their_own_request(me):
    me.account.is_staff = True
    me.account.save()
    item = asking.ask_to_lift(person=me, first=TODAY, because="", actor=me.account)
    me.account.groups.add(*an_agent().groups.all())
    answer = window_of(me.account).post(request_page(item, "take"), follow=True)
    assertContains(answer, "Nobody works on their own file")
    item.refresh_from_db()
    assert item.state == RequestState.SENT
