"""What a doctor's system is answered, and what is left in the portal by each message."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from cns_portal import audit
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel import matricule as numbers
from cns_portal.sealing.models import DigestKey
from incapacity.choices.certificates import CertificateState, Channel
from incapacity.models import Certificate, Diagnosis, ElectronicMessage
from incapacity.services import senders
from incapacity.services.reading_messages import HEADER
from incapacity.views import ecit
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.ecit_messages import (
    ADDRESS,
    ILLNESS,
    Practice,
    changed,
    claims,
    pem,
    signed,
    without,
)
from tests.incapacity.factories import CertificateFactory
from tests.insured.families import child_of, worker

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Monday 23 November 2026, eleven o'clock in Luxembourg; `now.moment` moves it."""

    class Clock:
        moment = NOW

    monkeypatch.setattr("cns_portal.clock.now", lambda: Clock.moment)
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    return Clock


@pytest.fixture
def practice():
    return Practice()


@pytest.fixture
def marie():
    return InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Muster", email="marie@people.example"
    )


@pytest.fixture
def ill(marie):
    """The certificate of a week of illness of Marie's."""
    return {**ILLNESS, "matricule": marie.matricule}


@pytest.fixture
def client():
    """A program: it shows no cookie and no form token, and is checked as strictly as a browser."""
    return Client(enforce_csrf_checks=True)


def nothing_is_kept() -> bool:
    tables = (Certificate, Diagnosis, ElectronicMessage, Message, Email)
    return not any(table.objects.exists() for table in tables)


# -- a message that is accepted -------------------------------------------------------------------


def test_a_message_becomes_a_certificate_in_the_persons_space(client, practice, marie, ill):
    answer = practice.post(client, ill)
    assert answer.status_code == 201
    certificate = Certificate.objects.get()
    assert certificate.person == marie
    assert (certificate.state, certificate.channel) == (CertificateState.ARRIVED, "electronic")
    assert certificate.channel == Channel.ELECTRONIC
    assert certificate.first_day == date(2026, 11, 23)
    assert certificate.last_day == date(2026, 11, 27)
    assert certificate.passes_on_at == NOW + timedelta(hours=1)
    assert certificate.doctor_name == "Dr Anne Beispill"
    assert certificate.procedure is None
    assert certificate.as_sent is None
    assert certificate.created_by is None
    assert Diagnosis.objects.get().code == "J06.9"


def test_the_receipt_says_which_message_and_when_and_nothing_of_the_person(client, practice, ill):
    message_id = str(uuid.uuid4())
    answer = practice.post(client, ill, jti=message_id)
    assert answer.json() == {
        "message": message_id,
        "sender": "practice",
        "received_at": "2026-11-23T10:00:00+00:00",
    }
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_the_person_is_told_in_a_message_and_an_email_says_only_that_there_is_one(
    client, practice, marie, ill
):
    practice.post(client, ill)
    message = Message.objects.get(dossier=marie.dossier)
    assert "23 November 2026 at 12" in message.body
    for word in ("J06.9", "illness", "Beispill"):
        assert word not in message.title + message.body
    email = Email.objects.get()
    assert email.recipient == "marie@people.example"
    for word in ("J06.9", "illness", "Beispill", "certificate", "23 November", "Marie"):
        assert word not in email.subject + email.text_body + email.html_body


def test_that_it_arrived_is_recorded_with_its_sender(client, practice, marie, ill):
    practice.post(client, ill)
    entry = AuditEntry.objects.get(action="certificate.arrived")
    assert (entry.actor_kind, entry.dossier_id) == ("system", marie.dossier_id)
    assert entry.details == {"sender": "practice"}


def test_a_former_number_leads_to_the_same_person(client, practice, marie, ill):
    former = numbers.with_check_digits("19800115777")
    marie.former_matricules.create(matricule=former, replaced_at=NOW, reason="wrong date")
    assert practice.post(client, {**ill, "matricule": former}).status_code == 201
    assert Certificate.objects.get().person == marie


def test_the_days_of_a_maternity_leave_follow_from_the_expected_day(client, practice, ill):
    raw = without(ill, "first_day", "last_day", "diagnosis", "outings")
    answer = practice.post(client, {**raw, "cause": "maternity", "expected_on": "2027-01-15"})
    assert answer.status_code == 201
    certificate = Certificate.objects.get()
    assert certificate.first_day == date(2027, 1, 15) - timedelta(weeks=8)
    assert certificate.last_day == date(2027, 1, 15) + timedelta(weeks=12)
    assert not Diagnosis.objects.exists()


