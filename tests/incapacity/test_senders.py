"""Who sends electronic certificates: set up, changed and revoked, at the desk and by command."""

from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from cns_portal import audit
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from incapacity.choices.electronic import SenderRefusal
from incapacity.models import Sender
from incapacity.services import senders
from tests.appointments.agents import window_of
from tests.factories import AccountFactory
from tests.incapacity.agents import an_agent
from tests.incapacity.ecit_messages import Practice, pem
from tests.incapacity.factories import NOON, ElectronicMessageFactory, SenderFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/incapacity/sender/"


def page(sender: Sender, name: str = "change") -> str:
    return reverse(f"admin:incapacity_sender_{name}", args=[sender.pk])


@pytest.fixture
def window():
    """A supervisor's browser."""
    return window_of(AccountFactory(supervisor=True))


def set_up(**columns) -> tuple[Sender, str]:
    given = {"code": "practice", "name": "Practice", "public_key": pem(a_key()), **columns}
    return senders.set_up(**given, actor=audit.SYSTEM)


def a_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def private(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


# -- the promises of the table --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        (
            "sender_former_digest_is_sha256",
            {"former_public_key": "k", "former_token_digest": "secret", "former_until": NOON},
        ),
        ("sender_former_key_goes_with_its_token", {"former_public_key": "k"}),
        ("sender_former_key_goes_with_its_token", {"former_token_digest": "0" * 64}),
        ("sender_former_key_goes_with_its_token", {"former_until": NOON}),
    ],
)
def test_a_former_pair_is_whole(promise, changes):
    sender = SenderFactory()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Sender.objects.filter(pk=sender.pk).update(**changes)
    assert broken.value.__cause__.diag.constraint_name == promise


# -- keys -----------------------------------------------------------------------------------------


def test_of_the_token_only_a_digest_is_kept():
    sender, token = set_up()
    assert token not in str(vars(sender))
    assert senders.of_token(token).sender == sender
    assert senders.of_token(sender.token_digest) is None


def test_a_key_is_kept_as_pem_writes_it_whatever_stands_around_it():
    key = a_key()
    sender, _token = set_up(public_key=f"\r\n  {pem(key)}\r\n\r\n")
    assert sender.public_key == pem(key).strip()


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", SenderRefusal.NOT_A_KEY),
        ("nonsense", SenderRefusal.NOT_A_KEY),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", SenderRefusal.NOT_A_KEY),
        ("-----BEGIN PUBLIC KEY-----\né\n-----END PUBLIC KEY-----", SenderRefusal.NOT_A_KEY),
        (pem(generate_private_key(65537, 2048)), SenderRefusal.NOT_A_KEY),
        (private(a_key()), SenderRefusal.PRIVATE_KEY),
    ],
)
def test_only_a_public_key_of_the_right_kind_is_accepted(key, reason):
    with pytest.raises(Refused) as refused:
        set_up(public_key=key)
    assert refused.value.reason == reason
    assert not Sender.objects.exists()


@pytest.mark.parametrize("code", ["", "two words", "é", "x" * 41, "a/b"])
def test_a_code_can_stand_in_a_message(code):
    with pytest.raises(Refused) as refused:
        set_up(code=code)
    assert refused.value.reason == SenderRefusal.NOT_A_CODE


def test_two_senders_have_two_codes_and_two_keys():
    key = pem(a_key())
    sender, _token = set_up(public_key=key)
    for columns, reason in (
        ({}, SenderRefusal.CODE_TAKEN),
        ({"code": "other", "public_key": key}, SenderRefusal.KEY_TAKEN),
    ):
        with pytest.raises(Refused) as refused:
            set_up(**columns)
        assert refused.value.reason == reason
    senders.rotate(sender.pk, public_key=pem(a_key()), actor=audit.SYSTEM)
    with pytest.raises(Refused):
        set_up(code="other", public_key=key)


def test_a_revoked_sender_gets_no_other_token():
    sender, _token = set_up()
    for _time in range(2):
        senders.revoke(sender.pk, actor=audit.SYSTEM)
    with pytest.raises(Refused) as refused:
        senders.rotate(sender.pk, actor=audit.SYSTEM)
    assert refused.value.reason == SenderRefusal.REVOKED
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["sender.added", "sender.revoked"]


# -- at the desk ----------------------------------------------------------------------------------


