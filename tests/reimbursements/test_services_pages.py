"""The files of a bill: added, turned, put in order, named, removed, while it is a draft."""

from functools import partial

import pytest

from cns_portal import documents
from cns_portal.documents.choices import Rejection
from cns_portal.documents.models import Document
from cns_portal.documents.pages import rules
from cns_portal.documents.pages.choices import PageRefusal
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import BillPage
from reimbursements.services.pages import pages as services
from tests.documents import faults, samples
from tests.factories import AccountFactory
from tests.racing import done_at_once
from tests.reimbursements.factories import BillFactory, ClaimFactory
from tests.reimbursements.sendable import draft_of, marie
from tests.reimbursements.uploading import add, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def by(person):
    return person.account


@pytest.fixture
def bill(person):
    return draft_of(person, pages=0).bills.get()


def files_of(bill) -> list[str]:
    pages = BillPage.objects.filter(bill=bill).select_related("document").order_by("position")
    return [page.document.original_name for page in pages]


def places_of(bill) -> list[int]:
    return list(
        BillPage.objects.filter(bill=bill).order_by("position").values_list("position", flat=True)
    )


def the(page) -> str:
    return str(page.document.public_id)


def test_a_file_belongs_to_the_bill_and_to_the_persons_file(bill, by, person):
    page = add(bill, by=by, file=photo("front.jpg"), kind="proof")
    assert (page.position, page.kind, page.turned) == (1, "proof", 0)
    document = page.document
    assert (document.dossier, document.uploaded_by) == (person.dossier, by)
    assert (document.purpose, document.state) == ("bill_page", "pending")


def test_files_keep_the_order_in_which_they_come(bill, by):
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        add(bill, by=by, file=photo(name))
    assert files_of(bill) == ["a.jpg", "b.jpg", "c.jpg"]
    assert places_of(bill) == [1, 2, 3]


def test_nonsense_about_what_a_file_is_makes_it_a_bill(bill, by):
    assert add(bill, by=by, kind="poem").kind == "invoice"


@pytest.mark.parametrize("file", faults.AT_ONCE, ids=str)
def test_a_file_that_is_refused_leaves_the_others_and_the_bill(bill, by, file):
    add(bill, by=by, file=photo("good.jpg"))
    with pytest.raises(Refused) as refused:
        add(bill, by=by, file=photo(file.name, content=file.content, declared=file.declared)) if (
            file.content
        ) else services.add(bill.pk, file=_empty(file), by=by)
    assert refused.value.reason == file.why
    assert files_of(bill) == ["good.jpg"]
    assert Document.objects.count() == 1


def _empty(file):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(file.name, b"", content_type=file.declared)


def test_no_file_is_refused_too(bill, by):
    with pytest.raises(Refused) as refused:
        services.add(bill.pk, file=None, by=by)
    assert refused.value.reason == Rejection.NONE_CHOSEN


def test_the_same_file_is_taken_once(bill, by):
    add(bill, by=by, file=photo("a.jpg", content=samples.JPEG))
    with pytest.raises(Refused) as refused:
        add(bill, by=by, file=photo("b.jpg", content=samples.JPEG))
    assert refused.value.reason == PageRefusal.SAME_FILE
    other = BillFactory(claim=bill.claim)
    add(other, by=by, file=photo("b.jpg", content=samples.JPEG))
    assert files_of(other) == ["b.jpg"], "one debit notice may prove two bills"