def test_a_child_that_is_not_of_the_family_is_never_looked_up(client, practice, ill):
    """A mistyped number must not show the name of somebody else's child."""
    stranger = InsuredPersonFactory(matricule=some_matricule(5, born="20200310"))
    raw = {**without(ill, "diagnosis"), "cause": "family"}
    answer = practice.post(client, {**raw, "child": {"matricule": stranger.matricule}})
    assert answer.status_code == 201
    certificate = Certificate.objects.get()
    assert certificate.child is None
    assert certificate.child_matricule == stranger.matricule


def test_a_child_of_the_family_is_known_by_its_row_and_not_by_its_number(client, practice, ill):
    """As in a certificate that is filled in online: a corrected number changes one place."""
    parent = worker(birth_date=date(1985, 4, 12))
    child = child_of(parent, born=date(2020, 3, 10))
    raw = {**without(ill, "diagnosis"), "cause": "family", "matricule": parent.matricule}
    answer = practice.post(client, {**raw, "child": {"matricule": child.matricule}})
    assert answer.status_code == 201
    certificate = Certificate.objects.get()
    assert (certificate.child, certificate.child_matricule) == (child, "")


def test_without_a_time_to_hold_it_back_it_waits_for_the_person(client, practice, ill, settings):
    settings.INCAPACITY_PASS_ON_AFTER = None
    practice.post(client, ill)
    certificate = Certificate.objects.get()
    assert (certificate.state, certificate.passes_on_at) == (CertificateState.KEPT, None)
    assert "not passed on by itself" in Message.objects.get().body


def test_waiting_does_not_make_a_certificate_late(client, practice, ill, now):
    """Day 3 is the Wednesday: at half past eleven in the evening there is no hour left."""
    now.moment = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    practice.post(client, ill)
    passes_on_at = Certificate.objects.get().passes_on_at
    assert passes_on_at == datetime(2026, 11, 25, 22, 50, tzinfo=UTC)


def test_a_prolongation_is_tied_to_the_message_that_it_names(client, practice, ill):
    first = str(uuid.uuid4())
    practice.post(client, ill, jti=first)
    longer = {**ill, "sequel": "prolongation", "earlier": first,
              "first_day": "2026-11-28", "last_day": "2026-12-04"}  # fmt: skip
    practice.post(client, longer)
    earlier, later = Certificate.objects.order_by("pk")
    assert later.earlier == earlier


def test_a_prolongation_is_never_tied_to_somebody_elses_certificate(client, practice, ill):
    other = InsuredPersonFactory()
    theirs = str(uuid.uuid4())
    practice.post(client, {**ill, "matricule": other.matricule}, jti=theirs)
    practice.post(client, {**ill, "sequel": "prolongation", "earlier": theirs})
    assert Certificate.objects.get(sequel="prolongation").earlier is None


def test_a_prolongation_is_tied_to_the_certificate_that_ends_the_day_before(
    client, practice, marie, ill
):
    before = CertificateFactory(
        person=marie, first_day=date(2026, 11, 16), last_day=date(2026, 11, 22)
    )
    CertificateFactory(person=marie, refused=True, last_day=date(2026, 11, 22))
    practice.post(client, {**ill, "sequel": "prolongation"})
    assert Certificate.objects.get(channel="electronic").earlier == before


# -- again ----------------------------------------------------------------------------------------


