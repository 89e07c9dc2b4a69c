"""Many wrong codes, many people, and what others do in the last moment."""

import pytest

from appointments.models import Appointment
from appointments.rules.arrival import Answer
from appointments.services import cancelling, checking_in
from appointments.services.acting import By
from cns_portal.kernel import codes
from cns_portal.kernel.refusal import Refused
from tests.appointments.entrance import AtTheDevice
from tests.appointments.test_terminal_pages import due, in_words, terminal

pytestmark = pytest.mark.django_db
__all__ = ["due", "terminal"]


def test_after_many_wrong_codes_the_terminal_says_so_for_a_while(terminal, due, agency):
    appointment = due()
    said = [terminal.answers(codes.random_code(16)) for _ in range(21)]
    assert said == ["unknown"] * 20 + ["too_many"]
    assert terminal.answers(appointment.check_in_code) == "too_many"
    assert AtTheDevice(agency).answers(appointment.check_in_code) == "welcome"


def test_right_codes_are_not_counted(terminal, due):
    code = due().check_in_code
    assert {terminal.answers(code) for _ in range(25)} == {"welcome", "already_arrived"}


def test_many_people_at_once_are_asked_to_try_again(terminal, due, monkeypatch):
    def busy(*args, **kwargs):
        raise Refused(checking_in.Refusal.BUSY)

    monkeypatch.setattr(checking_in, "arrive", busy)
    answer = terminal.show(due().check_in_code)
    assert answer.context["screen"].answer is Answer.BUSY
    assert "scan your code again" in in_words(answer)["en"]


def test_a_cancellation_in_the_last_moment_is_told(terminal, due, monkeypatch):
    """Between looking and arriving somebody cancels: the person hears what is true now."""
    appointment, arrive = due(), checking_in.arrive

    def cancelled_meanwhile(pk, *, by):
        if Appointment.objects.filter(pk=pk, status="confirmed").exists():
            cancelling.cancel_by_staff(pk, by=By.system(), reason="Ill")
        return arrive(pk, by=by)

    monkeypatch.setattr(checking_in, "arrive", cancelled_meanwhile)
    assert terminal.answers(appointment.check_in_code) == "cancelled"
