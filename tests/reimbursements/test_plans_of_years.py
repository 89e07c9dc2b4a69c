"""However many bills there are: what is asked about one person is found by an index."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from cns_portal.demo import people, volume_bills
from reimbursements.models import Claim, Statement
from reimbursements.rules.year import By
from reimbursements.selectors import participations
from reimbursements.selectors import year as years
from reimbursements.services import loading_tariffs

pytestmark = pytest.mark.django_db

MANY = ("claim", "bill", "line", "decision", "linedecision", "statement", "payment")
WHOLE = re.compile(rf"Seq Scan on reimbursements_({'|'.join(MANY)})\b")


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """A few thousand bills for all tests of this module, undone at its end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr("cns_portal.queue._send", lambda task: None)
        with transaction.atomic():
            loading_tariffs.load_published()
            people.seed_agents()
            volume_bills.add_bills(4000, seed=3)
            yield
            transaction.set_rollback(True)


@pytest.fixture
def person(many):
    return Claim.objects.filter(state="paid").select_related("person").latest("pk").person


def asked(question) -> list[str]:
    """The plans of what `question` asks the database."""
    with CaptureQueriesContext(connection) as found:
        question()
    plans = []
    with connection.cursor() as cursor:
        for query in found.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


QUESTIONS = {
    "year": lambda person, year: years.year_of(person, year, by=By.CARE),
    "year_by_payment": lambda person, year: years.year_of(person, year, by=By.PAID),
    "acts": lambda person, year: list(years.acts_of(person, year, by=By.CARE)),
    "years": lambda person, year: years.years_of(person, by=By.CARE),
    "participations": lambda person, year: participations.of_household(person, year),
    "statements": lambda person, year: list(Statement.objects.of(person)),
    "claims": lambda person, year: list(Claim.objects.of(person).sent().order_by("-sent_at")),
}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_table_is_read_as_a_whole(name, person):
    plans = asked(lambda: QUESTIONS[name](person, clock.today().year))
    assert plans
    assert [plan for plan in plans if WHOLE.search(plan)] == []
