"""Papers: what is issued, to whom, what is said, and what is refused."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from cns_portal import audit
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.kernel.refusal import Refused
from insured.choices import Cover, Fund, PaperKind
from insured.choices.papers import PaperRefusal
from insured.models import Paper
from insured.privacy.cases import Papers
from insured.selectors import papers as selectors
from insured.services import papers
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import PaperFactory, PeriodFactory, TieFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _sunday_noon():
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        yield


@pytest.fixture
def marie():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@contextmanager
def refused(reason: PaperRefusal):
    with pytest.raises(Refused) as refusal:
        yield refusal
    assert refusal.value.reason == reason
    assert "{" not in refusal.value.sentence


def told(person) -> list[str]:
    return list(Message.objects.filter(dossier=person.dossier).values_list("title", flat=True))


def test_a_certificate_for_today_says_since_when(marie):
    PeriodFactory(person=marie, fund=Fund.CMFEP)
    paper = papers.order_affiliation(marie, by=marie.account)
    assert paper.kind == PaperKind.AFFILIATION
    assert (paper.first_day, paper.last_day) == (TODAY, TODAY)
    assert paper.initials == "M. B."
    assert paper.facts["fund"] == "cmfep"
    assert paper.facts["periods"] == [
        {"cover": "compulsory", "fund": "cmfep", "first": "2024-01-01", "last": ""}
    ]
    assert told(marie) == ["A paper for you is ready"]


def test_what_stands_on_it_is_sealed_in_the_database(marie):
    PeriodFactory(person=marie)
    paper = papers.order_affiliation(marie, by=marie.account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM insured_paper p WHERE id = %s", [paper.pk])
        row = cursor.fetchone()[0]
        cursor.execute("SELECT facts FROM insured_paper WHERE id = %s", [paper.pk])
        facts = bytes(cursor.fetchone()[0])
    assert "Beispill" not in row
    assert b"Beispill" not in facts
    assert paper.facts["person"]["name"] == "Marie Beispill"


def test_the_facts_stay_as_they_were_whatever_happens_later(marie):
    PeriodFactory(person=marie)
    paper = papers.order_affiliation(marie, by=marie.account)
    marie.last_name = "Anders"
    marie.save()
    marie.periods.all().delete()
    assert Paper.objects.get(pk=paper.pk).facts == paper.facts


def test_rights_that_are_kept_are_certified_with_their_end(marie):
    PeriodFactory(person=marie, last_day=date(2026, 10, 15))
    paper = papers.order_affiliation(marie, by=marie.account)
    assert paper.facts["coverage"] == {"kept": "yes", "since": "", "last": "2027-01-31"}
    assert paper.facts["periods"] == []


def test_whoever_is_not_covered_gets_none_for_today_and_reads_why(marie):
    PeriodFactory(person=marie, last_day=date(2025, 1, 31))
    with refused(PaperRefusal.NOT_COVERED) as refusal:
        papers.order_affiliation(marie, by=marie.account)
    assert "31 January 2025" in refusal.value.sentence
    assert not Paper.objects.exists()
    assert told(marie) == []


def test_the_past_can_always_be_certified(marie):
    PeriodFactory(person=marie, last_day=date(2025, 1, 31))
    PeriodFactory(
        person=marie, cover=Cover.PENSION, first_day=date(2025, 3, 1), last_day=date(2025, 4, 30)
    )
    paper = papers.order_affiliation(
        marie, by=marie.account, first=date(2024, 12, 1), last=date(2025, 3, 31)
    )
    assert paper.facts["periods"] == [
        {"cover": "compulsory", "fund": "cns", "first": "2024-12-01", "last": "2025-01-31"},
        {"cover": "pension", "fund": "cns", "first": "2025-03-01", "last": "2025-03-31"},
    ]
    assert (paper.first_day, paper.last_day) == (date(2024, 12, 1), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2025, 2, 1), date(2025, 1, 1), PaperRefusal.BACKWARDS),
        (date(2024, 2, 1), date(2026, 11, 23), PaperRefusal.IN_THE_FUTURE),
        (date(2023, 1, 1), date(2023, 12, 31), PaperRefusal.NOTHING_THEN),
    ],
)
def test_which_periods_are_refused(marie, first, last, reason):
    PeriodFactory(person=marie)
    with refused(reason):
        papers.order_affiliation(marie, by=marie.account, first=first, last=last)


def test_the_same_once_more_on_a_day_is_the_same_paper(marie):
    PeriodFactory(person=marie)
    first = papers.order_affiliation(marie, by=marie.account)
    assert papers.order_affiliation(marie, by=marie.account).pk == first.pk
    assert papers.order_affiliation(marie, by=marie.account, language="fr").pk != first.pk
    assert told(marie) == ["A paper for you is ready"] * 2


def test_the_next_day_it_is_another_one(marie):
    PeriodFactory(person=marie)
    first = papers.order_affiliation(marie, by=marie.account)
    with time_machine.travel("2026-11-23T11:00:00Z", tick=False):
        assert papers.order_affiliation(marie, by=marie.account).pk != first.pk


def test_a_withdrawn_paper_is_not_given_again(marie):
    PeriodFactory(person=marie)
    agent = AccountFactory(agent=True)
    first = papers.order_affiliation(marie, by=marie.account)
    papers.withdraw(first.pk, by=agent, because="A name was misspelt.")
    assert papers.order_affiliation(marie, by=marie.account).pk != first.pk


def test_not_endlessly_many_in_a_day(marie, monkeypatch):
    monkeypatch.setattr("insured.rules.papers.A_DAY", 2)
    PeriodFactory(person=marie)
    for language in ("en", "fr"):
        papers.order_affiliation(marie, by=marie.account, language=language)
    with refused(PaperRefusal.TOO_MANY):
        papers.order_affiliation(marie, by=marie.account, language="de")


def test_a_co_insurance_certificate_names_only_those_insured_through_the_person(marie):
    PeriodFactory(person=marie)
    child, gone = InsuredPersonFactory(first_name="Zoé"), InsuredPersonFactory()
    for member in (child, gone):
        TieFactory(principal=marie, member=member)
    PeriodFactory(person=child, through=marie)
    PeriodFactory(person=gone)  # insured in their own right meanwhile
    paper = papers.order_co_insurance(marie, by=marie.account)
    assert [one["name"] for one in paper.facts["family"]] == [child.full_name]
    assert paper.facts["family"][0]["relation"] == "own_child"
    assert paper.facts["through"] is None


def test_whoever_is_co_insured_gets_one_that_names_the_main_insured_person(marie):
    principal = InsuredPersonFactory()
    TieFactory(principal=principal, member=marie, spouse=True)
    PeriodFactory(person=principal)
    PeriodFactory(person=marie, through=principal)
    paper = papers.order_co_insurance(marie, by=marie.account)
    assert paper.facts["through"] == {"name": principal.full_name, "since": "2024-01-01"}
    assert paper.facts["family"] == []
    assert principal.matricule not in str(paper.facts)


def test_without_a_co_insurance_there_is_no_certificate_of_one(marie):
    PeriodFactory(person=marie)
    with refused(PaperRefusal.NOT_CO_INSURED):
        papers.order_co_insurance(marie, by=marie.account)


def test_a_registered_co_insurance_that_insures_nobody_is_refused_with_why(marie):
    TieFactory(principal=marie, member=InsuredPersonFactory())
    with refused(PaperRefusal.NO_PERIOD_BEHIND):
        papers.order_co_insurance(marie, by=marie.account)


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, date(2027, 2, 21)), (date(2026, 12, 31), date(2026, 12, 31))],
)
def test_a_replacement_certificate_lasts_three_months_and_no_longer_than_the_cover(
    marie, until, expected
):
    PeriodFactory(person=marie, last_day=until)
    paper = papers.issue_replacement(marie, by=marie.account)
    assert (paper.first_day, paper.last_day) == (TODAY, expected)


def test_kept_rights_carry_a_replacement_certificate_until_their_end(marie):
    PeriodFactory(person=marie, last_day=date(2026, 9, 15))
    assert papers.issue_replacement(marie, by=marie.account).last_day == date(2026, 12, 31)


def test_whoever_is_not_covered_gets_no_replacement_certificate(marie):
    with refused(PaperRefusal.NO_CARD_RIGHTS):
        papers.issue_replacement(marie, by=marie.account)


def test_an_illness_alone_carries_no_paper():
    from insured.rules import papers as rules
    from insured.rules.coverage import Facts, History, Period

    ill = History(
        [Period(Cover.COMPULSORY, Fund.CNS, date(2025, 1, 1), date(2026, 6, 30))],
        facts=Facts(illness_under_treatment=True),
    ).on(TODAY)
    assert ill.covered
    assert rules.why_not_today(ill) == PaperRefusal.ILLNESS_ONLY
    assert rules.why_not_replacement(ill) == PaperRefusal.ILLNESS_ONLY


def test_issuing_is_recorded_and_the_email_says_nothing(marie):
    PeriodFactory(person=marie)
    paper = papers.order_affiliation(marie, by=marie.account)
    entry = AuditEntry.objects.get(action="paper.issued")
    assert (entry.dossier_id, entry.details) == (marie.dossier_id, {"kind": "affiliation"})
    email = Email.objects.get()
    for text in (email.subject, email.text_body, email.html_body):
        assert "ertificate" not in text
        assert paper.code not in text


def test_the_worker_prints_it_and_the_person_finds_it(marie, settings, tmp_path):
    PeriodFactory(person=marie)
    paper = papers.order_affiliation(marie, by=marie.account)
    assert selectors.ready_among([paper]) == set()
    assert selectors.file_of(paper, marie) is None
    deliver()
    assert selectors.ready_among([paper]) == {paper.pk}
    assert selectors.file_of(paper, marie).content.startswith(b"%PDF")
    assert selectors.file_of(paper, InsuredPersonFactory()) is None


def test_the_payload_of_the_worker_names_nobody(marie):
    PeriodFactory(person=marie)
    paper = papers.order_affiliation(marie, by=marie.account)
    (attachment,) = Message.objects.get().attachments.all()
    assert attachment.payload == {"paper": str(paper.public_id)}
    assert "eispill" not in attachment.filename


def test_withdrawing_says_why_and_tells_the_person(marie):
    PeriodFactory(person=marie)
    agent = AccountFactory(agent=True)
    paper = papers.order_affiliation(marie, by=marie.account)
    papers.withdraw(paper.pk, by=agent, because="A name was misspelt.")
    paper.refresh_from_db()
    assert paper.withdrawn_because == "A name was misspelt."
    assert AuditEntry.objects.filter(action="paper.withdrawn", actor=agent).exists()
    message = Message.objects.get(title="A paper of yours was withdrawn")
    assert "A name was misspelt." in message.body
    with refused(PaperRefusal.WITHDRAWN_ALREADY):
        papers.withdraw(paper.pk, by=agent, because="Again.")


def test_nothing_is_withdrawn_without_a_reason(marie):
    PeriodFactory(person=marie)
    paper = papers.issue_replacement(marie, by=audit.SYSTEM)
    assert paper.issued_by is None
    with refused(PaperRefusal.NO_REASON):
        papers.withdraw(paper.pk, by=AccountFactory(agent=True), because="  ")


def test_a_code_that_is_taken_is_drawn_again(marie, monkeypatch):
    PeriodFactory(person=marie)
    drawn = iter(["A" * 16, "A" * 16, "B" * 16])
    monkeypatch.setattr("cns_portal.kernel.codes.random_code", lambda length: next(drawn))
    assert papers.order_affiliation(marie, by=marie.account).code == "A" * 16
    assert papers.order_affiliation(marie, by=marie.account, language="fr").code == "B" * 16


def test_codes_are_long_and_without_look_alikes(marie):
    PeriodFactory(person=marie)
    code = papers.order_affiliation(marie, by=marie.account).code
    assert len(code) == 16
    assert not set(code) & set("01OILU")


def test_an_old_paper_goes_with_its_messages_and_an_open_form_stays(marie):
    PeriodFactory(person=marie)
    agent = AccountFactory(agent=True)
    paper = papers.order_affiliation(marie, by=marie.account)
    papers.withdraw(paper.pk, by=agent, because="A name was misspelt.")
    form = PaperFactory(person=marie, kind=PaperKind.S1, last_day=None)
    later = datetime(2029, 1, 1, tzinfo=UTC)
    assert Papers().due(now=later) == Papers().forget(now=later) == 1
    assert list(Paper.objects.all()) == [form]
    assert not Message.objects.exists()
    form.withdrawn_at, form.withdrawn_because = datetime(2027, 1, 1, tzinfo=UTC), "Over."
    form.save()
    assert Papers().due(now=datetime(2028, 12, 30, tzinfo=UTC)) == 0
    assert Papers().forget(now=later) == 1
