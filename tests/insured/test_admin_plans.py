"""Among very many requests and people, indexes find what agents ask for."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from insured.models import BankAccount, InsuredPerson, Request
from insured.selectors import queues, searching, whole_file
from tests.factories import AccountFactory
from tests.insured.agents import QUEUES, an_agent, window_of
from tests.insured.factories import FormerMatriculeFactory, RequestFactory

pytestmark = pytest.mark.django_db

MANY = 20_000


@pytest.fixture
def many():
    """That many people with one decided request each; a few requests wait. Statistics are made."""
    account = AccountFactory()
    with connection.cursor() as cursor:
        first = 10_000_000  # where no sequence has come yet
        cursor.execute(
            "INSERT INTO accounts_dossier (id, public_id, opened_at)"
            " SELECT n, gen_random_uuid(), now() FROM generate_series(%s, %s) n",
            [first, first + MANY],
        )
        cursor.execute(
            "INSERT INTO insured_insuredperson (id, dossier_id, matricule, first_name, last_name,"
            " birth_place, email, phone, street, postcode, locality, country, language,"
            " tell_by_email, created_at)"
            " SELECT n, n, '1' || lpad(n::text, 12, '0'), 'Given' || n, 'Family' || n,"
            " '', '', '', '', '', '', 'LU', 'fr', true, now() FROM generate_series(%s, %s) n",
            [first, first + MANY],
        )
        cursor.execute(
            "INSERT INTO insured_formermatricule (person_id, matricule, replaced_at, reason)"
            " SELECT n, '3' || lpad(n::text, 12, '0'), now(), '-' FROM generate_series(%s, %s) n",
            [first, first + MANY],
        )
        cursor.execute(
            "INSERT INTO procedures_procedure (id, public_id, reference, kind, dossier_id,"
            " contact_email, language, phase, current_state, created_at, updated_at)"
            " SELECT n, gen_random_uuid(), 'X' || lpad(n::text, 8, '0'), 'insured.s1', n,"
            " '', 'fr', 'decided', 'accepted', now(), now() FROM generate_series(%s, %s) n",
            [first, first + MANY],
        )
        cursor.execute(
            "INSERT INTO insured_request (procedure_id, person_id, kind, state, details, sent_at,"
            " sent_by_id, decided_at, decided_by_id, answer_kind)"
            " SELECT n, n, 's1', 'accepted', '', now() - make_interval(mins => n), %s, now(),"
            " %s, '' FROM generate_series(%s, %s) n",
            [account.pk, account.pk, first, first + MANY],
        )
    for _number in range(3):
        RequestFactory()
    FormerMatriculeFactory()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan_of(queryset) -> str:
    """The plan, without the tables so small that reading them whole is best."""
    return queryset.explain()


def reads_whole(plan: str, *tables: str) -> list[str]:
    """Which of these tables the plan reads from end to end."""
    found = re.findall(r"Seq Scan on (\w+)", plan)
    return [table for table in tables if table in found]


BIG = (
    "insured_request",
    "insured_insuredperson",
    "insured_formermatricule",
    "procedures_procedure",
)


def test_what_waits_is_found_by_its_own_index(many):
    waiting = queues.queue().waiting()
    plan = plan_of(waiting[:50])
    assert "request_waiting" in plan
    assert reads_whole(plan, *BIG) == []
    assert reads_whole(plan_of(waiting.filter(kind="s1")[:50]), *BIG) == []


def test_the_list_itself_asks_nothing_that_reads_everything(many):
    window = window_of(an_agent())
    with CaptureQueriesContext(connection) as asked:
        assert window.get(QUEUES).status_code == 200
    plans = []
    with connection.cursor() as cursor:
        for query in asked:
            if query["sql"].startswith("SELECT") and "insured_request" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans += [line for (line,) in cursor.fetchall()]
    assert plans
    assert reads_whole("\n".join(plans), *BIG) == []


def test_all_requests_in_order_stop_at_the_page(many):
    plan = plan_of(queues.queue().order_by("sent_at", "pk")[:50])
    assert "request_by_day" in plan
    assert reads_whole(plan, "insured_request", "insured_insuredperson") == []


def test_what_waits_for_an_answer_does_not_read_all_procedures(many):
    plan = plan_of(queues.needing_an_answer(queues.queue().waiting()))
    assert reads_whole(plan, *BIG) == []


@pytest.mark.parametrize(
    "typed",
    ["1000 01 00 00123", "3000010000123", "Family10000123 Given", "Family1000001", "ABCD-2345"],
    ids=["number", "former number", "names", "beginning", "reference"],
)
def test_a_person_and_a_request_are_found_on_indexes(many, typed):
    people = plan_of(searching.matching(InsuredPerson.objects.all(), typed)[:50])
    assert reads_whole(people, *BIG) == []
    requests = plan_of(queues.matching(queues.queue(), typed)[:50])
    assert reads_whole(requests, *BIG) == []


def test_a_file_is_read_by_its_keys(many):
    person = whole_file.get(Request.objects.waiting().first().person_id)
    with CaptureQueriesContext(connection) as asked:
        whole_file.of(person, day=clock.today())
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert reads_whole(plan, *BIG) == [], query["sql"]


def test_proposals_are_found_among_all_accounts(many):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = plan_of(BankAccount.objects.filter(state="proposed"))
    assert "bank_account_one_proposed_per_person" in plan