def test_the_same_message_again_gets_the_same_answer_and_does_nothing(client, practice, ill, now):
    body = practice.message(ill)
    first = practice.post_raw(client, body)
    now.moment += timedelta(days=40)
    again = practice.post_raw(client, body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Certificate.objects.count() == Message.objects.count() == 1


def test_a_message_that_is_signed_anew_is_the_same(client, practice, ill, now):
    """The first answer was lost; the program signs again, with other spaces and another order."""
    message_id = str(uuid.uuid4())
    first = practice.post(client, ill, jti=message_id)
    now.moment += timedelta(hours=1)
    raw = claims(dict(reversed(ill.items())), sender=practice.sender, jti=message_id)
    again = practice.post_raw(client, signed(json.dumps(raw, indent=2).encode(), practice.key))
    assert (again.status_code, again.content) == (201, first.content)
    assert Certificate.objects.count() == 1


def test_other_content_under_the_same_identifier_is_refused(client, practice, ill):
    message_id = str(uuid.uuid4())
    practice.post(client, ill, jti=message_id)
    answer = practice.post(client, {**ill, "last_day": "2026-11-28"}, jti=message_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_content")
    assert Certificate.objects.get().last_day == date(2026, 11, 27)


def test_the_same_identifier_of_another_sender_is_another_message(client, practice, ill):
    message_id = str(uuid.uuid4())
    practice.post(client, ill, jti=message_id)
    assert Practice("second").post(client, ill, jti=message_id).status_code == 201
    assert Certificate.objects.count() == 2


def test_an_old_message_is_not_accepted_anew_when_its_certificate_is_forgotten(
    client, practice, ill, now
):
    body = practice.message(ill)
    practice.post_raw(client, body)
    Certificate.objects.all().delete()
    now.moment += timedelta(hours=25)
    answer = practice.post_raw(client, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "signed_too_long_ago")


def test_who_has_a_dump_cannot_try_all_diagnoses(client, practice, ill):
    """The digest in the table has a key: another portal with the same message has another one."""
    practice.post(client, ill, jti=str(uuid.uuid4()))
    DigestKey.objects.all().delete()
    practice.post(client, ill, jti=str(uuid.uuid4()))
    first, second = ElectronicMessage.objects.values_list("sha256", flat=True)
    assert first != second


# -- who it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic cHJhY3RpY2U6", "Bearer \x80\xff"],
)
def test_without_a_senders_token_nobody_learns_anything(client, practice, ill, header):
    headers = {} if header is None else {"Authorization": header}
    answer = client.post(
        ADDRESS, practice.message(ill), content_type="application/jose", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="ecit"'
    assert nothing_is_kept()


def test_a_stranger_is_answered_the_same_whatever_they_post(client, practice, ill):
    """On file or not, signed or not, long or short: the token comes first."""
    bodies = (
        practice.message(ill),
        practice.message({**ill, "matricule": some_matricule(999)}),
        b"nonsense",
        b"x" * 100_000,
        b"",
    )
    answers = {practice.post_raw(client, body, token="nobody's").content for body in bodies}
    assert len(answers) == 1


def test_another_senders_token_does_not_open_ones_own_signature(client, practice, ill):
    second = Practice("second")
    answer = practice.post_raw(client, practice.message(ill), token=second.token)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")


def test_nobody_speaks_for_another_sender(client, practice, ill):
    second = Practice("second")
    answer = practice.post(client, ill, iss=second.sender.code)
    assert answer.status_code == 422
    assert answer.json()["problems"] == [{"at": "iss", "problem": "not_this_sender"}]


def test_what_was_written_for_another_system_does_not_count_here(client, practice, ill):
    answer = practice.post(client, ill, aud="https://tests.example/ecit/v1/certificates")
    assert answer.json()["problems"] == [{"at": "aud", "problem": "not_for_this_portal"}]


def forged(practice, ill) -> dict[str, bytes]:
    """Messages with everything right but for the signature."""
    payload = claims(ill, sender=practice.sender)
    body = json.dumps(payload).encode()
    header, text, signature = practice.message(ill).split(b".")
    _other_header, other_text, _signature = practice.message(
        {**ill, "last_day": "2026-12-24"}
    ).split(b".")
    none = jwt.PyJWS().encode(body, "", algorithm="none", headers={"typ": "ecit+jwt"}).encode()
    hmac = jwt.PyJWS(algorithms=["HS256"])
    secret = "0123456789abcdef0123456789abcdef"
    return {
        "another key": signed(payload, Ed25519PrivateKey.generate()),
        "another curve": signed(payload, Ed448PrivateKey.generate()),
        "no algorithm": none,
        "no signature": b".".join([header, text, b""]),
        "a changed text": b".".join([header, other_text, signature]),
        "a cut signature": b".".join([header, text, signature[:-2]]),
        "a symmetric key": hmac.encode(
            body, secret, algorithm="HS256", headers={"typ": "ecit+jwt"}
        ).encode(),
    }


KINDS = (
    "another key", "another curve", "no algorithm", "no signature", "a changed text",
    "a cut signature", "a symmetric key",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_signature_has_one_answer_whatever_is_wrong_with_it(client, practice, ill, kind):
    messages = forged(practice, ill)
    assert set(messages) == set(KINDS)
    answer = practice.post_raw(client, messages[kind])
    assert (answer.status_code, answer.json()) == (
        401,
        {"status": 401, "title": "Unauthorized", "code": "bad_signature"},
    )
    assert nothing_is_kept()


# -- what is no message ---------------------------------------------------------------------------


def odd(practice, ill) -> dict[str, bytes]:
    """Rightly signed, and still nothing that the format knows."""
    key, payload = practice.key, claims(ill, sender=practice.sender)
    text = json.dumps(payload)
    deep = '{"a":' * 900 + "1" + "}" * 900
    return {
        "two dots": b"..",
        "one part": b"abc",
        "two parts": b"abc.def",
        "four parts": practice.message(ill) + b".abc",
        "not JSON": signed(b"<xml/>", key),
        "not UTF-8": signed(text.encode("utf-16"), key),
        "a name twice": signed(text.replace("{", '{"jti": "1", ', 1).encode(), key),
        "not a number": signed(b'{"iat": NaN}', key),
        "a number of a thousand digits": signed(b'{"iat": ' + b"9" * 6000 + b"}", key),
        "deeply nested": signed(deep.encode(), key),
        "a list of lists": signed(b"[" * 3000 + b"]" * 3000, key),
        "another type": signed(payload, key, header={**HEADER, "typ": "JWT"}),
        "a key of its choice": signed(payload, key, header={**HEADER, "kid": "1"}),
        "with conditions": signed(payload, key, header={**HEADER, "crit": ["exp"], "exp": 1}),
    }


ODD = (
    "two dots", "one part", "two parts", "four parts", "not JSON", "not UTF-8", "a name twice",
    "not a number", "a number of a thousand digits", "deeply nested", "a list of lists",
    "another type", "a key of its choice", "with conditions",
)  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_what_is_not_a_message_is_refused_and_leaves_nothing(client, practice, ill, kind):
    messages = odd(practice, ill)
    assert set(messages) == set(ODD)
    answer = practice.post_raw(client, messages[kind])
    assert (answer.status_code, answer.json()["code"]) in {
        (400, "not_a_message"),
        (401, "bad_signature"),
    }
    assert "problems" not in answer.json()
    assert nothing_is_kept()


@pytest.mark.parametrize("payload", [[], "text", 1, None, True])
def test_a_signed_value_that_is_no_object_is_refused(client, practice, payload):
    answer = practice.post_raw(client, signed(payload, practice.key))
    assert answer.status_code == 422
    assert {"at": "", "problem": "wrong_type"} in answer.json()["problems"]


def test_every_wrong_field_is_named_and_no_value_is_repeated(client, practice, ill):
    raw = changed({**ill, "matricule": "1234567890123", "note": "secret"}, doctor__name="Dr \x00")
    answer = practice.post(client, raw)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "status": 422,
        "title": "Unprocessable Entity",
        "code": "invalid",
        "problems": [
            {"at": "certificate.doctor.name", "problem": "not_printable"},
            {"at": "certificate.matricule", "problem": "not_a_matricule"},
            {"at": "certificate.note", "problem": "unknown_field"},
        ],
    }
    assert nothing_is_kept()


def test_somebody_who_is_not_on_file_is_said_to_a_sender_only(client, practice, ill):
    answer = practice.post(client, {**ill, "matricule": some_matricule(998, born="19990909")})
    assert (answer.status_code, answer.json()) == (
        422,
        {"status": 422, "title": "Unprocessable Entity", "code": "unknown_person"},
    )
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("age", "code"),
    [(timedelta(hours=25), "signed_too_long_ago"), (timedelta(minutes=-6), "signed_in_the_future")],
)
def test_a_signature_that_is_not_fresh_is_refused(client, practice, ill, age, code):
    answer = practice.post(client, ill, iat=NOW - age)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert nothing_is_kept()


# -- how it is posted -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_it_can_only_be_posted_to(client, practice, method):
    answer = getattr(client, method)(ADDRESS, headers={"Authorization": f"Bearer {practice.token}"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", ""])
def test_another_kind_of_content_is_not_read(client, practice, ill, kind):
    answer = practice.post_raw(client, practice.message(ill), content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_content_type")


def test_packed_content_is_not_read(client, practice, ill):
    answer = practice.post_raw(client, practice.message(ill), headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_what_is_too_long_is_not_read(client, practice):
    answer = practice.post_raw(client, b"x" * (ecit.MOST_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("length", ["", "-1", "many", "٣"])
def test_without_a_length_nothing_is_read(client, practice, ill, length):
    answer = practice.post_raw(client, practice.message(ill), CONTENT_LENGTH=length)
    assert answer.status_code in {400, 411}
    assert nothing_is_kept()


def test_the_longest_message_there_can_be_is_short_enough(client, practice, ill):
    stay = {name: "x" * most for name, (most, _required) in ecit_longest().items()}
    raw = changed({**ill, "stay": {**stay, "country": "LU"}}, doctor__name="é" * 150)
    body = practice.message(raw)
    assert len(body) < ecit.MOST_BYTES / 4
    assert practice.post_raw(client, body).status_code == 201


def ecit_longest():
    from incapacity.rules.electronic import STAY

    return STAY


# -- how often ------------------------------------------------------------------------------------


def test_strangers_who_try_tokens_are_stopped_and_senders_are_not(
    client, practice, ill, monkeypatch
):
    monkeypatch.setattr(ecit, "STRANGERS", 3)
    for _try in range(3):
        assert practice.post_raw(client, b"", token="guess").status_code == 401
    answer = practice.post_raw(client, b"", token="guess")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert answer["Retry-After"] == "60"
    elsewhere = practice.post_raw(client, practice.message(ill), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 201


def test_a_sender_may_not_flood_the_portal(client, practice, ill, monkeypatch):
    monkeypatch.setattr(ecit, "MESSAGES", 2)
    body = practice.message(ill)
    answers = [practice.post_raw(client, body).status_code for _try in range(4)]
    assert answers == [201, 201, 429, 429]
    assert Practice("second").post(client, ill).status_code == 201


@pytest.mark.parametrize("kind", ["unknown people", "wrong signatures"])
def test_who_has_stolen_a_key_does_not_find_out_who_is_on_file(
    client, practice, ill, monkeypatch, kind
):
    monkeypatch.setattr(ecit, "FAILED", 3)
    wrong = {
        "unknown people": lambda n: practice.message(
            {**ill, "matricule": some_matricule(n, born="19990909")}
        ),
        "wrong signatures": lambda n: signed(
            claims(ill, sender=practice.sender), Ed25519PrivateKey.generate()
        ),
    }[kind]
    answers = [practice.post_raw(client, wrong(n)).status_code for n in range(4)]
    assert answers[3] == 429
    stopped = practice.post(client, ill)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "3600")
    assert nothing_is_kept()


def test_who_has_the_token_alone_does_not_stop_the_sender(client, practice, ill, monkeypatch):
    monkeypatch.setattr(ecit, "FAILED", 2)
    forgery = signed(claims(ill, sender=practice.sender), Ed25519PrivateKey.generate())
    thief = [
        practice.post_raw(client, forgery, REMOTE_ADDR="192.0.2.66").status_code
        for _try in range(3)
    ]
    assert thief == [401, 401, 429]
    assert practice.post(client, ill).status_code == 201


# -- what is written down -------------------------------------------------------------------------


def test_no_content_reaches_a_log(client, practice, marie, ill, caplog):
    caplog.set_level("DEBUG")
    practice.post(client, ill)
    practice.post(client, {**ill, "last_day": "J06.9"})
    practice.post(client, {**ill, "matricule": some_matricule(997, born="19990909")})
    for body in (*forged(practice, ill).values(), *odd(practice, ill).values()):
        practice.post_raw(client, body)
    practice.post_raw(client, practice.message(ill), token="guess")
    said = "\n".join([caplog.text, *(str(record.__dict__) for record in caplog.records)])
    assert "practice was answered: invalid" in said
    secrets = (marie.matricule, "J06.9", "Beispill", "900123", practice.token, "guess", "Muster")
    found = [word for word in secrets if word in said]
    payload = practice.message(ill).split(b".")[1].decode()
    assert payload[:40] not in said
    assert found == []


# -- keys -----------------------------------------------------------------------------------------


def test_after_a_change_both_pairs_count_for_a_week_and_are_never_mixed(client, practice, ill, now):
    old, old_token = practice.key, practice.token
    new = Ed25519PrivateKey.generate()
    _sender, token = senders.rotate(practice.sender.pk, actor=audit.SYSTEM, public_key=pem(new))

    def answer(key, token):
        body = signed(claims(ill, sender=practice.sender), key)
        return practice.post_raw(client, body, token=token).status_code

    assert answer(new, token) == answer(old, old_token) == 201
    assert answer(old, token) == answer(new, old_token) == 401
    now.moment += senders.GOES_ON
    assert answer(old, old_token) == 401
    assert answer(new, token) == 201


def test_a_key_that_was_stolen_ends_at_once(client, practice, ill):
    senders.rotate(practice.sender.pk, actor=audit.SYSTEM, at_once=True)
    assert practice.post(client, ill).status_code == 401


def test_a_revoked_sender_is_a_stranger(client, practice, ill):
    practice.post(client, ill)
    senders.revoke(practice.sender.pk, actor=audit.SYSTEM)
    assert practice.post(client, ill).json()["code"] == "not_authenticated"
    assert Certificate.objects.count() == 1


def test_a_sender_is_a_stranger_until_it_begins(client, practice, ill, now):
    now.moment -= timedelta(days=1)
    assert practice.post(client, ill).status_code == 401
