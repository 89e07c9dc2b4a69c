"""The pages about acting for somebody: what is shown, what a stranger gets, what can be done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock
from insured.models import Mandate
from insured.views.mandates import OFFERS_PER_DAY
from tests.factories import AccountFactory, InsuredPersonFactory, some_matricule
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of
from tests.insured.factories import MandateFactory

pytestmark = pytest.mark.django_db

ACTING, NEW = "/en/espace/family/acting/", "/en/espace/family/acting/new/"


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def josette():
    return InsuredPersonFactory(signs_in=True, first_name="Josette", last_name="Fiktiv")


@pytest.fixture
def claire():
    return InsuredPersonFactory(signs_in=True, first_name="Claire", last_name="Fantasie")


def typed(holder, **answers):
    return {
        "name": holder.full_name,
        "matricule": holder.matricule,
        "scopes": ["appointments"],
        "first_day": clock.today().strftime("%d/%m/%Y"),
        "last_day": "",
        **answers,
    }


def page_of(mandate: Mandate) -> str:
    return reverse("insured:mandate", args=[mandate.public_id])


def test_a_mandate_goes_from_offer_to_end_by_the_pages(josette, claire):
    giving, holding = browser_of(josette), browser_of(claire)
    assertRedirects(giving.post(NEW, typed(claire)), ACTING)
    mandate = Mandate.objects.get()
    assertContains(giving.get(ACTING), "Withdraw the offer")
    assertContains(holding.get(ACTING), "Accept")
    assertRedirects(holding.post(page_of(mandate), {"do": "accept"}), ACTING)
    assertContains(holding.get(ACTING), "Open the file")
    assertContains(giving.get(page_of(mandate)), "End at once")
    assertRedirects(giving.post(page_of(mandate), {"do": "end"}), ACTING)
    mandate.refresh_from_db()
    assert mandate.revoked_by == josette.account
    assertNotContains(holding.get(ACTING), "Open the file")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"matricule": "1893120105733"}, "its last two digits do not match"),
        ({"name": ""}, "First and last name: this must be filled in."),
        ({"scopes": []}, "Choose at least one of the options."),
        ({"scopes": ["data"]}, "Select a valid choice"),
        ({"first_day": "01/01/2020"}, "A mandate begins today or later."),
        ({"last_day": "01/01/2020"}, "The last day comes before the first day."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(josette, claire, answers, words):
    page = browser_of(josette).post(NEW, typed(claire, **answers))
    assertContains(page, words)
    assert not Mandate.objects.exists()


def test_nobody_gives_a_mandate_to_themselves(josette):
    page = browser_of(josette).post(NEW, typed(josette))
    assertContains(page, "You need no mandate to open your own file.")


def test_the_answer_is_the_same_for_a_number_that_is_known_and_one_that_is_not(josette, claire):
    me = browser_of(josette)
    answers = []
    for matricule in (claire.matricule, "1893120105732"):
        sent = me.post(NEW, typed(claire, matricule=matricule), follow=True)
        answers.append(sent.content.decode().count("Your mandate is offered to Claire Fantasie."))
    assert answers == [1, 1]


def test_whoever_tries_out_numbers_is_stopped(josette, claire):
    me = browser_of(josette)
    for number in range(OFFERS_PER_DAY):
        other = some_matricule(number, born="19610101")
        assert me.post(NEW, typed(claire, matricule=other)).status_code == 302
    assertContains(me.post(NEW, typed(claire)), "You have offered many mandates today.")


def test_the_same_offer_sent_twice_is_one_offer(josette, claire):
    me = browser_of(josette)
    me.post(NEW, typed(claire))
    assertContains(me.post(NEW, typed(claire)), "You have offered this mandate already.")
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_mandate_of_others_is_not_there(method):
    mandate, stranger = a_mandate(), InsuredPersonFactory(signs_in=True)
    answer = getattr(browser_of(stranger), method)(page_of(mandate), {"do": "end"})
    assert answer.status_code == 404
    mandate.refresh_from_db()
    assert mandate.revoked_at is None


def test_the_grantor_cannot_answer_their_own_offer(josette, claire):
    mandate = MandateFactory(
        grantor=josette,
        holder_matricule=claire.matricule,
        holder_name=claire.full_name,
        offer_ends_at=clock.now() + timedelta(days=1),
    )
    for deed in ("accept", "decline"):
        page = browser_of(josette).post(page_of(mandate), {"do": deed}, follow=True)
        assertContains(page, "withdrawn or answered already")
    mandate.refresh_from_db()
    assert (mandate.accepted_at, mandate.declined_at) == (None, None)


def test_a_minor_reads_who_may_open_the_file_and_can_give_no_mandate():
    parent = a_parent()
    lena = a_child(parent, born=date(2010, 5, 6), first_name="Lena", account=AccountFactory())
    me = browser_of(lena)
    page = me.get(ACTING)
    assertContains(page, "Marie Beispill, as a parent, until the day before your 18th birthday")
    assertContains(page, "You can give a mandate from your 18th birthday on.")
    assertNotContains(page, NEW)
    sent = me.post(NEW, typed(parent))
    assertContains(sent, "You can give a mandate from your 18th birthday on.")
    assert not Mandate.objects.exists()


def test_a_holder_sees_mandates_only_in_their_own_file():
    mandate = a_mandate("messages", "insurance")
    me = browser_of(mandate.holder, opened=mandate.grantor)
    for path in (ACTING, NEW, page_of(mandate)):
        assert me.get(path).status_code == 403
        assert me.post(path, {"do": "end"}).status_code == 403


def test_the_page_asks_as_much_for_one_mandate_as_for_many(django_assert_max_num_queries):
    mandate = a_mandate()
    me = browser_of(mandate.grantor)
    me.get(ACTING)
    with django_assert_max_num_queries(10):
        me.get(ACTING)
    for _ in range(4):
        a_mandate(grantor=mandate.grantor)
        a_mandate(holder=mandate.grantor)
    with django_assert_max_num_queries(10):
        me.get(ACTING)
