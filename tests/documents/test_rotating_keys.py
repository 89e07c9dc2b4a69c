"""A new key for everything that is sealed: moved piece by piece, also when killed half-way."""

import base64
import io
import uuid

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection

from cns_portal import audit, documents, procedures
from cns_portal.accounts import second_factor
from cns_portal.accounts.sealed_sessions import SessionStore, content_of
from cns_portal.documents import parcels, stores, vault
from cns_portal.procedures.models import ProcedureEvent
from cns_portal.sealing import columns, digests, envelope, rotation
from cns_portal.sealing.envelope import CannotDecrypt
from insured.models import BankAccount
from reimbursements.models import LineDecision, PaymentBatch
from tests.accounts.agents import SECRET, an_agent, code
from tests.insured.factories import BankAccountFactory, RequestFactory
from tests.killing import killed_in
from tests.reimbursements.factories import PaymentFactory

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.urlsafe_b64encode(bytes(range(224, 256))).decode()
IBAN = "LU280019400644750000"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.STORAGE_KEYS = [OLD]
    return settings


def names() -> tuple[str, str]:
    return envelope.name_of(b"o" * 32), envelope.name_of(bytes(range(224, 256)))


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        said(*arguments)
    return str(error.value)


class Kept:
    """One of everything that is sealed, and whether it is still what it was."""

    def __init__(self, store, check) -> None:
        self.waiting, self.checked = store(), check(store())
        self.account = BankAccountFactory(iban=IBAN)
        self.request = RequestFactory(details={"since": "2026-05-04"})
        self.event = procedures.add_event(
            self.request.procedure,
            what="request.refused",
            phase=self.request.procedure.phase,
            state=self.request.procedure.current_state,
            actor=audit.SYSTEM,
            actor_kind="system",
            reason="Not covered abroad",
        )
        self.batch = PaymentFactory(ordered=True).batch
        self.decided_line = LineDecision.objects.get()
        self.agent = an_agent()
        self.session = SessionStore()
        self.session["search"] = "Zwirbelmann"
        self.session.create()
        self.digest = digests.digest(b"J06.9", context=b"a.table")
        self.parcel = parcels.new_name()
        writer = parcels.Writer(self.parcel)
        writer.write(b"a large file")
        writer.finish()

    def is_what_it_was(self) -> bool:
        assert documents.content_of(self.checked)
        assert vault.get(
            self.waiting.place, self.waiting.storage_name, public_id=self.waiting.public_id
        )
        assert BankAccount.objects.get(pk=self.account.pk).iban == IBAN
        self.request.refresh_from_db()
        assert self.request.details == {"since": "2026-05-04"}
        assert ProcedureEvent.objects.get(pk=self.event.pk).reason == "Not covered abroad"
        line = LineDecision.objects.get(pk=self.decided_line.pk)
        assert (line.label, line.reimbursed) == (
            self.decided_line.label,
            self.decided_line.reimbursed,
        )
        assert PaymentBatch.objects.get(pk=self.batch.pk).content == b"<Document/>"
        authenticator = Authenticator.objects.get(user=self.agent)
        assert second_factor.SecondFactorAdapter().decrypt(authenticator.data["secret"]) == SECRET
        assert authenticator.wrap().validate_code(code(self.agent))
        session = Session.objects.get(session_key=self.session.session_key)
        assert content_of(session)["search"] == "Zwirbelmann"
        assert digests.is_digest_of(b"J06.9", self.digest, context=b"a.table")
        assert b"".join(parcels.read(self.parcel, pieces=1)) == b"a large file"
        return True


@pytest.fixture
def kept(store, check):
    return Kept(store, check)


@pytest.mark.django_db
def test_everything_opens_with_the_new_key_alone(kept, keys):
    keys.STORAGE_KEYS = [NEW, OLD]
    old, new = names()
    answer = said()
    assert f"The newest key is {new}." in answer
    # Two uploads, a small picture, a parcel; the seed; the session.
    assert "files: 4 in all, 4 moved." in answer
    assert "second factors: 1 in all, 1 moved." in answer
    assert "sessions: 1 in all, 1 moved." in answer
    assert f"Key {old}: nothing is under it any more." in answer
    assert "run this once more" in answer
    again = said()
    assert "0 moved" in again
    assert f"Key {old}: nothing is under it. It may go" in again
    keys.STORAGE_KEYS = [NEW]
    assert kept.is_what_it_was()


