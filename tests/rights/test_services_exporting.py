"""A copy is asked for once, put together from one moment, handed out, and gone after its time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import translation

from cns_portal import clock, documents
from cns_portal.audit.models import AuditEntry
from cns_portal.db import meanwhile
from cns_portal.documents import parcels, stores
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.exports import ExportRefusal, ExportState
from cns_portal.rights.models import Export, ExportDownload
from cns_portal.rights.privacy.exports import Copies
from cns_portal.rights.rules import exporting as rules
from cns_portal.rights.services import archive, exporting
from insured.models import LifeNote
from insured.privacy import BankAccounts
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.insured.factories import BankAccountFactory
from tests.killing import killed_in
from tests.racing import done_at_once
from tests.rights.copies import Copy, ExportFactory, copy_in

# The copy is made in one look at the database, which no transaction of a test may surround.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private_root", "_no_worker"),
]


@pytest.fixture
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


def asked(person, **how) -> Export:
    return exporting.ask(person, by=person.account, **how)


def built(person, **how) -> Export:
    export = asked(person, **how)
    assert exporting.build(export.pk) == ExportState.READY
    export.refresh_from_db()
    return export


def later(monkeypatch, by: timedelta) -> None:
    moment = clock.now() + by
    monkeypatch.setattr("cns_portal.clock.now", lambda: moment)


def why(asking) -> ExportRefusal:
    with pytest.raises(Refused) as refused:
        asking()
    return refused.value.reason


def a_file_of(person) -> documents:
    file = documents.store(photo(), dossier=person.dossier, by=person.account, purpose="reply")
    documents.check_now(file.pk)
    file.refresh_from_db()
    return file


def pieces_on_disk() -> set[str]:
    tomorrow = clock.now() + timedelta(days=1)
    return {one.partition("-")[0] for one in stores.current().names("parcels", older_than=tomorrow)}


# -- asking, building, downloading --------------------------------------------------------------


def test_a_copy_is_asked_for_put_together_told_and_downloaded(me, settings):
    settings.EXPORT_AVAILABLE_DAYS = 7
    BankAccountFactory(person=me, iban="LU280019400644750000")
    file = a_file_of(me)
    export = built(me)
    assert (export.done, export.total, export.missing) == (1, 1, 0)
    assert export.expires_at - export.ready_at == timedelta(days=7)
    content = b"".join(exporting.open_for(me, export.public_id, by=me.account))
    assert len(content) == export.size
    copy = Copy(content)
    assert copy.rows["insured.bankaccount"][0]["iban"] == "LU280019400644750000"
    assert copy.files[f"documents/{file.pk}.jpg"] == documents.content_of(file)
    assert export.records == sum(map(len, copy.rows.values()))
    message = Message.objects.get(dossier=me.dossier)
    assert message.title == "A copy of your data is ready"
    assert "/en/espace/data/rights/access/" in message.body
    assert ExportDownload.objects.get(export=export).by == me.account
    done = AuditEntry.objects.filter(dossier=me.dossier, action__startswith="export.")
    assert list(done.order_by("pk").values_list("action", flat=True)) == [
        "export.asked",
        "export.ready",
        "export.downloaded",
    ]


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Compte"), ("de", "Konto"), ("en", "ccount")]
)
def test_it_is_in_the_language_in_which_it_was_asked_for(me, language, words):
    BankAccountFactory(person=me)
    copy = copy_in(built(me, language=language))
    page = copy.files["pages/insured.bank_accounts.html"].decode()
    assert f'<html lang="{language}">' in page
    with translation.override(language):
        assert str(BankAccounts.label) in page


def test_one_is_put_together_at_a_time(me):
    asked(me)
    assert why(lambda: asked(me)) == ExportRefusal.UNDER_WAY
    assert Export.objects.count() == 1


def test_so_many_in_a_day(me):
    for _ in range(rules.MOST_IN_A_DAY):
        ExportFactory(person=me, failed=True)
    assert why(lambda: asked(me)) == ExportRefusal.ENOUGH_TODAY


def test_two_who_ask_at_once_get_one_copy(me):
    answers = done_at_once(*[lambda: asked(me)] * 2)
    assert Export.objects.count() == 1
    assert ExportRefusal.UNDER_WAY in answers


def test_somebody_elses_is_nobodys(me):
    theirs = built(InsuredPersonFactory(signs_in=True))
    with pytest.raises(Export.DoesNotExist):
        exporting.open_for(me, theirs.public_id, by=me.account)
    assert not ExportDownload.objects.exists()


def test_what_is_not_ready_is_not_handed_out(me):
    export = asked(me)
    opening = lambda: exporting.open_for(me, export.public_id, by=me.account)  # noqa: E731
    assert why(opening) == ExportRefusal.NOT_READY
    assert not ExportDownload.objects.exists()


# -- one moment ---------------------------------------------------------------------------------


def test_what_is_written_meanwhile_is_in_all_of_it_or_in_none(me, monkeypatch):
    """Two rows are always written together: a copy that has one of them has both."""
    note(me, day=1)
    read = archive.selectors.words_of

    def somebody_writes(others):
        # Between the two looks at the rows, on a connection of its own.
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        return read(others)

    def write():
        note(me, day=2)
        BankAccountFactory(person=me)
        connection.close()

    monkeypatch.setattr(archive.selectors, "words_of", somebody_writes)
    copy = copy_in(built(me))
    assert LifeNote.objects.count() == 2
    assert len(copy.rows["insured.lifenote"]) == 1
    assert "insured.bankaccount" not in copy.rows
    monkeypatch.undo()
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    later_copy = copy_in(built(me))
    assert len(later_copy.rows["insured.lifenote"]) == 2
    assert len(later_copy.rows["insured.bankaccount"]) == 1


def test_a_worker_says_that_it_goes_on_while_it_reads(me, monkeypatch):
    """However long the rows take: nobody begins anew what somebody is at."""
    note(me, day=1)
    export, heard = asked(me), []
    look_at = archive.Others.look_at

    def slowly(others, row, *given):
        # Nearly as long for each row as after which a worker is taken for dead.
        later(monkeypatch, rules.SILENCE - timedelta(seconds=1))
        meanwhile(lambda: heard.append(exporting.waiting(limit=5)))
        look_at(others, row, *given)

    monkeypatch.setattr(archive.Others, "look_at", slowly)
    assert exporting.build(export.pk) == ExportState.READY
    assert len(heard) > 2
    assert not any(heard)


def test_one_that_lost_its_copy_stops_while_it_reads(me, monkeypatch):
    monkeypatch.setattr(rules, "SAYS_EVERY", timedelta(0))
    export = asked(me)
    read = archive.Others.look_at

    def taken_over(others, *given):
        read(others, *given)
        meanwhile(lambda: Export.objects.update(storage_name="f" * 32))

    monkeypatch.setattr(archive.Others, "look_at", taken_over)
    assert exporting.build(export.pk) is None
    export.refresh_from_db()
    assert (export.storage_name, pieces_on_disk()) == ("f" * 32, set())


def test_nothing_can_be_written_while_the_rows_are_read(me, monkeypatch):
    monkeypatch.setattr(archive, "_read", lambda person, *how: [note(person, day=3)])
    export = asked(me)
    assert exporting.build(export.pk) == ExportState.ASKED
    assert not LifeNote.objects.exists()


def test_a_file_that_is_deleted_meanwhile_is_named(me, monkeypatch):
    file = a_file_of(me)
    put = archive._put

    def deleted_first(target, name, text):
        if file.deleted_at is None:
            documents.delete(file, by=me.account, reason="test")
        put(target, name, text)

    monkeypatch.setattr(archive, "_put", deleted_first)
    export = built(me)
    assert export.missing == 1
    copy = copy_in(export)
    assert f"documents/{file.pk}.jpg" in copy.files["index.html"].decode()
    assert not [name for name in copy.files if name.startswith("documents/")]


# -- workers ------------------------------------------------------------------------------------


def test_two_workers_put_it_together_once(me):
    export = asked(me)
    assert exporting._claim(export.pk) is not None
    assert exporting.build(export.pk) is None
    assert exporting.waiting(limit=5) == []


def test_a_killed_worker_is_followed_by_another(me, monkeypatch):
    a_file_of(me)
    export = asked(me)
    killed_in(
        lambda: exporting.build(export.pk),
        where="cns_portal.rights.services.archive._as_index",
    )
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("building", 1)
    assert exporting.waiting(limit=5) == []
    first_name = export.storage_name
    later(monkeypatch, rules.SILENCE + timedelta(seconds=1))
    assert exporting.waiting(limit=5) == [export.pk]
    assert exporting.build(export.pk) == ExportState.READY
    export.refresh_from_db()
    assert export.storage_name != first_name
    assert copy_in(export).files
    assert Message.objects.filter(dossier=me.dossier).count() == 1


def test_a_worker_that_was_taken_for_dead_leaves_nothing(me, monkeypatch):
    a_file_of(me)
    export = asked(me)
    go_on = exporting._go_on

    def taken_over(row, *, done, total):
        if done == 0:
            Export.objects.filter(pk=row.pk).update(storage_name="f" * 32)
        go_on(row, done=done, total=total)

    monkeypatch.setattr(exporting, "_go_on", taken_over)
    monkeypatch.setattr(parcels, "PIECE", 1000)
    assert exporting.build(export.pk) is None
    assert pieces_on_disk() == set()
    export.refresh_from_db()
    assert (export.state, export.storage_name) == ("building", "f" * 32)


def test_what_breaks_three_times_is_given_up_and_told(me, monkeypatch):
    monkeypatch.setattr(archive, "_read", lambda person, *how: 1 / 0)
    export = asked(me)
    states = [exporting.build(export.pk) for _ in range(rules.MOST_ATTEMPTS)]
    assert states == [ExportState.ASKED] * (rules.MOST_ATTEMPTS - 1) + [ExportState.FAILED]
    assert exporting.build(export.pk) is None
    message = Message.objects.get(dossier=me.dossier)
    assert message.title == "The copy of your data could not be put together"
    assert pieces_on_disk() == set()
    monkeypatch.undo()
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    assert built(me).state == ExportState.READY


def test_a_copy_that_kills_its_worker_is_given_up(me, monkeypatch):
    export = ExportFactory(person=me, building=True, attempts=rules.MOST_ATTEMPTS)
    later(monkeypatch, rules.SILENCE + timedelta(seconds=1))
    assert exporting.build(export.pk) == ExportState.FAILED
    assert Message.objects.filter(dossier=me.dossier).count() == 1


def test_a_storage_that_is_away_costs_no_attempt(me, monkeypatch):
    export = asked(me)

    def away(self, name, content):
        raise documents.StorageUnavailable("away")

    monkeypatch.setattr(stores.Folder, "put", away)
    with pytest.raises(documents.StorageUnavailable):
        exporting.build(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("building", 0)
    monkeypatch.undo()
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    later(monkeypatch, rules.SILENCE + timedelta(seconds=1))
    assert exporting.build(export.pk) == ExportState.READY


# -- its end ------------------------------------------------------------------------------------


def test_after_its_time_the_file_goes_and_the_row_stays_a_year(me, monkeypatch):
    export = built(me)
    over = export.expires_at
    holding = Copies()
    assert holding.due(now=over - timedelta(seconds=1)) == 0
    assert holding.due(now=over) == 1
    assert forgotten(now=over) == 1
    assert pieces_on_disk() == set()
    export.refresh_from_db()
    assert (export.state, export.storage_name) == ("expired", "")
    opening = lambda: exporting.open_for(me, export.public_id, by=me.account)  # noqa: E731
    assert why(opening) == ExportRefusal.EXPIRED
    assert forgotten(now=over + timedelta(days=366)) == 1
    assert not Export.objects.exists()


def forgotten(*, now) -> int:
    """As the nightly task does it: each holding in a transaction of its own."""
    with transaction.atomic():
        return Copies().forget(now=now)


def test_what_a_killed_worker_has_written_is_swept(me, monkeypatch):
    name = parcels.new_name()
    writer = parcels.Writer(name)
    writer.write(b"x" * 10)
    writer.finish()
    kept = built(me)
    assert forgotten(now=clock.now() + timedelta(days=2)) == 1
    assert pieces_on_disk() == {kept.storage_name}


def test_erasing_takes_every_copy_with_its_file(me):
    built(me)
    assert Copies().would_erase(me.dossier, now=clock.now()).gone == 1
    with transaction.atomic():
        assert Copies().erase(me.dossier, now=clock.now()).gone == 1
    assert (Export.objects.count(), pieces_on_disk()) == (0, set())


def note(person, *, day: int) -> LifeNote:
    today = clock.today() - timedelta(days=day)
    return LifeNote.objects.create(person=person, kind="eighteen", day=today, told_at=clock.now())
