"""My data: what is shown, what is kept when something is wrong, what never stands in a page."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cns_portal import audit, clock
from cns_portal.accounts.models import SignIn
from cns_portal.inbox.models import Email, Message
from insured.models import BankAccount, EmailChange
from insured.services import bank as services
from tests.factories import AccountFactory, AgencyFactory, InsuredPersonFactory
from tests.insured.factories import (
    BankAccountFactory,
    EmailChangeFactory,
    FormerMatriculeFactory,
    GuardianshipFactory,
    MandateFactory,
)

pytestmark = pytest.mark.django_db

PAGES = ("data", "data_address", "data_reached", "data_email", "data_bank", "data_looks")
IBAN = "LU28 0019 4006 4475 0000"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    return InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Beispill", email="marie@people.example"
    )


@pytest.fixture
def client(person):
    return of(person)


def of(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def address(name: str, *args) -> str:
    return reverse(f"insured:{name}", args=args)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# -- the overview ---------------------------------------------------------------------------------


def test_everything_known_is_shown_with_where_it_comes_from(client, person):
    FormerMatriculeFactory(person=person, matricule="1893120105732")
    said = text_of(client.get(address("data")))
    for words in ("Marie", "Beispill", "1893 12 01 05732", "From the State", person.street):
        assert words in said
    assert "No account is known yet" in said


def test_the_place_of_birth_stands_there_once_it_is_known(client, person):
    assert "Place of birth" not in text_of(client.get(address("data")))
    person.birth_place = "Wiltz"
    person.save()
    page = client.get(address("data"))
    assert "Wiltz" in text_of(page)
    assert f"{reverse('rights:correction')}?field=birth_place" in page.content.decode()


@pytest.mark.parametrize(
    ("country", "words"), [("LU", "tell your commune first"), ("BE", "certificate of residence")]
)
def test_where_the_official_address_comes_from(person, country, words):
    person.country = country
    person.save()
    assert words in text_of(of(person).get(address("data")))


def test_the_overview_costs_the_same_however_much_there_is(
    client, person, django_assert_max_num_queries
):
    for number in range(4):
        FormerMatriculeFactory(person=person)
        BankAccountFactory(
            person=person,
            state="replaced" if number else "in_force",
            replaced_at=clock.now() if number else None,
        )
    EmailChangeFactory(person=person)
    with django_assert_max_num_queries(8):
        assert client.get(address("data")).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "data_sessions", "cards", "card_order"])
def test_whoever_is_not_signed_in_is_asked_to(name):
    answer = Client().get(address(name))
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


@pytest.mark.parametrize("name", [*PAGES, "data_sessions"])
def test_no_mandate_opens_personal_data(name):
    mandate = MandateFactory(
        accepted=True,
        scopes=["appointments", "messages", "insurance", "reimbursements", "incapacity"],
        first_day=clock.today(),
    )
    holder = of(mandate.holder)
    holder.post(address("open_file"), {"file": str(mandate.grantor.dossier.public_id)})
    answer = holder.get(address(name))
    assert answer.status_code == 403
    assert mandate.grantor.street not in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_parent_sees_the_childs_data_and_no_sessions(person, name):
    child = InsuredPersonFactory(birth_date=clock.today() - timedelta(days=9 * 365))
    GuardianshipFactory(holder=person, child=child, first_day=child.birth_date)
    parent = of(person)
    parent.post(address("open_file"), {"file": str(child.dossier.public_id)})
    assert parent.get(address(name)).status_code == 200
    assert parent.get(address("data_sessions")).status_code == 403


# -- address, telephone, language -----------------------------------------------------------------


def test_letters_go_to_another_address(client, person):
    new = {"street": "1, rue Neuve", "postcode": "L-2000", "locality": "Wiltz", "country": "LU"}
    assert client.post(address("data_address"), new).status_code == 302
    person.refresh_from_db()
    assert (person.street, person.locality) == ("1, rue Neuve", "Wiltz")
    assert person.email == "marie@people.example"


def test_what_was_typed_stays_when_something_is_missing(client):
    answer = client.post(address("data_address"), {"street": "1, rue Neuve", "country": "LU"})
    assert answer.status_code == 200
    assert "1, rue Neuve" in answer.content.decode()


def test_telephone_language_and_notices(client, person):
    new = {"phone": "621 123 456", "language": "de"}
    assert client.post(address("data_reached"), new).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.language, person.tell_by_email) == ("+352621123456", "de", False)


# -- e-mail ---------------------------------------------------------------------------------------


def link_of(email: Email) -> str:
    (token,) = re.findall(r"/espace/data/email/([\w-]+)/", email.text_body)
    return address("data_email_confirm", token)


def test_another_email_address_from_the_form_to_its_use(client, person):
    client.post(address("data_email"), {"email": "new@people.example"})
    said = text_of(client.get(address("data")))
    assert "new@people.example" in said
    assert "marie@people.example" in said
    link = link_of(Email.objects.get())
    assert "new@people.example" in text_of(client.get(link))
    person.refresh_from_db()
    assert person.email == "marie@people.example", "looking changes nothing"
    assert client.post(link).status_code == 302
    person.refresh_from_db()
    assert person.email == "new@people.example"
    assert "no longer good" in text_of(client.get(link))


def test_the_link_of_somebody_else_is_not_found(client, person):
    client.post(address("data_email"), {"email": "new@people.example"})
    link = link_of(Email.objects.get())
    stranger = of(InsuredPersonFactory(signs_in=True))
    for ask in (stranger.get, stranger.post):
        assert ask(link).status_code == 404
    nobodys = address("data_email_confirm", "x" * 43)
    assert client.get(nobodys).status_code == client.post(nobodys).status_code == 404


def test_the_present_address_can_be_kept(client, person):
    EmailChangeFactory(person=person)
    client.post(address("data_email_withdraw"))
    assert EmailChange.objects.get().withdrawn_at
    assert client.get(address("data_email_withdraw")).status_code == 405


def test_the_same_address_is_said_to_be_the_same(client):
    answer = client.post(address("data_email"), {"email": "MARIE@people.example"})
    assert "This is your e-mail address already." in text_of(answer)


# -- the bank account -----------------------------------------------------------------------------


def test_an_account_is_entered_and_only_its_end_is_shown(client, person):
    answer = client.post(address("data_bank"), {"iban": IBAN, "holder": "Marie Beispill"})
    assert answer.status_code == 302
    for name in ("data", "data_bank"):
        page = client.get(address(name)).content.decode()
        assert "ending in 0000" in page
        for secret in ("LU28", "4475", "0019", "400644"):
            assert secret not in page.replace(person.dossier.public_id.hex, "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the IBAN of the account."),
        ("hello", "begins with two letters"),
        ("LU28 0019 4006 4475 000", "has 20 characters, and this one has 19"),
        ("SA03 8000 0000 6080 1016 7519", "in another country"),
        ("LU28 A019 4006 4475 0000", "There is a letter"),
        ("LU28 0019 4006 4475 0001", "check digits do not match"),
    ],
)
def test_a_wrong_iban_comes_back_as_it_was_typed(client, typed, words):
    answer = client.post(address("data_bank"), {"iban": typed, "holder": "Marie B."})
    assert answer.status_code == 200
    assert words in text_of(answer)
    page = answer.content.decode()
    assert f'value="{typed}"' in page or not typed
    assert 'value="Marie B."' in page
    assert not BankAccount.objects.exists()


def test_a_second_window_is_told_that_something_changed(client, person):
    BankAccountFactory(person=person)
    stale = {"iban": "BE21 0012 3456 7803", "holder": "Marie", "seen": ""}
    answer = client.post(address("data_bank"), stale, follow=True)
    assert "changed in the meantime" in text_of(answer)
    assert BankAccount.objects.get().last_four == "0000"


def test_a_form_that_was_tampered_with_changes_nothing(client, person):
    BankAccountFactory(person=person)
    sent = {"iban": "BE21 0012 3456 7803", "holder": "Marie", "seen": "not an identifier"}
    assert client.post(address("data_bank"), sent).status_code == 200
    assert BankAccount.objects.get().last_four == "0000"


def test_the_history_is_shown_and_costs_no_more_when_it_is_long(
    client, person, django_assert_max_num_queries
):
    agents = AccountFactory(agent=True), AccountFactory(agent=True)
    proposed = services.propose(
        person, agent=agents[0], iban=IBAN, holder="Marie", reason="Shown at the counter"
    )
    services.reject(proposed.pk, agent=agents[1], reason="The name is another one.")
    for _ in range(10):
        BankAccountFactory(person=person, state="replaced", replaced_at=clock.now())
    with django_assert_max_num_queries(6):
        said = text_of(client.get(address("data_bank")))
    assert "The name is another one." in said
    assert said.count("used until") == 10


# -- sessions -------------------------------------------------------------------------------------


def test_a_place_is_ended_from_another(client, person):
    there = of(person)
    here = SignIn.objects.get(session_key=client.session.session_key).public_id
    row = SignIn.objects.get(session_key=there.session.session_key).public_id
    assert "Here, now" in text_of(client.get(address("data_sessions")))
    client.post(address("data_sessions"), {"place": [str(row), str(here), "nonsense"]})
    assert there.get(address("data")).status_code == 302
    assert client.get(address("data")).status_code == 200


def test_everywhere_else_is_ended_at_once(client, person):
    others = [of(person) for _ in range(3)]
    stranger = of(InsuredPersonFactory(signs_in=True))
    client.post(address("data_sessions"), {"all": "yes"})
    assert {other.get(address("data")).status_code for other in others} == {302}
    assert stranger.get(address("data")).status_code == 200
    assert "nowhere else" in text_of(client.get(address("data_sessions")))


# -- who looked -----------------------------------------------------------------------------------


def test_who_looked_page_by_page(client, person, django_assert_max_num_queries):
    agent = AccountFactory(agent=True, first_name="Danielle", last_name="Guichet")
    AgencyFactory(name="Esch").agents.add(agent)
    for _ in range(45):
        audit.record_view(agent, person, purpose="insured.page", dossier=person.dossier)
    with django_assert_max_num_queries(9):
        first = client.get(address("data_looks"))
    assert text_of(first).count("An agent of the CNS (Esch)") == 20
    assert text_of(client.get(f"{address('data_looks')}?page=3")).count("(Esch)") == 5
    assert "Danielle" not in first.content.decode()


def test_nobody_looked(client):
    assert "Nobody has looked at your file yet" in text_of(client.get(address("data_looks")))


def test_looking_changes_nothing(client, person):
    BankAccountFactory(person=person)
    EmailChangeFactory(person=person)
    before = Message.objects.count(), BankAccount.objects.count(), Email.objects.count()
    for name in (*PAGES, "data_sessions"):
        assert client.get(address(name)).status_code == 200
        assert client.head(address(name)).status_code == 200
    assert (Message.objects.count(), BankAccount.objects.count(), Email.objects.count()) == before


def test_no_log_line_holds_the_number(client, caplog):
    caplog.set_level("DEBUG")
    client.post(address("data_bank"), {"iban": IBAN, "holder": "Marie"})
    client.post(address("data_bank"), {"iban": "LU28 0019 4006 4475 0001", "holder": "Marie"})
    said = caplog.text.replace(" ", "")
    assert "0019400644" not in said
