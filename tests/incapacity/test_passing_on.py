"""An electronic certificate is passed on once, by itself or by hand, or held back."""

from datetime import date, datetime, timedelta

import pytest

from cns_portal import audit
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.civil_time import midnight
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from cns_portal.procedures.models import Procedure, ProcedureEvent
from cns_portal.procedures.selectors import out_of_step
from incapacity import tasks
from incapacity.choices.certificates import CertificateState
from incapacity.choices.electronic import ElectronicRefusal
from incapacity.models import Certificate, ElectronicMessage
from incapacity.selectors import electronic as selectors
from incapacity.services import arriving, passing_on, senders, sending
from incapacity.services.reading_messages import Rejected
from tests import racing
from tests.factories import InsuredPersonFactory
from tests.incapacity.ecit_messages import AUDIENCE, ILLNESS, Practice
from tests.incapacity.factories import NOON, CertificateFactory, DiagnosisFactory
from tests.killing import killed_in

S = CertificateState
DAY_3 = date(2026, 11, 18)
"""The factory's certificates begin on Monday 16 November 2026 and arrive at noon of day 3."""
CHILD = "2020031000235"

pytestmark = pytest.mark.django_db


class Clock:
    """The clock of a test, which stands still until it is moved."""

    moment = NOON

    def advance(self, **delta) -> datetime:
        self.moment += timedelta(**delta)
        return self.moment


@pytest.fixture(autouse=True)
def now(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("cns_portal.clock.now", lambda: clock.moment)
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    return clock


def arrived(**columns) -> Certificate:
    return CertificateFactory(arrived=True, **columns)


def again(certificate: Certificate) -> Certificate:
    return Certificate.objects.get(pk=certificate.pk)


def titles(person) -> list[str]:
    found = Message.objects.filter(dossier=person.dossier).order_by("pk")
    return [message.title for message in found]


# -- by hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize("trait", ["arrived", "kept"])
def test_the_person_passes_it_on(trait):
    certificate = CertificateFactory(**{trait: True})
    person = certificate.person
    passing_on.pass_on(certificate.pk, actor=person.account)
    certificate = again(certificate)
    assert certificate.state == S.SENT
    assert certificate.sent_by == person.account
    assert certificate.sent_at == NOON
    assert certificate.passes_on_at is None
    assert (certificate.due_on, certificate.late) == (DAY_3, False)
    assert certificate.procedure.reference in Message.objects.get().body
    (event,) = certificate.procedure.events.all()
    assert (event.what, event.actor_kind) == ("certificate.passed_on", ActorKind.PERSON)
    assert AuditEntry.objects.get(action="certificate.passed_on").actor == person.account
    assert not out_of_step().exists()


def test_what_was_passed_on_is_kept_as_it_was_and_without_the_diagnosis():
    certificate = DiagnosisFactory(certificate=arrived(), code="J06.9").certificate
    passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    picture = again(certificate).as_sent
    assert picture["first_day"] == "2026-11-16"
    assert picture["doctor_name"] == "Dr Anne Muster"
    assert "J06.9" not in str(picture)
    for row in (*ProcedureEvent.objects.all(), *AuditEntry.objects.all(), *Message.objects.all()):
        assert "J06.9" not in str(vars(row))


def test_late_is_accepted_with_its_explanation(now):
    certificate = arrived()
    now.advance(days=3)
    passing_on.pass_on(
        certificate.pk, actor=certificate.person.account, late_because="I was abroad."
    )
    certificate = again(certificate)
    assert (certificate.late, certificate.late_because) == (True, "I was abroad.")
    assert certificate.as_sent["late_because"] == "I was abroad."


def test_who_acts_for_somebody_is_named_with_them():
    certificate, proxy = arrived(), InsuredPersonFactory(signs_in=True)
    passing_on.pass_on(certificate.pk, actor=proxy.account, on_behalf_of="Claire Insured")
    certificate = again(certificate)
    assert certificate.sent_by == proxy.account
    assert certificate.procedure.events.get().on_behalf_of == "Claire Insured"


def test_nothing_is_passed_on_twice():
    certificate = arrived()
    passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    with pytest.raises(Refused) as refused:
        passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    assert refused.value.reason == ElectronicRefusal.PASSED_ON_ALREADY
    assert Procedure.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "taken", "accepted", "refused"])
def test_nothing_else_is_passed_on_or_held_back(state):
    certificate = CertificateFactory(**{state: True})
    for deed in (passing_on.pass_on, passing_on.hold_back):
        with pytest.raises(Refused):
            deed(certificate.pk, actor=certificate.person.account)
    assert again(certificate).state == certificate.state


def test_what_was_passed_on_can_be_taken_back_like_every_other_one():
    certificate = arrived()
    sent = passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    sending.withdraw(sent.procedure, actor=certificate.person.account)
    assert again(certificate).state == S.WITHDRAWN


# -- holding back ---------------------------------------------------------------------------------


