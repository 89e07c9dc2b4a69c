"""What a list knows of contradictions is what the rule says on the page of each certificate."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incapacity.choices.contradictions import Contradiction
from incapacity.models import Certificate
from incapacity.selectors import contradictions, doubts, work
from insured.models import FormerMatricule
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import NOON, CertificateFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 25)

few = st.integers(0, 9)
certificates = st.lists(
    st.fixed_dictionaries(
        {
            "offset": few,
            "length": few,
            "issued": st.integers(-3, 12),
            "sent_on": st.integers(0, 14),
            "cause": st.sampled_from(["illness", "accident", "maternity"]),
            "sequel": st.sampled_from(["initial", "prolongation", "relapse"]),
            "follows": st.integers(0, 3),
            "state": st.sampled_from(["sent", "refused", "withdrawn", "accepted"]),
            "on_sheet": st.sampled_from(["printed", "added", "missing"]),
            "number": st.sampled_from(["", "own", "former", "other"]),
        }
    ),
    min_size=1,
    max_size=4,
)


def told(certificate: Certificate) -> set[Contradiction]:
    """What the rule says of a certificate, as far as the table can tell it."""
    found = contradictions.of(work.get(certificate.pk), today=TODAY, for_agent=True)
    return {concern.what for concern in found} & doubts.TOLD_BY_THE_TABLE


def in_the_list() -> set[int]:
    found = doubts.contradicting(Certificate.objects.sent(), today=TODAY)
    marked = work.queue(today=TODAY)
    keys = set(found.values_list("pk", flat=True))
    assert keys == {row.pk for row in marked if row.contradicts}
    return keys


@given(rows=certificates)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_list_and_the_page_agree(db, rows):
    person = InsuredPersonFactory(signs_in=True)
    former = InsuredPersonFactory.build().matricule
    FormerMatricule.objects.create(
        person=person, matricule=former, replaced_at=NOON, reason="corrected"
    )
    numbers = {
        "": "",
        "own": person.matricule,
        "former": former,
        "other": InsuredPersonFactory().matricule,
    }
    made = []
    for row in rows:
        first = MONDAY + timedelta(days=row["offset"])
        sent_on = MONDAY + timedelta(days=row["sent_on"])
        due = first + timedelta(days=2)
        state = row["state"]
        earlier = made[row["follows"]] if row["follows"] < len(made) else None
        made.append(
            CertificateFactory(
                person=person,
                first_day=first,
                last_day=first + timedelta(days=row["length"]),
                issued_on=MONDAY + timedelta(days=row["issued"]),
                created_at=datetime(2026, sent_on.month, sent_on.day, 11, tzinfo=UTC),
                cause=row["cause"],
                sequel=row["sequel"],
                earlier=earlier,
                due_on=due,
                late=sent_on > due,
                matricule_on_sheet=row["on_sheet"],
                sheet_matricule=numbers[row["number"]],
                **{state: True} if state in {"refused", "accepted"} else {"state": state},
            )
        )
    listed = in_the_list() & {certificate.pk for certificate in made}
    looked_at = [certificate for certificate in made if certificate.state != "withdrawn"]
    assert listed == {certificate.pk for certificate in looked_at if told(certificate)}


@pytest.mark.parametrize(
    ("first", "longest"),
    [
        (date(2027, 3, 3), date(2028, 3, 2)),
        (date(2028, 2, 29), date(2029, 2, 27)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_year_is_counted_by_the_calendar(first, longest):
    for last, too_long in ((longest, False), (longest + timedelta(days=1), True)):
        certificate = CertificateFactory(
            first_day=first, last_day=last, issued_on=date(2026, 11, 1), cause="maternity"
        )
        assert (Contradiction.LONGER_THAN_A_YEAR in told(certificate)) == too_long
        assert (certificate.pk in in_the_list()) == too_long


def test_what_was_sent_around_midnight_is_of_luxembourgs_day():
    night = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)  # the 18th in Luxembourg
    certificate = CertificateFactory(
        created_at=night, issued_on=date(2026, 11, 18), first_day=date(2026, 11, 16)
    )
    assert told(certificate) == set()
    assert in_the_list() == set()


def test_a_prolongation_that_begins_on_the_last_day_contradicts_neither_of_the_two():
    first = CertificateFactory(matricule_on_sheet="printed")
    second = CertificateFactory(
        person=first.person,
        earlier=first,
        sequel="prolongation",
        first_day=first.last_day,
        issued_on=first.issued_on,
    )
    assert told(first) == told(second) == set()
    assert in_the_list() == set()


def test_what_is_late_and_nothing_else_contradicts_nothing():
    CertificateFactory(late=True, matricule_on_sheet="printed")
    assert in_the_list() == set()


def test_of_what_was_withdrawn_nothing_is_said():
    certificate = CertificateFactory(matricule_on_sheet="missing")
    assert in_the_list() == {certificate.pk}
    Certificate.objects.filter(pk=certificate.pk).update(state="withdrawn")
    assert in_the_list() == set()