@pytest.mark.django_db
def test_a_dry_run_counts_and_changes_nothing(kept, keys):
    keys.STORAGE_KEYS = [NEW, OLD]
    old, _new = names()
    answer = said("--dry-run")
    assert "files: 4 in all, 4 to move." in answer
    assert f"Key {old}: " in answer
    assert "Keep it." in answer
    keys.STORAGE_KEYS = [OLD]
    assert kept.is_what_it_was()


@pytest.mark.django_db
def test_with_one_key_there_is_nothing_to_do(kept):
    assert "may go" not in said()
    assert kept.is_what_it_was()


@pytest.mark.django_db
def test_seeds_under_the_secret_key_are_moved_to_the_storage_keys(keys, store):
    """As they were kept at first."""
    agent = an_agent()
    former = Fernet(second_factor._derived(keys.SECRET_KEY)).encrypt(SECRET.encode()).decode()
    Authenticator.objects.filter(user=agent).update(data={"secret": former})
    assert Authenticator.objects.get(user=agent).wrap().validate_code(code(agent))
    assert "1 are under no key of STORAGE_KEYS." in said("--dry-run")
    assert "second factors: 1 in all, 1 moved." in said()
    keys.SECRET_KEY = "another-key-" * 6
    decrypt = second_factor.SecondFactorAdapter().decrypt
    assert decrypt(Authenticator.objects.get(user=agent).data["secret"]) == SECRET
    with pytest.raises(CannotDecrypt):
        decrypt(former)


@pytest.mark.django_db
def test_recovery_codes_are_moved_too(keys):
    encrypted = second_factor.SecondFactorAdapter().encrypt("seed of the codes")
    row = Authenticator.objects.create(
        user=an_agent(),
        type=Authenticator.Type.RECOVERY_CODES,
        data={"seed": encrypted, "used_mask": 5},
    )
    keys.STORAGE_KEYS = [NEW, OLD]
    said()
    keys.STORAGE_KEYS = [NEW]
    row.refresh_from_db()
    assert second_factor.SecondFactorAdapter().decrypt(row.data["seed"]) == "seed of the codes"
    assert row.data["used_mask"] == 5


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["column", "file", "seed"])
def test_what_cannot_be_opened_is_named_and_keeps_nothing_else_back(kept, keys, what):
    if what == "column":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE insured_bankaccount SET iban = holder")
    elif what == "file":
        path = f"{kept.waiting.place}/{kept.waiting.storage_name}"
        stores.current().put(path, envelope.encrypt(b"another", context=b"elsewhere"))
    else:
        sealed = base64.b64encode(envelope.encrypt(b"x", context=b"elsewhere")).decode()
        Authenticator.objects.update(data={"secret": f"sealed:{sealed}"})
    keys.STORAGE_KEYS = [NEW, OLD]
    error = refusal()
    assert error.startswith("1 could not be opened: ")
    assert "Keep the old keys" in error
    keys.STORAGE_KEYS = [NEW]
    assert documents.content_of(kept.checked)


@pytest.mark.django_db
def test_what_the_database_refuses_is_named_and_keeps_nothing_else_back(kept, keys):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'never edited' USING DETAIL = OLD.holder; END $$;"
            "CREATE TRIGGER refuse BEFORE UPDATE ON insured_bankaccount"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();"
        )
    keys.STORAGE_KEYS = [NEW, OLD]
    old, _new = names()
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("rotate_keys", stdout=out)
    pk = kept.account.pk
    for column in ("iban", "holder"):
        assert f"insured_bankaccount.{column} {pk} (never edited)" in str(error.value)
    assert str(error.value).startswith("2 were refused by the database: ")
    assert str(error.value).endswith(". Keep the old keys and SECRET_KEY.")
    assert f"Key {old}: 2 are under it. Keep it." in out.getvalue()
    for kind in ("files: 4 in all, 4", "second factors: 1 in all, 1", "sessions: 1 in all, 1"):
        assert f"{kind} moved." in out.getvalue()
    assert kept.is_what_it_was()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON insured_bankaccount")
    said()
    keys.STORAGE_KEYS = [NEW]
    assert kept.is_what_it_was()