def test_it_is_held_back_and_the_person_is_told_that_the_deadline_goes_on(now):
    certificate = arrived()
    passing_on.hold_back(certificate.pk, actor=certificate.person.account)
    certificate = again(certificate)
    assert (certificate.state, certificate.passes_on_at) == (S.KEPT, None)
    assert certificate.procedure is None
    message = Message.objects.get()
    assert message.title == "You have held an electronic certificate back"
    assert "18 November 2026" in message.body
    assert f"/espace/incapacity/electronic/{certificate.public_id}/" in message.body
    assert AuditEntry.objects.get().action == "certificate.held_back"
    now.advance(days=30)
    tasks.pass_on()
    assert again(certificate).state == S.KEPT


def test_holding_back_twice_is_as_good_as_once():
    certificate = arrived()
    for _time in range(2):
        passing_on.hold_back(certificate.pk, actor=certificate.person.account)
    assert Message.objects.count() == AuditEntry.objects.count() == 1


def test_what_was_passed_on_is_not_held_back():
    certificate = arrived()
    passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    with pytest.raises(Refused) as refused:
        passing_on.hold_back(certificate.pk, actor=certificate.person.account)
    assert refused.value.reason == ElectronicRefusal.PASSED_ON_ALREADY


# -- by itself ------------------------------------------------------------------------------------


def test_it_is_passed_on_by_itself_when_its_time_is_over_and_not_before(now):
    certificate = arrived()
    now.advance(minutes=59)
    tasks.pass_on()
    assert again(certificate).state == S.ARRIVED
    now.advance(minutes=1)
    tasks.pass_on()
    certificate = again(certificate)
    assert (certificate.state, certificate.sent_by) == (S.SENT, None)
    assert certificate.procedure.events.get().actor_kind == ActorKind.SYSTEM
    assert AuditEntry.objects.get().actor_kind == "system"
    assert titles(certificate.person) == ["We have received your certificate"]


def test_the_time_of_the_first_minute_of_the_next_day_is_late(now):
    certificate = arrived()
    now.moment = midnight(DAY_3 + timedelta(days=1))
    tasks.pass_on()
    assert again(certificate).late


def test_one_that_fails_holds_up_no_other(now, monkeypatch, caplog):
    first, second = arrived(), arrived()
    now.advance(hours=2)
    through = passing_on.pass_on_by_itself

    def fails(certificate_id):
        if certificate_id == first.pk:
            raise ValueError("trouble")
        return through(certificate_id)

    monkeypatch.setattr(passing_on, "pass_on_by_itself", fails)
    tasks.pass_on()
    assert (again(first).state, again(second).state) == (S.ARRIVED, S.SENT)
    assert str(first.pk) in caplog.text
    monkeypatch.undo()


def test_many_are_found_batch_by_batch_and_none_twice(now, monkeypatch):
    monkeypatch.setattr(selectors, "BATCH", 3)
    person = InsuredPersonFactory()
    keys = [arrived(person=person).pk for _number in range(8)]
    later = arrived(person=person, passes_on_at=NOON + timedelta(hours=3))
    assert list(selectors.due(NOON + timedelta(hours=2))) == keys
    assert list(selectors.due(NOON + timedelta(hours=3))) == [*keys, later.pk]


def test_what_the_person_has_already_sent_is_not_sent_a_second_time(now):
    certificate = arrived()
    photo = CertificateFactory(person=certificate.person)
    now.advance(hours=1)
    tasks.pass_on()
    certificate = again(certificate)
    assert (certificate.state, certificate.passes_on_at) == (S.KEPT, None)
    message = Message.objects.get()
    assert message.title == "An electronic certificate was not passed on"
    assert photo.procedure.reference in message.body
    passing_on.pass_on(certificate.pk, actor=certificate.person.account)
    assert again(certificate).state == S.SENT


def test_leave_for_a_child_that_was_chosen_is_known_by_the_number_of_the_child(now):
    """Online a child of one's own is chosen; the doctor's system knows its matricule only."""
    certificate = arrived(cause="family", child_matricule=CHILD)
    child = InsuredPersonFactory(matricule=CHILD)
    CertificateFactory(person=certificate.person, family=True, child=child)
    now.advance(hours=1)
    tasks.pass_on()
    assert again(certificate).state == S.KEPT


def test_leave_for_another_child_on_the_same_days_is_passed_on(now):
    certificate = arrived(cause="family", child_matricule=CHILD)
    CertificateFactory(person=certificate.person, family=True)
    now.advance(hours=1)
    tasks.pass_on()
    assert again(certificate).state == S.SENT


@pytest.mark.parametrize(
    "columns",
    [
        {"last_day": date(2026, 11, 21)},
        {"cause": "accident"},
        {"refused": True},
        {"state": "withdrawn"},
        {"draft": True},
    ],
)
def test_another_certificate_does_not_stand_in_the_way(now, columns):
    certificate = arrived()
    CertificateFactory(person=certificate.person, **columns)
    CertificateFactory()
    now.advance(hours=1)
    tasks.pass_on()
    assert again(certificate).state == S.SENT


# -- at the same moment ---------------------------------------------------------------------------


