"""However many certificates there are: what is asked is found by an index."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.demo import people, volume_certificates
from cns_portal.kernel.matricule import with_check_digits
from cns_portal.kernel.spans import Days
from incapacity.models import Certificate
from incapacity.selectors import (
    absences,
    balances,
    contradictions,
    drafts,
    electronic,
    listing,
    sheets,
    work,
)

pytestmark = pytest.mark.django_db

WHOLE = re.compile(r"Seq Scan on incapacity_(certificate|diagnosis)\b")


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """A few thousand certificates for all tests of this module, undone at its end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr("cns_portal.queue._send", lambda task: None)
        with transaction.atomic():
            people.seed_agents()
            volume_certificates.add_certificates(6000, seed=3)
            yield
            transaction.set_rollback(True)


@pytest.fixture
def person(many):
    busy = Certificate.objects.filter(state="accepted", earlier__isnull=False)
    return busy.select_related("person").latest("pk").person


def asked(question) -> list[str]:
    """The plans of what `question` asks the database."""
    with CaptureQueriesContext(connection) as found:
        question()
    plans = []
    with connection.cursor() as cursor:
        for query in found.captured_queries:
            if query["sql"].startswith(("SELECT", "(SELECT")):
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return plans


def _agent():
    return Account.objects.filter(is_staff=True).order_by("pk").first()


def of_the_latest(person):
    latest = Certificate.objects.of(person).counted().latest("last_day")
    return drafts.whole().get(pk=latest.pk)


def of_a_sick_child():
    family = Certificate.objects.filter(cause="family").counted()
    return drafts.whole().get(pk=family.latest("pk").pk)


QUESTIONS = {
    "list": lambda person, today: list(listing.sent_of(person)),
    "begun": lambda person, today: list(listing.begun_by(person)),
    "arrived": lambda person, today: list(listing.arrived_for(person)),
    "balances": lambda person, today: balances.of(person, today=today),
    "days_of_a_year": lambda person, today: absences.of(
        person, within=Days(today.replace(month=1, day=1), today.replace(month=12, day=31))
    ),
    "overlaps": lambda person, today: contradictions.of(of_the_latest(person), today=today),
    "for_the_agent": lambda person, today: contradictions.of(
        of_the_latest(person), today=today, for_agent=True
    ),
    "other_parents": lambda person, today: contradictions.of(
        of_a_sick_child(), today=today, for_agent=True
    ),
    "earlier_ones": lambda person, today: drafts.earlier_ones(person),
    "to_pass_on": lambda person, today: list(electronic.due(clock.now())),
    "to_remind_of": lambda person, today: sheets.perhaps_to_remind(today=today),
    "glance": lambda person, today: work.at_a_glance(_agent(), today=today, long=5),
    "queue": lambda person, today: list(
        work.queue(today=today).waiting().order_by("sent_at", "pk")[:50]
    ),
    "whole_queue": lambda person, today: list(
        work.queue(today=today).order_by("sent_at", "pk")[:50]
    ),
    "search": lambda person, today: list(
        work.matching(work.queue(today=today), person.matricule).order_by("sent_at", "pk")[:50]
    ),
    "search_of_a_child": lambda person, today: list(
        work.matching(work.queue(today=today), of_a_sick_child().child_matricule).order_by(
            "sent_at", "pk"
        )[:50]
    ),
}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_no_table_is_read_as_a_whole(name, person):
    plans = asked(lambda: QUESTIONS[name](person, clock.today()))
    assert plans
    assert [plan for plan in plans if WHOLE.search(plan)] == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("to_remind_of", "certificate_not_given_yet"),
        ("to_pass_on", "certificate_to_pass_on"),
        ("queue", "certificate_waiting_by_day"),
    ],
)
def test_what_is_asked_every_minute_looks_at_what_waits_only(name, index, person):
    """Not at the whole index of the keys, in their order, until so many were found."""
    [plan] = asked(lambda: QUESTIONS[name](person, clock.today()))
    assert index in plan


def test_the_leave_for_a_child_is_found_by_the_child_and_by_its_number(person):
    numbers = {with_check_digits("20240510123"), of_a_sick_child().child_matricule}
    [plan] = asked(lambda: list(Certificate.objects.counted().for_child(person, numbers)))
    assert "certificate_of_a_typed_child" in plan
    assert "certificate_of_a_child" in plan
    assert not WHOLE.search(plan)
