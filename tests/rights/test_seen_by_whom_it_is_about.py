"""A request sent without signing in: what the person it is about sees of it, and what never."""

import io
import uuid
from contextlib import nullcontext
from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import documents
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.services import archive, outside, working
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.insured.agents import window_of
from tests.rights.copies import Copy
from tests.rights.officers import an_officer, page_of

pytestmark = pytest.mark.django_db

EMAIL = "written-by@applicant.example"
NAME, WORDS = "Xaverine", "Words of the applicant"
LETTER, QUESTION = "Letter of the applicant", "Question of the officer"
NEVER_ON_A_PAGE = (EMAIL, NAME, WORDS, LETTER, QUESTION)


@pytest.fixture
def officer():
    return an_officer()


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", email="marie@people.example")


@pytest.fixture
def sent(officer, me):
    """Somebody gave Marie's number, with a name that is not hers; the officer has written."""
    request = outside.send(
        kind=RightsKind.ACCESS,
        applicant=outside.Applicant(NAME, "Unknown", me.matricule, date(1980, 1, 15)),
        email=EMAIL,
        text=WORDS,
        copy=photo(),
        language="en",
        sent_key=uuid.uuid4(),
    )
    documents.check_now(request.identity_copy_id)
    working.take(request.pk, agent=officer)
    outside.ask(request.pk, agent=officer, text=QUESTION, sent_key=uuid.uuid4())
    outside.reply(request.pk, text=LETTER, sent_key=uuid.uuid4())
    window_of(officer).get(page_of(request))
    return request


@pytest.fixture
def mine(client, me):
    client.force_login(me.account)
    return client


@pytest.fixture(autouse=True)
def no_snapshot(monkeypatch):
    """Everything happens in the transaction of the test."""
    monkeypatch.setattr(archive, "snapshot", nullcontext)


def copy_of(person) -> str:
    file = io.BytesIO()
    archive.write(person, file, language="en", progress=lambda done, total: None)
    return Copy(file.getvalue()).words


def pages(mine) -> list:
    """Where requests are listed, counted, told or seen to be worked on."""
    names = ("rights:list", "home:procedures", "home:messages", "insured:data_looks", "home:space")
    return [mine.get(reverse(name)) for name in names]


def own_pages_of(request) -> list[str]:
    """Everything that would show it as a whole to whoever had sent it after signing in."""
    return [
        reverse("rights:request", args=[request.public_id]),
        reverse("home:procedure", args=[request.procedure.reference]),
        reverse("home:withdraw", args=[request.procedure.reference]),
        reverse("documents:show", args=[request.identity_copy.public_id]),
    ]


def shows_nothing(mine, request) -> None:
    for page in pages(mine):
        assert page.status_code == 200
        for word in NEVER_ON_A_PAGE:
            assertNotContains(page, word)
    for address in own_pages_of(request):
        assert mine.get(address).status_code == 404, address


def test_nothing_shows_before_the_officer_has_said_whose_data_it_is(mine, me, sent):
    shows_nothing(mine, sent)
    for page in pages(mine):
        assertNotContains(page, sent.procedure.reference)
    words = copy_of(me)
    for word in (*NEVER_ON_A_PAGE, sent.procedure.reference):
        assert word not in words


def test_a_number_that_does_not_fit_the_name_shows_nothing_either(mine, me, officer, sent):
    with pytest.raises(Refused):
        outside.identify(sent.pk, agent=officer, matricule=me.matricule)
    shows_nothing(mine, sent)
    assertNotContains(mine.get(reverse("rights:list")), sent.procedure.reference)
    assert not Message.objects.filter(dossier=me.dossier).exists()


def test_then_its_line_says_that_it_exists_and_nothing_that_was_written(mine, me, officer, sent):
    outside.identify(sent.pk, agent=officer, matricule=me.matricule, compared=True)
    window_of(officer).get(page_of(sent))
    shows_nothing(mine, sent)
    line = mine.get(reverse("rights:list"))
    for word in (sent.procedure.reference, "sent without signing in", "Access to my data"):
        assertContains(line, word)
    told = Message.objects.get(dossier=me.dossier)
    assert sent.procedure.reference in told.body
    assert not [word for word in NEVER_ON_A_PAGE if word in told.title + told.body]


def test_their_copy_holds_what_is_about_them_and_not_the_address_of_who_asked(me, officer, sent):
    outside.identify(sent.pk, agent=officer, matricule=me.matricule, compared=True)
    words = copy_of(me)
    assert WORDS in words
    assert LETTER in words
    assert EMAIL not in words


def test_whoever_was_taken_for_them_first_sees_it_no_longer(client, me, officer, sent):
    first = InsuredPersonFactory(signs_in=True)
    outside.identify(sent.pk, agent=officer, matricule=first.matricule, compared=True)
    outside.identify(sent.pk, agent=officer, matricule=me.matricule, compared=True)
    client.force_login(first.account)
    shows_nothing(client, sent)
    assertNotContains(client.get(reverse("rights:list")), sent.procedure.reference)
    words = copy_of(first)
    assert not [word for word in NEVER_ON_A_PAGE if word in words]