def at_once(*deeds) -> list:
    """What each of them answered, begun at the same moment: messages that are not taken, too."""
    answers = [one.answer if isinstance(one, Rejected) else one for one in racing.at_once(*deeds)]
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    return answers


def all_is_whole() -> None:
    """Each certificate has one case or none, told once, and its history says the same."""
    assert not out_of_step().exists()
    sent = Certificate.objects.sent()
    assert Procedure.objects.count() == sent.count()
    assert ProcedureEvent.objects.count() == sent.count()
    receipts = Message.objects.filter(idempotency_key__endswith=":received")
    assert receipts.count() == sent.count()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_pass_on_once(now, attempt):
    certificates = [arrived() for _number in range(6)]
    now.advance(hours=1)
    at_once(*[tasks.pass_on] * 4)
    assert {again(one).state for one in certificates} == {S.SENT}
    all_is_whole()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(6))
def test_holding_back_against_the_worker(now, attempt):
    """Either it is passed on and the person reads so, or it is held back; never both."""
    certificate = arrived()
    account = certificate.person.account
    now.advance(hours=1)
    works = [lambda: passing_on.hold_back(certificate.pk, actor=account), tasks.pass_on]
    answers = at_once(*(works if attempt % 2 else works[::-1]))
    held = answers[0 if attempt % 2 else 1]
    if held == ElectronicRefusal.PASSED_ON_ALREADY:
        assert again(certificate).state == S.SENT
        assert titles(certificate.person) == ["We have received your certificate"]
    else:
        assert again(certificate).state == S.KEPT
        assert titles(certificate.person) == ["You have held an electronic certificate back"]
    all_is_whole()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_two_windows_and_a_worker_pass_on_once(now, attempt):
    certificate = arrived()
    account = certificate.person.account
    now.advance(hours=1)

    def by_hand():
        return passing_on.pass_on(certificate.pk, actor=account)

    at_once(by_hand, tasks.pass_on, by_hand)
    assert again(certificate).state == S.SENT
    all_is_whole()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_the_same_message_at_the_same_moment_is_one_certificate(now, attempt):
    practice, person = Practice(), InsuredPersonFactory(signs_in=True)
    body = practice.message({**ILLNESS, "matricule": person.matricule, "issued_on": "2026-11-18"})
    known = practice.known
    answers = at_once(*[lambda: arriving.receive(body, known=known, audience=AUDIENCE)] * 6)
    assert len({answer.pk for answer in answers}) == 1
    assert Certificate.objects.count() == ElectronicMessage.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_contents_under_one_identifier_at_the_same_moment_are_one_certificate(now):
    practice, person = Practice(), InsuredPersonFactory(signs_in=True)
    raw = {**ILLNESS, "matricule": person.matricule, "issued_on": "2026-11-18"}
    jti, known = "0b6a8c52-7d0f-4a35-9d7e-3f0f7c1c2ab4", practice.known
    bodies = [practice.message({**raw, "last_day": f"2026-11-2{n}"}, jti=jti) for n in (7, 8)]

    def receiving(body):
        return lambda: arriving.receive(body, known=known, audience=AUDIENCE)

    answers = at_once(*map(receiving, bodies))
    assert sorted(isinstance(answer, ElectronicMessage) for answer in answers) == [False, True]
    assert "other_content" in answers
    assert Certificate.objects.count() == ElectronicMessage.objects.count() == 1


# -- processes that are killed --------------------------------------------------------------------


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "where",
    [
        "incapacity.services.passing_on.hold",
        "incapacity.services.handing_in.procedures.open_procedure",
        "incapacity.services.handing_in.audit.record",
        "incapacity.services.handing_in.tell",
    ],
)
def test_a_worker_that_is_killed_while_passing_on_has_done_nothing(now, where):
    certificate = arrived()
    now.advance(hours=1)
    killed_in(tasks.pass_on, where=where)
    assert again(certificate).state == S.ARRIVED
    assert not Procedure.objects.exists()
    assert not Message.objects.exists()
    tasks.pass_on()
    assert again(certificate).state == S.SENT
    all_is_whole()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "where",
    [
        "incapacity.services.arriving.Diagnosis.objects.create",
        "incapacity.services.arriving.audit.record",
        "incapacity.services.arriving.tell",
    ],
)
def test_a_process_that_is_killed_while_a_message_arrives_has_kept_nothing(now, where):
    practice, person = Practice(), InsuredPersonFactory(signs_in=True)
    body = practice.message({**ILLNESS, "matricule": person.matricule, "issued_on": "2026-11-18"})

    def receive():
        known = senders.of_token(practice.token)
        return arriving.receive(body, known=known, audience=AUDIENCE)

    killed_in(receive, where=where)
    assert not Certificate.objects.exists()
    assert not ElectronicMessage.objects.exists()
    receive()
    assert Certificate.objects.count() == Message.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificate.arrived").count() == 1
    assert audit.SYSTEM.kind == AuditEntry.objects.get(action="certificate.arrived").actor_kind