@pytest.mark.django_db
def test_a_key_that_is_gone_is_told(kept, keys):
    keys.STORAGE_KEYS = [NEW]
    assert "Keep the old keys" in refusal()


@pytest.mark.django_db
def test_a_file_that_is_missing_is_named_but_not_one_that_was_deleted(
    kept, keys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        documents.delete(kept.checked, by=audit.SYSTEM, reason="test")
    keys.STORAGE_KEYS = [NEW, OLD]
    assert "files: 2 in all, 2 moved." in said()
    stores.current().remove(f"{kept.waiting.place}/{kept.waiting.storage_name}")
    assert f"quarantine {kept.waiting.pk}" in refusal()


@pytest.mark.django_db
def test_what_is_written_anew_meanwhile_is_left_as_it_is(keys):
    account = BankAccountFactory(iban=IBAN)
    keys.STORAGE_KEYS = [NEW, OLD]
    [column] = [
        one for one in columns.sealed_columns() if one.model is BankAccount and one.name == "iban"
    ]
    [(key, value)] = columns.values(column)
    account.iban = "LU120010001234567891"
    account.save()
    assert columns.move(column, key, value) is False
    assert BankAccount.objects.get(pk=account.pk).iban == "LU120010001234567891"


@pytest.mark.django_db
def test_a_seed_that_was_set_up_anew_meanwhile_is_left_as_it_is(keys):
    agent = an_agent()
    keys.STORAGE_KEYS = [NEW, OLD]
    [piece] = second_factor.pieces()
    fresh = {"secret": second_factor.SecondFactorAdapter().encrypt("another seed")}
    Authenticator.objects.filter(user=agent).update(data=fresh)
    assert piece.move() is False
    assert Authenticator.objects.get(user=agent).data == fresh


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault
@pytest.mark.parametrize(
    "where",
    [
        "cns_portal.documents.keys._move",
        "cns_portal.accounts.second_factor._move",
        "cns_portal.accounts.sealed_sessions._move",
    ],
)
def test_killed_half_way_everything_opens_with_both_and_the_next_run_ends_it(kept, keys, where):
    keys.STORAGE_KEYS = [NEW, OLD]
    killed_in(lambda: list(rotation.rotate()), where=where)
    left = sum(result.left.total() for result in rotation.rotate(dry_run=True))
    assert left > 0
    assert kept.is_what_it_was()
    said()
    keys.STORAGE_KEYS = [NEW]
    assert kept.is_what_it_was()


@pytest.mark.django_db
def test_the_columns_of_every_table_are_walked_whatever_their_key_is_called():
    known = {f"{one.model._meta.label}.{one.name}" for one in columns.sealed_columns()}
    assert {"insured.BankAccount.iban", "incapacity.Diagnosis.code"} <= known
    for column in columns.sealed_columns():
        assert list(columns.values(column)) == []
    assert apps.get_model("sealing.DigestKey")


@pytest.mark.django_db
def test_more_values_than_one_batch_are_all_moved(keys, monkeypatch):
    monkeypatch.setattr(columns, "BATCH", 2)
    for _ in range(5):
        BankAccountFactory(iban=IBAN)
    keys.STORAGE_KEYS = [NEW, OLD]
    assert "columns: 10 in all, 10 moved." in said()


@pytest.mark.django_db
def test_a_session_holds_nothing_readable_and_opens_in_no_other_form():
    session = SessionStore()
    session["draft"] = {"name": "Zwirbelmann", "id": str(uuid.uuid4())}
    session.create()
    row = Session.objects.get(session_key=session.session_key)
    assert b"Zwirbelmann" not in base64.b64decode(row.session_data)
    assert SessionStore(session.session_key)["draft"]["name"] == "Zwirbelmann"
    for text in ("", "nonsense", "äöü", base64.b64encode(b"CNS1nonsense").decode()):
        assert SessionStore().decode(text) == {}
