"""What the hall forgets about cover, requests and papers, and what it must not."""

from datetime import timedelta

import pytest

from cns_portal import clock
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Message
from cns_portal.procedures.models import Procedure
from insured.models import (
    BankAccount,
    Card,
    DeclarationImport,
    LifeNote,
    Mandate,
    Paper,
    RejectedRow,
    Request,
)
from insured.privacy import HOLDINGS
from insured.privacy.cases import BankAccounts, Cards, Mandates, Papers, Requests
from insured.privacy.people import Imports, Notes
from tests.factories import DocumentFactory
from tests.insured.factories import (
    BankAccountFactory,
    CardFactory,
    DeclarationImportFactory,
    LifeNoteFactory,
    MandateFactory,
    PaperFactory,
    RejectedRowFactory,
    RequestDocumentFactory,
    RequestFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=3 * 365)


@pytest.fixture
def now():
    return clock.now()


def test_each_holding_says_what_why_and_how_long():
    for holding in HOLDINGS:
        assert all([holding.label, holding.what, holding.why, holding.legal_basis])
        assert holding.keep_for


def old_request(now, **columns) -> Request:
    request = RequestFactory(**columns)
    Procedure.objects.filter(pk=request.procedure_id).update(updated_at=now - LONG_AGO)
    return request


def test_an_old_request_goes_with_everything_about_it(now):
    request = old_request(now, state="withdrawn")
    attached = RequestDocumentFactory(
        request=request, document=DocumentFactory(dossier=request.person.dossier)
    )
    tie = TieFactory(request=request)
    Message.objects.create(
        dossier=request.person.dossier,
        reference=request.procedure.reference,
        title="About it",
        body="…",
        language="en",
        idempotency_key="about",
        created_at=now,
        not_before=now,
    )
    assert Requests().due(now=now) == 1
    assert Requests().forget(now=now) == 1
    assert not Request.objects.exists()
    assert not Procedure.objects.exists()
    assert not Message.objects.exists()
    assert Document.objects.get(pk=attached.document_id).deleted_at is not None
    tie.refresh_from_db()
    assert tie.request is None


@pytest.mark.parametrize("columns", [{}, {"taken": True}])
def test_a_request_that_is_not_decided_stays_however_old(now, columns):
    old_request(now, **columns)
    assert Requests().forget(now=now) == 0
    assert Request.objects.exists()


@pytest.mark.parametrize(
    ("holding", "model", "factory", "past", "present"),
    [
        (
            Papers(),
            Paper,
            PaperFactory,
            lambda day: {"issued_at": day, "first_day": day.date(), "last_day": day.date()},
            lambda day: {"issued_at": day, "first_day": day.date(), "last_day": clock.today()},
        ),
        (
            Cards(),
            Card,
            CardFactory,
            lambda day: {"state": "lost", "ended_at": day},
            lambda day: {"ordered_at": day},
        ),
        (
            Mandates(),
            Mandate,
            MandateFactory,
            lambda day: {"offered_at": day, "offer_ends_at": day},
            lambda day: {"accepted": True, "offered_at": day, "offer_ends_at": day},
        ),
        (
            BankAccounts(),
            BankAccount,
            BankAccountFactory,
            lambda day: {"state": "replaced", "replaced_at": day},
            lambda day: {"proposed_at": day, "decided_at": day},
        ),
        (
            Notes(),
            LifeNote,
            LifeNoteFactory,
            lambda day: {"day": day.date()},
            lambda day: {"told_at": day, "day": clock.today()},
        ),
        (
            Imports(),
            DeclarationImport,
            DeclarationImportFactory,
            lambda day: {"state": "done", "finished_at": day},
            lambda day: {"created_at": day},
        ),
    ],
    ids=lambda value: getattr(value, "code", None) or getattr(value, "__name__", ""),
)
def test_what_is_past_its_time_goes_and_the_rest_stays(now, holding, model, factory, past, present):
    gone, kept = factory(**past(now - LONG_AGO)), factory(**present(now - LONG_AGO))
    assert holding.due(now=now) == 1
    assert holding.forget(now=now) == 1
    assert list(model.objects.all()) == [kept]
    assert holding.forget(now=now) == 0
    assert gone.pk != kept.pk


def test_a_card_stays_as_long_as_the_one_that_replaced_it(now):
    lost = CardFactory(state="lost", ended_at=now - LONG_AGO)
    CardFactory(person=lost.person, replaces=lost)
    assert Cards().forget(now=now) == 0


def test_the_paper_shown_for_a_mandate_goes_with_it(now):
    paper = DocumentFactory()
    MandateFactory(
        accepted=True,
        evidence="paper",
        document=paper,
        last_day=(now - LONG_AGO).date(),
        first_day=(now - LONG_AGO).date(),
    )
    assert Mandates().forget(now=now) == 1
    assert Document.objects.get(pk=paper.pk).deleted_at is not None


def test_rejected_lines_go_with_their_file(now):
    source = DeclarationImportFactory(state="done", finished_at=now - LONG_AGO)
    RejectedRowFactory(source=source)
    Imports().forget(now=now)
    assert not RejectedRow.objects.exists()