def test_a_bill_holds_so_many_files_and_no_more(bill, by, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    add(bill, by=by)
    add(bill, by=by)
    with pytest.raises(Refused) as refused:
        add(bill, by=by)
    assert refused.value.reason == PageRefusal.TOO_MANY
    assert "2" in refused.value.sentence


def test_a_file_that_is_removed_is_deleted_and_the_others_close_up(bill, by):
    first, second, third = (add(bill, by=by, file=photo(f"{n}.jpg")) for n in range(3))
    services.remove(bill.pk, second.document.public_id, by=by)
    services.remove(bill.pk, second.document.public_id, by=by)
    assert files_of(bill) == ["0.jpg", "2.jpg"]
    assert places_of(bill) == [1, 2]
    second.document.refresh_from_db()
    assert second.document.deleted_at is not None
    assert first.document.deleted_at is third.document.deleted_at is None


def test_a_file_is_turned_by_quarters(bill, by):
    page = add(bill, by=by)
    for expected in (90, 180, 270, 0):
        services.turn(bill.pk, page.document.public_id)
        page.refresh_from_db()
        assert page.turned == expected


def test_a_file_moves_up_and_down(bill, by):
    first, _second, third = (add(bill, by=by, file=photo(f"{n}.jpg")) for n in range(3))
    services.move(bill.pk, third.document.public_id, by=-1)
    assert files_of(bill) == ["0.jpg", "2.jpg", "1.jpg"]
    services.move(bill.pk, first.document.public_id, by=1)
    assert files_of(bill) == ["2.jpg", "0.jpg", "1.jpg"]
    services.move(bill.pk, first.document.public_id, by=-9)
    assert files_of(bill) == ["0.jpg", "2.jpg", "1.jpg"]
    assert places_of(bill) == [1, 2, 3]


def test_files_are_put_in_the_order_that_was_dragged(bill, by):
    pages = [add(bill, by=by, file=photo(f"{n}.jpg")) for n in range(3)]
    services.put_in_order(bill.pk, [the(pages[2]), "nonsense", the(pages[0]), the(pages[2])])
    assert files_of(bill) == ["2.jpg", "0.jpg", "1.jpg"]


def test_files_are_named(bill, by):
    one, two = add(bill, by=by), add(bill, by=by)
    services.name(bill.pk, {the(one): "prescription", the(two): "poem", "nonsense": "proof"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.kind, two.kind) == ("prescription", "invoice")


def test_files_of_another_bill_are_not_touched(bill, by):
    other = BillFactory(claim=bill.claim)
    theirs = add(other, by=by)
    services.remove(bill.pk, theirs.document.public_id, by=by)
    services.turn(bill.pk, theirs.document.public_id)
    services.move(bill.pk, theirs.document.public_id, by=1)
    services.put_in_order(bill.pk, [the(theirs)])
    services.name(bill.pk, {the(theirs): "proof"})
    theirs.refresh_from_db()
    assert (theirs.turned, theirs.kind, theirs.bill) == (0, "invoice", other)


DEEDS = {
    "add": lambda bill, file, by: services.add(bill, file=photo(), by=by),
    "remove": lambda bill, file, by: services.remove(bill, file, by=by),
    "turn": lambda bill, file, by: services.turn(bill, file),
    "move": lambda bill, file, by: services.move(bill, file, by=1),
    "put in order": lambda bill, file, by: services.put_in_order(bill, [str(file)]),
    "name": lambda bill, file, by: services.name(bill, {str(file): "proof"}),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_what_was_sent_stays_as_it_was_sent(deed, by):
    bill = BillFactory(claim=ClaimFactory())
    with pytest.raises(Refused) as refused:
        DEEDS[deed](bill.pk, "00000000-0000-0000-0000-000000000000", by)
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert not Document.objects.exists()


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_a_bill_that_was_thrown_away_meanwhile_is_said_to_have_changed(deed, bill, by):
    key = bill.pk
    bill.lines.all().delete()
    bill.delete()
    with pytest.raises(Refused) as refused:
        DEEDS[deed](key, "00000000-0000-0000-0000-000000000000", by)
    assert refused.value.reason == ClaimRefusal.CHANGED


def test_an_agent_opens_files_of_what_was_sent_and_no_drafts(bill, by):
    from reimbursements.selectors import cases

    agent = AccountFactory(agent=True, is_superuser=True)
    page = add(bill, by=by, check=True)
    assert not cases.agent_may_open(agent, page.document)
    sent = BillFactory(claim=ClaimFactory())
    BillPage.objects.filter(pk=page.pk).update(bill=sent)
    assert cases.agent_may_open(agent, page.document)
    assert not cases.agent_may_open(AccountFactory(agent=True), page.document)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_files_that_come_at_the_same_moment_each_have_their_place(bill, by):
    files = [photo(f"{number}.jpg") for number in range(4)]
    done_at_once(*(partial(add, bill, by=by, file=file) for file in files))
    assert places_of(bill) == [1, 2, 3, 4]
    assert sorted(files_of(bill)) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


@pytest.mark.parametrize("file", faults.LATER[:3], ids=str)
def test_a_file_refused_by_the_worker_stays_visible_with_its_sentence(bill, by, file):
    page = add(
        bill,
        by=by,
        file=photo(file.name, content=file.content, declared=file.declared),
        check=True,
    )
    assert page.document.state == documents.State.REJECTED
    assert page.document.why_rejected == str(file.why.label)
    assert files_of(bill) == [file.name]