def test_a_supervisor_sets_a_sender_up_and_sees_its_token_once(window):
    key = pem(a_key())
    answer = window.post(f"{LIST}add/", {"code": "praxis", "name": "Praxis", "public_key": key})
    sender = Sender.objects.get()
    token = answer.context["token"]
    assert senders.of_token(token).sender == sender
    assert token in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert senders.fingerprint(key) in answer.content.decode()
    assert token not in window.get(page(sender)).content.decode()
    assert AuditEntry.objects.get(action="sender.added").actor is not None


def test_what_is_wrong_with_a_key_stands_beside_it(window):
    answer = window.post(
        f"{LIST}add/", {"code": "praxis", "name": "Praxis", "public_key": private(a_key())}
    )
    assert "private key" in answer.context["form"].errors["public_key"][0]
    assert not Sender.objects.exists()


def test_a_supervisor_gives_a_sender_another_key(window):
    practice, key = Practice(), a_key()
    answer = window.post(page(practice.sender, "rotate"), {"public_key": pem(key)})
    sender = Sender.objects.get()
    assert sender.public_key == pem(key).strip()
    assert sender.former_public_key == pem(practice.key).strip()
    assert senders.of_token(answer.context["token"]).public_key == sender.public_key
    assert "Former token and key until" in window.get(page(sender)).content.decode()


def test_a_former_pair_ends_at_once_where_it_was_stolen(window):
    practice = Practice()
    window.post(page(practice.sender, "rotate"), {"at_once": "on"})
    assert senders.of_token(practice.token) is None
    assert Sender.objects.get().former_until is None


def test_a_supervisor_revokes_a_sender(window):
    practice = Practice()
    assert "cannot be undone" in window.get(page(practice.sender, "revoke")).content.decode()
    assert senders.of_token(practice.token)
    assert window.post(page(practice.sender, "revoke")).status_code == 302
    assert senders.of_token(practice.token) is None
    assert window.get(page(practice.sender, "rotate")).status_code == 404


def test_the_list_says_when_each_was_last_heard_of(window, django_assert_num_queries):
    for number in range(3):
        ElectronicMessageFactory(sender=SenderFactory(code=f"praxis-{number}"))
    window.get(LIST)
    with django_assert_num_queries(6):  # session, account, second factor, two counts, the list
        text = window.get(LIST).content.decode()
    assert text.count("Nov. 18, 2026") + text.count("18 November 2026") >= 3


@pytest.mark.parametrize("name", ["change", "rotate", "revoke"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_agents_who_are_no_supervisors_do_not_come_near(name, method):
    practice = Practice()
    window = window_of(an_agent())
    assert getattr(window, method)(page(practice.sender, name)).status_code in {403, 404}
    assert getattr(window, method)(f"{LIST}add/").status_code == 403
    assert window.get(LIST).status_code == 403
    assert senders.of_token(practice.token)


# -- by command -----------------------------------------------------------------------------------


def ecit_sender(*words) -> str:
    said = StringIO()
    call_command("ecit_sender", *words, stdout=said)
    return said.getvalue()


def test_the_command_sets_up_changes_and_revokes(tmp_path):
    file, other = tmp_path / "public.pem", tmp_path / "other.pem"
    file.write_text(pem(a_key()))
    other.write_text(pem(a_key()))
    token = ecit_sender("add", "praxis", "Praxis Beispill", str(file)).splitlines()[1]
    assert senders.of_token(token).public_key == file.read_text().strip()
    assert senders.fingerprint(file.read_text()) in ecit_sender("list")
    said = ecit_sender("rotate", "praxis", str(other))
    assert senders.of_token(said.splitlines()[1]).public_key == other.read_text().strip()
    assert "accepted until" in said
    assert senders.of_token(token)
    assert "accepted until" not in ecit_sender("rotate", "praxis", "--at-once")
    ecit_sender("revoke", "praxis")
    assert "revoked" in ecit_sender("list")


def test_the_command_says_what_is_wrong(tmp_path):
    missing = tmp_path / "missing.pem"
    private_key = tmp_path / "private.pem"
    private_key.write_text(private(a_key()))
    for words in (
        ("add", "praxis", "Praxis", str(missing)),
        ("add", "praxis", "Praxis", str(private_key)),
        ("rotate", "nobody"),
        ("revoke", "nobody"),
    ):
        with pytest.raises(CommandError):
            ecit_sender(*words)
    assert not Sender.objects.exists()
