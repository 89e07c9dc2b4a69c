"""Insurance and family: who sees what, on which day, and at what cost."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from insured.choices import CardReason, CardState, Cover, Relation
from insured.models import Card
from insured.presenters.events import LEADS_TO
from insured.presenters.family_page import DEEDS
from tests.factories import InsuredPersonFactory
from tests.insured.covered import child_of, co_insured, insured
from tests.insured.factories import DeclarationFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def open_page(client, me):
    client.force_login(me.account)

    def open_page(**query):
        return client.get(reverse("insured:family"), query)

    return open_page


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_without_anything_on_file_the_page_says_so(open_page):
    text = words(open_page())
    assert "No affiliation is on file." in text
    assert "Nothing is on file yet" in text
    assert "Nothing is known to change." in text


def test_my_own_insurance_with_why_since_when_and_by_which_text(open_page, me):
    insured(me, date(2020, 3, 1), employer="Beispiller Bakery")
    text = words(open_page())
    assert "Affiliated since 1 March 2020." in text
    assert "Social Security Code (CSS), article 18, paragraph 1" in text
    assert "Beispiller Bakery" in text
    assert "since 1 March 2020" in text


def test_rights_that_are_kept_and_what_ends_when(open_page, me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    text = words(open_page())
    assert "Covered: rights are kept" in text
    assert "until 31 January 2027" in text
    assert "16 October 2026 to 31 January 2027" in text
    assert "from 1 February 2027 on" in text
    assert "The rights that were kept end" in text
    assert "Last day to ask for continued insurance" in text
    assert "15 January 2027" in text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("24/12/2026", "Covered: rights are kept"),
        ("2027-02-01", "except for an illness"),
        ("1.5.2027", "Not covered"),
    ],
)
def test_coverage_on_another_day(open_page, me, day, sentence):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    text = words(open_page(day=day))
    assert sentence in text
    assert "Back to today" in text


@pytest.mark.parametrize("day", ["", "31/02/2026", "tomorrow", "01/01/0001", "01/01/9999", "\x00"])
def test_a_wrong_day_is_said_and_today_is_shown(open_page, me, day):
    insured(me)
    text = words(open_page(day=day))
    assert "There is a problem" in text
    assert "Covered today?" in text
    assert "Back to today" not in text


def test_children_are_seen_in_full_with_what_comes_next(open_page, me):
    insured(me)
    child = child_of(me, born=date(2010, 3, 1), first_name="Lou", last_name="Beispill")
    co_insured(child, me, date(2015, 3, 1))
    text = words(open_page())
    assert "Lou Beispill" in text
    assert "Co-insured since 1 March 2015. Through Marie Beispill" in text
    assert "18th birthday: Lou Beispill" in text
    assert "30th birthday: Lou Beispill" in text


def test_of_an_adult_only_what_comes_through_me_is_seen(open_page, me):
    insured(me)
    spouse = InsuredPersonFactory(first_name="Paul", last_name="Beispill")
    co_insured(
        spouse, me, date(2018, 1, 1), date(2026, 5, 31), relation=Relation.SPOUSE, period=False
    )
    insured(spouse, date(2018, 1, 1), date(2026, 5, 31), cover=Cover.CO_INSURED, through=me)
    insured(spouse, date(2026, 6, 1), employer="Secret Employer")
    text = words(open_page())
    assert "Paul Beispill" in text
    assert "1 January 2018 to 31 May 2026" in text
    assert "Secret Employer" not in text
    assert "only Paul Beispill can see" in text
    # While the co-insurance ran, its answer is theirs to see.
    assert "Through Marie Beispill" in words(open_page(day="01/05/2026"))


def test_the_co_insured_see_through_whom_and_nothing_else_of_them(client, me):
    insured(me, employer="Secret Employer")
    spouse = InsuredPersonFactory(signs_in=True)
    co_insured(spouse, me, relation=Relation.SPOUSE)
    client.force_login(spouse.account)
    text = words(client.get(reverse("insured:family")))
    assert "Through Marie Beispill" in text
    assert "Secret Employer" not in text
    assert text.count('class="member"') == 1


def test_a_stranger_appears_nowhere(open_page, me):
    insured(me)
    stranger = InsuredPersonFactory(last_name="Friem")
    insured(stranger, employer="Secret Employer")
    text = words(open_page())
    assert "Friem" not in text
    assert "Secret Employer" not in text


def test_somebody_whose_co_insurance_ended_long_ago_is_gone(open_page, me):
    insured(me)
    old = InsuredPersonFactory(last_name="Fréier")
    recent = InsuredPersonFactory(last_name="Viruclehr")
    co_insured(old, me, date(2015, 1, 1), date(2025, 11, 21), relation=Relation.SPOUSE)
    co_insured(recent, me, date(2015, 1, 1), date(2025, 11, 23))
    text = words(open_page())
    assert "Fréier" not in text
    assert "Viruclehr" in text


def test_the_card_of_mine_expires(open_page, me):
    insured(me)
    Card.objects.create(
        person=me,
        state=CardState.ACTIVE,
        reason=CardReason.FIRST_AFFILIATION,
        ordered_at=NOON,
        sent_on=TODAY,
        european_from=date(2026, 1, 1),
        european_until=date(2026, 12, 31),
    )
    assert "The European card expires" in words(open_page())


def test_the_page_costs_the_same_for_two_or_eight_people(
    open_page, me, django_assert_max_num_queries
):
    def one_more(number: int) -> None:
        child = child_of(me, born=date(2012 + number, 3, 1))
        co_insured(child, me)
        co_insured(InsuredPersonFactory(), me)

    insured(me)
    one_more(0)
    open_page()  # what is read once
    with django_assert_max_num_queries(10) as with_two:
        open_page()
    for number in range(1, 4):
        one_more(number)
    with django_assert_max_num_queries(len(with_two.captured_queries)):
        response = open_page()
    assert words(response).count('class="member"') == 9


def test_whoever_has_not_signed_in_is_sent_to_sign_in(client):
    for name in ("family", "lost_job", "voluntary"):
        response = client.get(reverse(f"insured:{name}"))
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_an_optional_insurance_says_from_when_it_pays(open_page, me):
    insured(me, date(2026, 11, 2), cover=Cover.VOLUNTARY_OPTIONAL)
    text = words(open_page())
    assert "Not covered yet: waiting period" in text
    assert "benefits from 2 February 2027 on" in text
    assert 'class="bar__waiting"' in text
    assert "The waiting period is over" in text


def test_a_day_far_away_is_not_counted(open_page, me):
    insured(me)
    co_insured(child_of(me, born=date(2020, 3, 1)), me)
    text = words(open_page())
    assert "1 March 2038" in text
    assert "days</span>" not in text


def test_my_space_shows_what_comes_soon(client, me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    client.force_login(me.account)
    text = words(client.get(reverse("home:space")))
    assert "Last day to ask for continued insurance" in text
    assert "15 January 2027" in text


def test_every_link_of_the_page_leads_somewhere(open_page, me):
    insured(me)
    text = words(open_page())
    for name, _icon, title, _text in DEEDS:
        assert reverse(name) in text, title
    for name, _label in LEADS_TO.values():
        assert reverse(name)


def test_contradicting_declarations_are_no_secret(open_page, me):
    assert "being clarified" not in words(open_page())
    DeclarationFactory(person=me, standing="contradicting", contradiction="second_exit")
    assert "An agent looks at it" in words(open_page())
