"""Agents decide about contradicting declarations, and upload files of them."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from insured import tasks
from insured.choices import Standing
from insured.choices.contradictions import SettingAside
from insured.models import Declaration, DeclarationImport, InsuredPerson
from insured.services import declarations
from insured.services.declarations import importing
from tests.accounts.agents import an_agent, search, sign_in_agent
from tests.insured.declarations import a_file, a_row, number_of, periods_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/insured/declaration/"
IMPORTS = "/admin/insured/declarationimport/"


def agent_who_may(*names, username="agent"):
    agent = an_agent(username)
    agent.user_permissions.add(*Permission.objects.filter(codename__in=names))
    assert agent.user_permissions.count() == len(names)
    return agent


@pytest.fixture
def agent(client):
    agent = agent_who_may("resolve_contradictions", "import_declarations", "view_declaration")
    sign_in_agent(client, agent)
    return agent


@pytest.fixture
def two_exits(agent):
    """Somebody whose second exit contradicts; the declarations by their numbers."""
    declarations.apply(
        [
            a_row("E-1", last_name="Exemple"),
            a_row("X-1", "exit", 30, last_name="Exemple"),
            a_row("X-2", "exit", 60, last_name="Exemple"),
        ]
    )
    return {row.number: row for row in Declaration.objects.all()}


def page_of(row):
    return f"{QUEUE}{row.pk}/change/"


def person():
    return InsuredPerson.objects.get(matricule=number_of(1))


# -- The service ----------------------------------------------------------------------------------


def test_without_the_wrong_declaration_the_timeline_is_computed_again(agent, two_exits):
    wrong = two_exits["X-1"]
    changes = declarations.set_aside(wrong.pk, actor=agent, because=" The employer says so. ")
    assert periods_of(person()) == [("compulsory", "A", 0, 60)]
    assert changes.changed == 1
    wrong.refresh_from_db()
    assert (wrong.standing, wrong.set_aside_by) == (Standing.SET_ASIDE, agent)
    assert wrong.set_aside_because == "The employer says so."
    assert not Declaration.objects.contradicting().exists()
    entry = AuditEntry.objects.get(action="declaration.set_aside")
    assert (entry.actor, entry.dossier_id) == (agent, person().dossier_id)


def test_what_was_set_aside_counts_again_and_contradicts_again(agent, two_exits):
    declarations.set_aside(two_exits["X-2"].pk, actor=agent, because="Typing error.")
    declarations.count_again(two_exits["X-2"].pk, actor=agent)
    row = Declaration.objects.get(number="X-2")
    assert (row.standing, row.contradiction) == (Standing.CONTRADICTING, "second_exit")
    assert (row.set_aside_by, row.set_aside_because) == (None, "")
    assert periods_of(person()) == [("compulsory", "A", 0, 30)]


def test_what_was_set_aside_stays_so_when_it_is_imported_again(agent, two_exits):
    declarations.set_aside(two_exits["X-2"].pk, actor=agent, because="Typing error.")
    outcome = declarations.apply([a_row("X-2", "exit", 60)])
    assert (outcome.new, outcome.known) == (0, 1)
    assert not Declaration.objects.contradicting().exists()


def test_of_two_people_under_one_number_both_count_when_one_is_set_aside(agent):
    declarations.apply([a_row("N-1"), a_row("N-1", person=2)])
    assert Declaration.objects.contradicting().count() == 2
    first, second = Declaration.objects.order_by("pk")
    declarations.set_aside(first.pk, actor=agent, because="Wrong matricule.")
    second.refresh_from_db()
    assert second.standing == Standing.COUNTED
    assert periods_of(second.person) == [("compulsory", "A", 0, None)]
    assert periods_of(first.person) == []


@pytest.mark.parametrize(
    ("number", "because", "refusal"),
    [
        ("X-2", "  ", SettingAside.NO_REASON),
        ("X-2", "x" * 501, SettingAside.REASON_TOO_LONG),
        ("GONE", "Twice.", SettingAside.ALREADY),
        ("FINE", "No.", SettingAside.NOTHING_CONTRADICTS),
    ],
)
def test_setting_aside_is_refused(agent, two_exits, number, because, refusal):
    declarations.apply([a_row("FINE", person=2), a_row("GONE", "exit", 70)])
    gone = Declaration.objects.get(number="GONE")
    declarations.set_aside(gone.pk, actor=agent, because="Typing error.")
    with pytest.raises(Refused) as caught:
        declarations.set_aside(
            Declaration.objects.get(number=number).pk, actor=agent, because=because
        )
    assert caught.value.reason == refusal


def test_only_what_was_set_aside_counts_again(agent, two_exits):
    with pytest.raises(Refused) as caught:
        declarations.count_again(two_exits["X-1"].pk, actor=agent)
    assert caught.value.reason == SettingAside.NOT_SET_ASIDE


# -- The queue ------------------------------------------------------------------------------------


def test_the_queue_shows_what_contradicts_and_records_who_saw_it(client, agent, two_exits):
    page = client.get(QUEUE)
    assert "X-2" in page.text
    assert "X-1" not in page.text
    assert "A second exit" in page.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_id, purpose FROM audit_auditentry WHERE kind = 'view'")
        assert cursor.fetchall() == [(str(two_exits["X-2"].pk), "insured.declarations.list")]
    assert "X-1" in client.get(f"{QUEUE}?standing=all").text


@pytest.mark.parametrize("text", ["X-2", number_of(1)])
def test_the_queue_is_searched_by_number_and_matricule(client, agent, two_exits, text):
    declarations.apply([a_row("Y-9", "exit", person=9)])
    page = search(client, QUEUE, text)
    assert "X-2" in page.text
    assert "Y-9" not in page.text


def test_the_first_page_counts_what_waits(client, agent, two_exits):
    assert "<strong>1</strong> Declarations that contradict" in client.get("/admin/").text


def test_both_declarations_stand_side_by_side(client, agent, two_exits):
    page = client.get(page_of(two_exits["X-2"]))
    assert "Declaration X-2" in page.text
    assert "Does not fit with X-1" in page.text
    assert "A second exit, although the affiliation had already ended." in page.text
    view = AuditEntry.objects.get(purpose="insured.declarations.page")
    assert view.dossier_id == person().dossier_id


def test_both_people_are_recorded_when_both_are_shown(client, agent):
    declarations.apply([a_row("N-1"), a_row("N-1", person=2)])
    first = Declaration.objects.order_by("pk").first()
    client.get(page_of(first))
    views = AuditEntry.objects.filter(purpose="insured.declarations.page")
    assert set(views.values_list("dossier", flat=True)) == set(
        InsuredPerson.objects.values_list("dossier", flat=True)
    )


def test_either_declaration_may_be_the_wrong_one(client, agent, two_exits):
    answer = client.post(
        page_of(two_exits["X-2"]), {"wrong": two_exits["X-1"].pk, "because": "Typing error."}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert periods_of(person()) == [("compulsory", "A", 0, 60)]
    page = client.get(page_of(two_exits["X-1"]))
    assert "set this declaration aside: Typing error." in page.text
    client.post(f"{QUEUE}{two_exits['X-1'].pk}/count-again/")
    assert periods_of(person()) == [("compulsory", "A", 0, 30)]


def test_a_decision_needs_a_reason_and_one_of_the_two(client, agent, two_exits):
    entry = two_exits["E-1"].pk
    page = client.post(page_of(two_exits["X-2"]), {"wrong": entry, "because": ""})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"wrong", "because"}
    assert not Declaration.objects.filter(standing=Standing.SET_ASIDE).exists()


def test_reading_is_not_deciding(two_exits):
    client = Client()
    sign_in_agent(client, agent_who_may("view_declaration", username="reader"))
    page = client.get(page_of(two_exits["X-2"]))
    assert page.status_code == 200
    assert "Set one aside" not in page.text
    given = {"wrong": two_exits["X-2"].pk, "because": "No."}
    assert client.post(page_of(two_exits["X-2"]), given).status_code == 404
    assert client.post(f"{QUEUE}{two_exits['X-2'].pk}/count-again/").status_code == 404


def test_a_long_queue_costs_as_much_as_a_short_one(client, agent, django_assert_max_num_queries):
    costs = []
    for count in (1, 8):
        declarations.apply([a_row(f"Q-{number}", "exit", person=number) for number in range(count)])
        client.get(QUEUE)
        with django_assert_max_num_queries(30) as captured:
            client.get(QUEUE)
        costs.append(len(captured))
    assert costs[0] == costs[1]


# -- Uploads --------------------------------------------------------------------------------------


def upload(client, content, *, name="declarations.csv", encoding="utf-8"):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(f"{IMPORTS}add/", {"file": file, "encoding": encoding})


def test_an_upload_is_read_by_the_worker_and_reported(client, agent):
    content = a_file(a_row("D-1"), b"nonsense;;;;;;;;;", a_row("D-2", "exit", 9)).getvalue()
    answer = upload(client, content)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert '<meta http-equiv="refresh" content="3">' in page.text
    tasks.import_declarations()
    page = client.get(answer.url)
    assert "http-equiv" not in page.text
    shown = re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", page.text)
    assert {label: int(count) for label, count in shown} == {
        "New declarations": 2,
        "Already known": 0,
        "Rejected lines": 1,
        "Persons&#x27; files opened": 1,
        "Periods opened": 1,
        "Periods ended": 0,
        "Periods changed otherwise": 0,
        "Periods taken away": 0,
        "Declarations that came to contradict": 0,
    }
    source = DeclarationImport.objects.get()
    assert source.uploaded_by == agent
    rejected = client.get(f"{IMPORTS}{source.pk}/rejected.csv")
    assert rejected["Content-Disposition"].startswith("attachment")
    assert rejected.content.decode("utf-8-sig").splitlines()[1].startswith("3;")


def test_a_file_beyond_what_documents_may_have_arrives_whole(client, agent):
    """The handler of documents keeps ten megabytes; this page has one of its own."""
    padding = b"\n" * 12 * 1024 * 1024
    answer = upload(client, a_file(a_row("D-1")).getvalue() + padding)
    assert answer.status_code == 302
    assert DeclarationImport.objects.get().lines_total == 2 + len(padding)


def test_a_file_beyond_the_limit_is_refused_on_the_form(client, agent, monkeypatch):
    monkeypatch.setattr(importing, "MOST_BYTES", 1000)
    page = upload(client, a_file(a_row("D-1")).getvalue() + b"\n" * 100_000)
    assert "The file is too big" in page.text
    assert not DeclarationImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"number;movement\n", "These are missing: matricule"),
        ("number".encode("utf-16"), "This is not a text file"),
    ],
)
def test_a_file_that_is_none_is_refused_on_the_form(client, agent, content, sentence):
    page = upload(client, content)
    assert page.status_code == 200
    assert sentence in page.text
    assert not DeclarationImport.objects.exists()


def test_an_upload_needs_the_token_of_the_form(agent):
    client = Client(enforce_csrf_checks=True)
    sign_in_agent(client, agent)
    assert upload(client, a_file(a_row("D-1")).getvalue()).status_code == 403
    page = client.get(f"{IMPORTS}add/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    file = SimpleUploadedFile("declarations.csv", a_file(a_row("D-1")).getvalue())
    given = {"file": file, "encoding": "utf-8", "csrfmiddlewaretoken": token}
    assert client.post(f"{IMPORTS}add/", given).status_code == 302


@pytest.mark.parametrize("names", [[], ["resolve_contradictions", "view_declaration"]])
def test_only_agents_with_the_permission_import(client, agent, names):
    upload(client, a_file(a_row("D-1")).getvalue())
    source = DeclarationImport.objects.get()
    other = Client()
    sign_in_agent(other, agent_who_may(*names, username="other"))
    assert upload(other, a_file(a_row("D-2")).getvalue()).status_code == 404
    assert other.get(f"{IMPORTS}add/").status_code == 404
    assert other.get(f"{IMPORTS}{source.pk}/change/").status_code == 404
    assert other.get(f"{IMPORTS}{source.pk}/rejected.csv").status_code == 404
    assert other.get(IMPORTS).status_code == 403


def test_a_name_of_a_file_is_shown_without_its_folders(client, agent):
    upload(client, a_file(a_row("D-1")).getvalue(), name="C:\\files\\<b>march</b>.csv")
    source = DeclarationImport.objects.get()
    page = client.get(f"{IMPORTS}{source.pk}/change/")
    assert "files" not in source.name
    assert "<b>march" not in page.text
