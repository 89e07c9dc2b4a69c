"""A person's file on one page, and what an agent does with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel import matricule as numbers
from insured.choices.bank import BankRefusal
from insured.models import BankAccount, FamilyTie, FormerMatricule, InsuredPerson, Mandate
from insured.services import files
from tests.accounts.agents import search
from tests.appointments.visitors import photo
from tests.factories import (
    AccountFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    some_matricule,
)
from tests.insured.agents import FILES, an_agent, file_page, window_of
from tests.insured.factories import (
    BankAccountFactory,
    CardFactory,
    DeclarationFactory,
    FormerMatriculeFactory,
    GuardianshipFactory,
    MandateFactory,
    PaperFactory,
    PeriodFactory,
    RequestFactory,
    TieFactory,
)
from tests.insured.people import an_identity

pytestmark = pytest.mark.django_db

DEEDS = ["contact", "matricule", "newborn", "mandate", "bank"]
IBAN = "LU28 0019 4006 4475 0000"


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def agent():
    return an_agent()


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


def reloaded(row):
    row.refresh_from_db()
    return row


def shown(response) -> list:
    return list(response.context["cl"].result_list)


# -- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["change", *DEEDS])
def test_an_agent_without_the_group_opens_nothing(person, name):
    window = window_of(AccountFactory(agent=True))
    assert window.get(file_page(person, name)).status_code == 403
    assert window.post(file_page(person, name)).status_code == 403
    assertNotContains(window.get("/admin/"), FILES)
    assert AuditEntry.objects.filter(kind="view").count() == 0


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("contact", "change_insuredperson"),
        ("matricule", "change_matricule"),
        ("newborn", "register_newborn"),
        ("mandate", "register_mandate"),
        ("bank", "propose_bank_account"),
    ],
)
def test_each_action_has_its_permission(agent, person, name, permission):
    group = agent.groups.get()
    group.permissions.remove(group.permissions.get(codename=permission))
    window = window_of(agent)
    assert window.get(file_page(person, name)).status_code == 403
    assertNotContains(window.get(file_page(person)), file_page(person, name))


@pytest.mark.parametrize("name", ["change", *DEEDS])
def test_visitors_and_insured_persons_do_not_get_in(person, name):
    client = Client()
    client.force_login(person.account)
    assert Client().get(file_page(person, name)).status_code == 302
    assert client.get(file_page(person, name), follow=True).status_code == 403


@pytest.mark.parametrize("key", ["987654", "nobody", "1_5F2"])
def test_an_unknown_file_is_not_found(window, key):
    assert window.get(f"{FILES}{key}/change/").status_code == 404
    assert window.get(f"{FILES}{key}/contact/").status_code == 404


# -- what stands on it ----------------------------------------------------------------------


def a_life(person, *, length: int = 1) -> None:
    """`length` of everything that a file can hold."""
    for number in range(length):
        start = clock.today() - timedelta(days=200 * (length - number))
        stretch = {"first_day": start, "last_day": start + timedelta(days=90)}
        PeriodFactory(person=person, employer_name="Demo s.à r.l.", **stretch)
        DeclarationFactory(person=person)
        TieFactory(principal=person, relation="own_child")
        GuardianshipFactory(holder=person)
        MandateFactory(grantor=person)
        PaperFactory(person=person)
        if number == 0:
            CardFactory(person=person)
            BankAccountFactory(person=person)
            AppointmentFactory(person=person)
        FormerMatriculeFactory(person=person)
        item = RequestFactory(person=person, sent_by=person.account)
        audit.record_view(
            AccountFactory(agent=True),
            item,
            purpose="insured.requests.page",
            dossier=person.dossier,
        )


def test_everything_about_the_person_on_one_page(window, person):
    a_life(person)
    case = person.dossier.procedures.get(kind="insured.co_insurance")
    page = window.get(file_page(person))
    for words in (
        "Marie Beispill",
        numbers.grouped(person.matricule),
        numbers.grouped(person.former_matricules.get().matricule),
        "Demo s.à r.l.",
        "Own child",
        "LU … 0000",
        "Certificate of affiliation",
        case.reference,
        "Work on a request of yours",
        "an agent of the CNS",
    ):
        assertContains(page, words)
    assertNotContains(page, "LU280019400644750000")


def test_the_file_is_opened_once_in_the_trail_and_the_log_says_so_to_the_person(window, person):
    window.get(file_page(person))
    [entry] = AuditEntry.objects.filter(kind="view")
    assert (entry.purpose, entry.subject_id, entry.dossier) == (
        "insured.page",
        str(person.pk),
        person.dossier,
    )
    assertContains(window.get(file_page(person)), "Work on your file")


@pytest.mark.parametrize("name", DEEDS)
def test_the_page_of_an_action_is_written_down_once(window, person, name):
    assert window.get(file_page(person, name)).status_code == 200
    [entry] = AuditEntry.objects.filter(kind="view")
    assert (entry.purpose, entry.dossier) == (f"insured.{name}", person.dossier)


def test_a_long_life_costs_as_much_as_a_short_one(window):
    def cost(person) -> int:
        window.get(file_page(person))
        with CaptureQueriesContext(connection) as queries:
            window.get(file_page(person))
        return len(queries)

    short, long = InsuredPersonFactory(signs_in=True), InsuredPersonFactory(signs_in=True)
    a_life(short, length=1)
    a_life(long, length=6)
    assert cost(short) == cost(long)


# -- finding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda person: numbers.grouped(person.matricule),
        lambda person: some_matricule(8),
        lambda person: "beis mar",
        lambda person: person.dossier.procedures.get().reference.replace("-", " "),
    ],
    ids=["number", "former number", "names", "reference"],
)
def test_a_person_is_found(window, person, write):
    FormerMatriculeFactory(person=person, matricule=some_matricule(8))
    RequestFactory(person=person)
    InsuredPersonFactory(matricule=some_matricule(3, born="19700202"))
    response = search(window, FILES, write(person))
    assert shown(response) == [person]
    assert write(person) not in response.redirect_chain[0][0]


# -- the matricule --------------------------------------------------------------------------


def replaced(window, person, number, **typed):
    sent = {"matricule": number, "reason": "Letter of the RNPP, 3 March", "birth_date": ""}
    return window.post(file_page(person, "matricule"), {**sent, **typed})


def test_a_number_is_replaced_and_the_old_one_still_finds_the_file(window, agent, person):
    old, new = person.matricule, some_matricule(77)
    offered = MandateFactory(
        grantor=InsuredPersonFactory(signs_in=True),
        holder=None,
        accepted_at=None,
        holder_matricule=old,
    )
    assertRedirects(replaced(window, person, numbers.grouped(new)), file_page(person))
    assert reloaded(person).matricule == new
    former = FormerMatricule.objects.get()
    assert (former.matricule, former.reason) == (old, "Letter of the RNPP, 3 March")
    assert shown(search(window, FILES, old)) == [person]
    assert reloaded(offered).holder_matricule == new
    [entry] = AuditEntry.objects.filter(action="insured.matricule_replaced")
    assert (entry.actor, entry.details) == (agent, {})
    message = Message.objects.get(dossier=person.dossier)
    assert old not in message.body
    assert new not in message.body


@pytest.mark.parametrize("shown_number", ["old", "new"])
def test_signing_in_with_either_number_opens_the_same_file(window, person, shown_number):
    numbers_of = {"old": person.matricule, "new": some_matricule(77)}
    replaced(window, person, numbers_of["new"])
    identity = an_identity(matricule=numbers_of[shown_number])
    found = files.recognise(account=person.account, identity=identity)
    assert (found.pk, found.matricule) == (person.pk, numbers_of["new"])
    assert InsuredPerson.objects.filter(account=person.account).count() == 1


def test_back_to_the_old_number(window, person):
    old, new = person.matricule, some_matricule(77)
    replaced(window, person, new)
    replaced(window, person, old)
    assert reloaded(person).matricule == old
    assert [row.matricule for row in person.former_matricules.all()] == [new]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (lambda person, other: other.matricule, "belongs to another file"),
        (lambda person, other: some_matricule(55), "belongs to another file"),
        (lambda person, other: person.matricule, "already has this number"),
        (lambda person, other: some_matricule(77)[:-1] + "x", "13 digits"),
        (lambda person, other: "1980011500100", "last two digits do not match"),
    ],
    ids=["another's", "another's former", "its own", "too short", "check digits"],
)
def test_numbers_that_cannot_be(window, person, number, words):
    # The same name and the same day of birth: still two people.
    other = InsuredPersonFactory(
        first_name=person.first_name, last_name=person.last_name, birth_date=person.birth_date
    )
    FormerMatriculeFactory(person=other, matricule=some_matricule(55))
    before = person.matricule
    assertContains(replaced(window, person, number(person, other)), words)
    assert reloaded(person).matricule == before
    assert person.former_matricules.count() == 0


# -- a newborn, a mandate -------------------------------------------------------------------


def test_a_newborn_gets_a_file_parents_and_insurance(window, person):
    father = InsuredPersonFactory()
    PeriodFactory(person=person, first_day=clock.today() - timedelta(days=900), last_day=None)
    born = clock.today() - timedelta(days=3)
    number = some_matricule(1, born=f"{born:%Y%m%d}")
    sent = {
        "first_name": "Mia",
        "last_name": "Beispill",
        "matricule": number,
        "birth_date": born.isoformat(),
        "birth_place": "Luxembourg",
        "born_here": "on",
        "other_parent": father.matricule,
    }
    response = window.post(file_page(person, "newborn"), sent)
    child = InsuredPerson.objects.get(matricule=number)
    assertRedirects(response, file_page(child))
    assert {row.holder for row in child.guardians.all()} == {person, father}
    tie = FamilyTie.objects.get(member=child)
    assert (tie.principal, tie.first_day) == (person, born)
    assertContains(window.post(file_page(person, "newborn"), sent), "belongs to another file")


def test_a_mandate_on_paper_needs_its_paper(window, person):
    holder = InsuredPersonFactory()
    sent = {
        "holder": holder.matricule,
        "scopes": ["appointments", "messages"],
        "first_day": clock.today().isoformat(),
        "last_day": "",
    }
    assertContains(window.post(file_page(person, "mandate"), sent), "Choose a file.")
    assert Mandate.objects.count() == 0
    answer = window.post(file_page(person, "mandate"), {**sent, "paper": photo()})
    assertRedirects(answer, file_page(person))
    mandate = Mandate.objects.get()
    assert (mandate.holder, mandate.scopes) == (holder, ["appointments", "messages"])
    assert mandate.document.dossier == person.dossier


def test_a_mandate_for_oneself_or_a_stranger_is_not_registered(window, person):
    sent = {"scopes": ["messages"], "first_day": clock.today().isoformat(), "paper": photo()}
    own = window.post(file_page(person, "mandate"), {**sent, "holder": person.matricule})
    assertContains(own, "This is the matricule of the person themselves.")
    stranger = {**sent, "holder": some_matricule(99), "paper": photo()}
    assertContains(
        window.post(file_page(person, "mandate"), stranger), "Nobody on file has this matricule."
    )


# -- the bank account, with four eyes -------------------------------------------------------

PROPOSALS = "/admin/insured/bankaccount/"


def proposed(window, person) -> BankAccount:
    sent = {"iban": IBAN, "holder": "Marie Beispill", "reason": "Bank card shown at the counter"}
    assertRedirects(window.post(file_page(person, "bank"), sent), file_page(person))
    return BankAccount.objects.get(person=person, state="proposed")


def test_a_number_that_is_no_account_is_refused_where_it_was_typed(window, person):
    sent = {"iban": "LU28 0019 4006 4475 0001", "holder": "Marie", "reason": "Card"}
    answer = window.post(file_page(person, "bank"), sent)
    assert "iban" in answer.context["form"].errors
    assert BankAccount.objects.count() == 0


def test_two_agents_change_an_account_and_the_person_is_told(window, person):
    account = proposed(window, person)
    colleague = window_of(an_agent())
    assert [row.pk for row in shown(colleague.get(PROPOSALS))] == [account.pk]
    address = f"{PROPOSALS}{account.pk}/change/"
    page = colleague.get(address)
    assertContains(page, IBAN)
    assertContains(page, "Bank card shown at the counter")
    assertRedirects(colleague.post(address, {"_confirm": "1"}), PROPOSALS)
    assert reloaded(account).state == "in_force"
    assert Message.objects.filter(dossier=person.dossier).count() == 2
    assert colleague.get(address).status_code == 404
    late = colleague.post(address, {"_reject": "1", "reason": "Late"}, follow=True)
    assertContains(late, BankRefusal.DECIDED.label)


def test_who_entered_it_cannot_confirm_it(window, person):
    account = proposed(window, person)
    address = f"{PROPOSALS}{account.pk}/change/"
    assertNotContains(window.get(address), "_confirm")
    window.post(address, {"_confirm": "1"})
    window.post(address, {"_reject": "1", "reason": "Mine"})
    assert reloaded(account).state == "proposed"


def test_a_rejection_needs_a_reason_and_the_person_reads_it(window, person):
    account = proposed(window, person)
    colleague, address = window_of(an_agent()), f"{PROPOSALS}{account.pk}/change/"
    assertContains(colleague.post(address, {"_reject": "1"}), "This field is required.")
    colleague.post(address, {"_reject": "1", "reason": "The card shows another number."})
    assert reloaded(account).state == "rejected"
    assert "The card shows another number." in Message.objects.latest("pk").body


def test_the_list_and_the_number_seen_are_written_down(window, person):
    account = proposed(window, person)
    colleague = an_agent()
    looking = window_of(colleague)
    looking.get(PROPOSALS)
    looking.get(f"{PROPOSALS}{account.pk}/change/")
    seen = AuditEntry.objects.filter(kind="view", actor=colleague).order_by("pk")
    assert [(entry.purpose, entry.dossier) for entry in seen] == [
        ("insured.bank.list", person.dossier),
        ("insured.bank", person.dossier),
    ]


def test_an_agent_without_the_permission_decides_nothing(agent, window, person):
    account = proposed(window, person)
    bea = an_agent()
    group = bea.groups.get()
    group.permissions.remove(group.permissions.get(codename="confirm_bank_account"))
    assert window_of(bea).get(f"{PROPOSALS}{account.pk}/change/").status_code == 404
    assert window_of(bea).post(f"{PROPOSALS}{account.pk}/change/").status_code == 404
