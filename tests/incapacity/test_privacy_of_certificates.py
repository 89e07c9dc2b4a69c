"""What the room forgets about people, and what it must not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from cns_portal import clock
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Message
from cns_portal.privacy import registry
from cns_portal.privacy.forgetting import forget
from cns_portal.procedures.models import Procedure
from incapacity.models import Certificate, CertificatePage, Diagnosis, ElectronicMessage
from incapacity.models.electronic import arrived_as
from incapacity.parameters.benefit_limit import BENEFIT_LIMIT
from incapacity.privacy import HOLDINGS
from incapacity.privacy.certificates import (
    FOUR_YEARS,
    Certificates,
    Drafts,
    FamilyLeave,
    Sheets,
    Withdrawn,
)
from incapacity.privacy.electronic import ElectronicMessages, KeptBack
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
    ElectronicMessageFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
LONG_AGO = datetime(1999, 5, 5, 12, tzinfo=UTC)
ABOUT_NOBODY = {"Sender"}
"""Tables in which no insured person is named."""


@pytest.fixture
def now():
    return clock.now()


def ended(since: timedelta, *, now, **columns) -> Certificate:
    """A certificate whose last day and last step lie so far back."""
    last = (now - since).date()
    certificate = CertificateFactory(first_day=last - 4 * A_DAY, last_day=last, **columns)
    Procedure.objects.filter(pk=certificate.procedure_id).update(updated_at=now - since)
    return certificate


def with_sheet(certificate: Certificate) -> Certificate:
    DiagnosisFactory(certificate=certificate)
    document = DocumentFactory(dossier=certificate.person.dossier)
    CertificatePageFactory(certificate=certificate, document=document)
    return certificate


def message_about(certificate: Certificate, now) -> None:
    case = certificate.procedure
    Message.objects.create(
        dossier=certificate.person.dossier,
        reference=case.reference if case else "",
        title="Accepted",
        body="…",
        language="en",
        idempotency_key=f"about {certificate.pk}" if case else arrived_as(certificate),
        created_at=now,
        not_before=now,
    )


def test_each_holding_says_what_why_and_how_long():
    for holding in HOLDINGS:
        assert all([holding.label, holding.what, holding.why, holding.legal_basis])
        assert holding.keep_for
        assert holding in registry.holdings()


def test_no_window_of_the_law_looks_further_back_than_is_kept():
    limit = BENEFIT_LIMIT.on(clock.today())
    assert timedelta(days=2 * limit.reference_days) <= FOUR_YEARS


def test_nothing_about_anybody_stays_when_everything_is_long_over(now):
    """Whatever table the room gets: somebody has to say when its rows go."""
    first = ended(timedelta(days=9000), now=now, accepted=True)
    again = ended(timedelta(days=8990), now=now, refused=True, earlier=first, sequel="relapse")
    child = ended(timedelta(days=9100), now=now, accepted=True, family=True)
    taken_back = ended(timedelta(days=9000), now=now, state="withdrawn")
    draft = CertificateFactory(draft=True, changed_at=LONG_AGO)
    kept = CertificateFactory(kept=True, changed_at=LONG_AGO, first_day=date(1999, 5, 3))
    for certificate in (first, again, child, taken_back):
        with_sheet(certificate)
    for certificate in (first, again, child, taken_back, kept):
        message_about(certificate, now)
    ElectronicMessageFactory(certificate=kept)
    with_sheet(draft)
    models = {
        model.__name__: model
        for model in apps.get_app_config("incapacity").get_models()
        if model.__name__ not in ABOUT_NOBODY
    }
    assert [name for name, model in models.items() if not model.objects.exists()] == []
    outcomes = [one for one in forget(now=now) if one.holding in HOLDINGS]
    assert [one.error for one in outcomes if one.error] == []
    assert [name for name, model in models.items() if model.objects.exists()] == []
    assert not Procedure.objects.exists()
    assert not Message.objects.exists()
    assert not Document.objects.filter(deleted_at=None).exists()


def test_a_draft_goes_after_ninety_days_with_its_files_and_the_diagnosis(now):
    old = with_sheet(CertificateFactory(draft=True, changed_at=now - 91 * A_DAY))
    document = old.pages.get().document
    fresh = with_sheet(CertificateFactory(draft=True, changed_at=now - 89 * A_DAY))
    assert (Drafts().due(now=now), Drafts().forget(now=now)) == (1, 1)
    assert Certificate.objects.get() == fresh
    assert Diagnosis.objects.get().certificate == fresh
    assert Document.objects.get(pk=document.pk).deleted_at is not None


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [
        ("accepted", 731, True),
        ("accepted", 729, False),
        ("refused", 731, True),
        ("taken", 3000, False),
        ("asked", 3000, False),
        ("at_board", 3000, False),
    ],
)
def test_sheet_and_diagnosis_go_two_years_after_the_decision(now, state, days, goes):
    certificate = with_sheet(ended(days * A_DAY, now=now, **{state: True}))
    assert Sheets().due(now=now) == Sheets().forget(now=now) == int(goes)
    assert CertificatePage.objects.exists() is not goes
    assert Diagnosis.objects.exists() is not goes
    assert Certificate.objects.get() == certificate
    assert Sheets().due(now=now) == 0


def test_the_sheet_of_a_long_incapacity_stays_until_two_years_after_its_last_day(now):
    decided_early = with_sheet(ended(800 * A_DAY, now=now, accepted=True))
    Certificate.objects.filter(pk=decided_early.pk).update(last_day=(now - 700 * A_DAY).date())
    assert Sheets().forget(now=now) == 0
    assert Diagnosis.objects.exists()


@pytest.mark.parametrize(("days", "goes"), [(1457, True), (1455, False)])
@pytest.mark.parametrize("cause", ["illness", "accident", "maternity"])
def test_a_certificate_goes_after_four_years(now, cause, days, goes):
    ended(days * A_DAY, now=now, accepted=True, cause=cause)
    assert Certificates().due(now=now) == Certificates().forget(now=now) == int(goes)
    assert Certificate.objects.exists() is not goes


def test_who_prolonged_a_certificate_that_is_gone_keeps_their_own(now):
    first = ended(1500 * A_DAY, now=now, accepted=True)
    later = ended(1400 * A_DAY, now=now, accepted=True, earlier=first, sequel="prolongation")
    assert Certificates().forget(now=now) == 1
    later.refresh_from_db()
    assert (later.earlier, later.sequel) == (None, "prolongation")


def born(years: int, now, days: int = 0) -> date:
    """Somebody of that age today, and so many days older."""
    today = now.date()
    return today.replace(year=today.year - years, day=min(today.day, 28)) - days * A_DAY


@pytest.mark.parametrize(
    ("how", "goes"),
    [
        ({"child_born_on": 19}, True),
        ({"child_born_on": 17}, False),
        ({"child_matricule": 19}, True),
        ({"child_matricule": 17}, False),
        ({"child_matricule": 19, "child_doubled": True}, False),
        ({"child_matricule": "2003000012345"}, True),
    ],
)
def test_leave_for_a_child_stays_until_the_child_is_of_age(now, how, goes):
    how = dict(how)
    if isinstance(how.get("child_born_on"), int):
        how["child_born_on"] = born(how["child_born_on"], now, 1)
        how["child_matricule"] = "2024010112345"  # what is stated comes first
    elif isinstance(how["child_matricule"], int):
        how["child_matricule"] = f"{born(how['child_matricule'], now, 1):%Y%m%d}12345"
    ended(1500 * A_DAY, now=now, accepted=True, cause="family", **how)
    assert FamilyLeave().due(now=now) == FamilyLeave().forget(now=now) == int(goes)
    assert Certificates().due(now=now) == 0


@pytest.mark.parametrize(("years", "goes"), [(19, True), (17, False)])
def test_a_child_on_file_has_its_birth_there(now, years, goes):
    child = InsuredPersonFactory(birth_date=born(years, now, 1))
    ended(1500 * A_DAY, now=now, accepted=True, cause="family", child=child)
    assert FamilyLeave().forget(now=now) == int(goes)


@pytest.mark.parametrize(("years", "goes"), [(19, True), (17, False)])
def test_a_child_of_unknown_birth_was_born_before_its_leave(now, years, goes):
    since = now.date() - born(years, now)
    certificate = ended(since, now=now, accepted=True, cause="family", child_matricule="0" * 13)
    assert certificate.last_day <= born(years, now)
    assert FamilyLeave().forget(now=now) == int(goes)


def test_what_is_still_open_never_goes(now):
    for state in ({}, {"taken": True}, {"asked": True}, {"at_board": True}):
        with_sheet(ended(9000 * A_DAY, now=now, **state))
    waits = CertificateFactory(arrived=True, changed_at=LONG_AGO, first_day=date(1999, 5, 3))
    for holding in HOLDINGS:
        assert (holding.due(now=now), holding.forget(now=now)) == (0, 0)
    assert Certificate.objects.count() == 5
    assert Certificate.objects.filter(pk=waits.pk).exists()


def test_what_was_taken_back_goes_after_two_years(now):
    ended(731 * A_DAY, now=now, state="withdrawn")
    stays = ended(729 * A_DAY, now=now, state="withdrawn")
    assert Withdrawn().forget(now=now) == 1
    assert Certificate.objects.get() == stays


def test_what_was_held_back_goes_a_year_after_its_last_day(now):
    def held_back(*, changed: int, last: int) -> Certificate:
        day = (now - last * A_DAY).date()
        certificate = CertificateFactory(
            kept=True, changed_at=now - changed * A_DAY, first_day=day, last_day=day
        )
        ElectronicMessageFactory(certificate=certificate)
        return certificate

    gone = held_back(changed=366, last=366)
    stay = [held_back(changed=366, last=360), held_back(changed=360, last=366)]
    assert (KeptBack().due(now=now), KeptBack().forget(now=now)) == (1, 1)
    assert list(Certificate.objects.order_by("pk")) == stay
    assert not ElectronicMessage.objects.filter(certificate=gone.pk).exists()
    assert ElectronicMessages().forget(now=now) == 0
    assert ElectronicMessage.objects.count() == 2


def test_one_turn_takes_a_hundred_and_the_next_one_the_others(now, monkeypatch):
    monkeypatch.setattr(Drafts, "at_once", 2)
    for _number in range(3):
        CertificateFactory(draft=True, changed_at=LONG_AGO)
    assert [Drafts().forget(now=now) for _turn in range(3)] == [2, 1, 0]


def test_what_is_changed_at_the_last_moment_stays(now):
    """Between being chosen and being held it was worked on, or even sent."""
    draft = CertificateFactory(draft=True, changed_at=LONG_AGO)

    def worked_on(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            Certificate.objects.filter(pk=draft.pk).update(changed_at=now)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(worked_on):
        assert Drafts().forget(now=now) == 0
    assert Certificate.objects.get() == draft
