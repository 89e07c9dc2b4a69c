"""The statement on paper: tagged, titled, in the reader's language, to the cent."""

import io

import pikepdf
import pypdfium2
import pytest

from cns_portal.inbox.choices import MessageStatus
from cns_portal.inbox.models import Message
from cns_portal.inbox.tasks import deliver
from reimbursements.presenters import printing
from reimbursements.presenters.statement import StatementView
from reimbursements.selectors import statements as selectors
from tests.factories import InsuredPersonFactory
from tests.reimbursements.factories import NOON
from tests.reimbursements.told import a_told_claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def statement():
    return a_told_claim(
        person=InsuredPersonFactory(
            signs_in=True, first_name="Marie", last_name="Beispill", language="en"
        ),
        bills=2,
    )


def printed(statement) -> bytes:
    return printing.print_statement({"statement": str(statement.public_id)})


def test_it_is_a_tagged_pdf_with_a_title_and_a_language(statement):
    with pikepdf.open(io.BytesIO(printed(statement))) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en"
        assert statement.number in str(file.open_metadata()["dc:title"])
        assert file.open_metadata()["pdfuaid:part"] == "1"


def test_every_line_stands_on_it_with_its_amounts_and_its_reason(statement):
    text = text_of(printed(statement))
    for decision in statement.decisions.all():
        assert decision.bill.number in text
        assert decision.bill.provider.name in text
    for words in ("72.60 €", "55.09 €", "110.18 €", "270.40 €"):
        assert words in text
    assert "Convenience fees are never reimbursed." in text
    assert "It is possible again from 1 March 2027 on." in text
    assert "You can object until 28 December 2026" in text
    assert "Statutory participations of your household" in text


def test_it_speaks_the_language_of_the_person():
    person = InsuredPersonFactory(signs_in=True, language="fr")
    statement = a_told_claim(person=person)
    content = printed(statement)
    assert "55,09 €" in text_of(content)
    with pikepdf.open(io.BytesIO(content)) as file:
        assert str(file.Root.Lang) == "fr"


def test_the_columns_come_to_what_the_decisions_say(statement):
    view = StatementView(statement, selectors.decisions_in(statement))
    decisions = list(statement.decisions.all())
    for name in ("invoiced", "participation", "reimbursed"):
        assert getattr(view.sums, name) == sum(getattr(one, name) for one in decisions)
    assert view.sums.reimbursed == statement.decided_total
    assert view.sums.basis == view.sums.reimbursed + view.sums.participation
    assert view.sums.invoiced == view.sums.basis + view.sums.not_covered
    assert len(view.rows) == 5


def test_printing_asks_the_same_however_many_bills_there_are(django_assert_max_num_queries):
    def count(bills: int) -> int:
        told = a_told_claim(bills=bills)
        with django_assert_max_num_queries(30) as asked:
            printed(told)
        return len(asked)

    assert count(1) == count(4)


def test_the_worker_prints_it_for_the_message(statement):
    deliver()
    message = Message.objects.get(idempotency_key=f"statement:{statement.pk}")
    assert message.status == MessageStatus.DELIVERED
    content = bytes(message.attachments.get().content)
    assert content.startswith(b"%PDF")
    assert statement.number in text_of(content)
