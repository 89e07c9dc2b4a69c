"""The terminal's pages: each answer, in four languages, without a name and without a topic."""

import re
from datetime import timedelta

import pytest

from appointments.choices import DeviceKind
from appointments.models import Appointment, BookingPolicy, Visit
from appointments.presenters.terminal import SENTENCES, AnswerScreen
from appointments.rules.arrival import Answer
from appointments.services import moving
from appointments.services.acting import By
from appointments.services.checking_in import CheckIn
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel import codes
from tests.appointments.entrance import AtTheDevice, address
from tests.appointments.test_pages_weight import loaded_by
from tests.factories import AgencyFactory, AppointmentFactory, at, visitor

pytestmark = pytest.mark.django_db

PARAGRAPH = re.compile(r'<p class="said" lang="(\w\w)">(.*?)</p>', re.DOTALL)


@pytest.fixture
def terminal(agency, stopped_clock):
    """On Monday the second of March, ten o'clock."""
    return AtTheDevice(agency)


@pytest.fixture
def due(agency, stopped_clock):
    """An appointment at so many minutes from now."""

    def due(minutes: int = 10, **columns):
        start = stopped_clock.moment + timedelta(minutes=minutes)
        return AppointmentFactory(**{"agency": agency, "starts_at": start, **columns})

    return due


def in_words(answer) -> dict[str, str]:
    """What the page says in each language, without its mark-up."""
    return {
        language: " ".join(re.sub(r"<[^>]+>", " ", text).split())
        for language, text in PARAGRAPH.findall(answer.content.decode())
    }


# -- answers ---------------------------------------------------------------------------------------


def test_a_welcome_gives_a_ticket_and_says_where_to_wait(terminal, due, in_step):
    appointment = due(language="de")
    answer = terminal.show(appointment.check_in_code)
    visit = Visit.objects.get(appointment=appointment)
    assert answer.context["screen"].answer is Answer.WELCOME
    assert f"<strong>{visit.ticket}</strong>" in answer.content.decode()
    assert "im Wartebereich Platz" in in_words(answer)["de"]
    assert '<html lang="de">' in answer.content.decode()
    appointment.refresh_from_db()
    assert appointment.status == "checked_in"
    entry = AuditEntry.objects.get(action="appointment.checked_in")
    assert (entry.actor_kind, entry.details) == ("visitor", {"device": terminal.device.pk})


def test_a_second_scan_gives_the_same_ticket(terminal, due, in_step):
    terminal.answers(due(30).check_in_code)
    appointment = due(15)
    assert terminal.answers(appointment.check_in_code) == "welcome"
    again = terminal.show(appointment.check_in_code)
    assert again.context["screen"].answer is Answer.ALREADY_ARRIVED
    assert "<strong>2</strong>" in again.content.decode()
    assert Visit.objects.count() == 2


def test_too_early_says_when_to_come_back(terminal, due):
    answer = terminal.show(due(90).check_in_code)
    assert answer.context["screen"].answer is Answer.TOO_EARLY
    words = in_words(answer)
    assert "11:30" in words["en"]
    assert "from 11:00 on" in words["en"]
    assert "ab 11:00 Uhr" in words["de"]
    assert not Visit.objects.exists()


def test_staff_decide_how_early_and_how_late(terminal, due):
    BookingPolicy.objects.update_or_create(
        id=1, defaults={"arrival_opens_minutes": 5, "grace_minutes": 10}
    )
    assert terminal.answers(due(6).check_in_code) == "too_early"
    assert terminal.answers(due(-15).check_in_code) == "too_late"


def test_late_within_the_grace_is_welcome_and_after_it_asks_at_the_desk(terminal, due):
    late = terminal.show(due(-10).check_in_code)
    assert late.context["screen"].answer is Answer.WELCOME_LATE
    assert "<strong>1</strong>" in late.content.decode()
    gone = terminal.show(due(-30).check_in_code)
    assert gone.context["screen"].answer is Answer.TOO_LATE
    assert "9:30" in in_words(gone)["en"]
    assert "ask at the desk" in in_words(gone)["en"]


def test_the_wrong_agency_says_which_one_is_right(terminal, due):
    other = AgencyFactory(name="Esch & Alzette", open=True)
    answer = terminal.show(due(agency=other).check_in_code)
    assert answer.context["screen"].answer is Answer.WRONG_AGENCY
    assert "Esch &amp; Alzette" in answer.content.decode()
    assert not Visit.objects.exists()


def test_the_wrong_day_says_which_one_is_right(terminal, due):
    words = in_words(terminal.show(due(3 * 24 * 60).check_in_code))
    assert "Thursday 5 March 2026, 10:00" in words["en"]
    assert "jeudi 5 mars 2026 à 10:00" in words["fr"]
    assert "Donnerstag, 5. März 2026, 10:00 Uhr" in words["de"]
    assert "Donneschdeg, 5. März 2026, 10:00 Auer" in words["lb"]


def test_a_code_replayed_the_next_day_is_of_another_day(terminal, due, stopped_clock):
    code = due().check_in_code
    assert terminal.answers(code) == "welcome"
    stopped_clock.advance(days=1)
    assert terminal.answers(code) == "wrong_day"
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        ({"cancelled": True}, "cancelled"),
        ({"requested": True}, "not_decided"),
        ({"video": True}, "video"),
        ({"completed": True}, "over"),
        ({"missed": True}, "too_late"),
        ({"refused": True}, "unknown"),
        ({"expired": True}, "unknown"),
        ({"held": True}, "unknown"),
    ],
)
def test_the_other_states(terminal, due, situation, said):
    appointment = due(**situation)
    before = list(Appointment.objects.values())
    assert terminal.answers(appointment.check_in_code) == said
    assert list(Appointment.objects.values()) == before
    assert not Visit.objects.exists()


def test_the_code_goes_along_with_a_moved_appointment(
    terminal, agency, offers, agent, stopped_clock
):
    day = stopped_clock.moment.date()
    appointment = AppointmentFactory(agency=agency, starts_at=at(day, 11))
    code = appointment.check_in_code
    moving.move(
        appointment.pk, agency_ids=[agency.pk], starts_at=at(day, 10, 15), by=By.agent(agent)
    )
    assert terminal.answers(code) == "welcome"


def test_the_letters_may_be_typed_as_people_type(terminal, due):
    for number, spelled in enumerate((str.lower, codes.grouped, lambda code: "-".join(code))):
        code = due(15 * number).check_in_code
        assert terminal.answers(f" {spelled(code)} ") in {"welcome", "welcome_late"}


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "   ",
        "2345ABCDEFGHJKMN",
        "https://elsewhere.example/?code=2345ABCDEFGHJKMN",
        "http://testserver/a/token/",
        "80756001234567890123",  # a health card's number
        "x" * 10_000,
        "\x00\x01\x02",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 20,
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "１２３４５６７８ＡＢＣＤＥＦＧＨ",
    ],
)
def test_whatever_else_is_shown_is_unknown(terminal, due, shown):
    due()
    answer = terminal.show(shown)
    assert answer.context["screen"].answer is Answer.UNKNOWN
    if shown.strip():
        assert shown not in answer.content.decode()
    assert set(in_words(answer)) == {"fr", "de", "lb", "en"}


def test_what_is_no_code_is_not_looked_up(terminal, django_assert_num_queries):
    terminal.show("first")
    with django_assert_num_queries(2):  # the agency and the device
        terminal.show("x" * 10_000)


# -- what is on the screen -----------------------------------------------------------------------


def test_no_name_and_no_topic_is_on_any_screen(terminal, due, agency):
    someone = visitor(first_name="Zephyrine", last_name="Quillfeather")
    shown = [terminal.client.get(terminal.page)]
    for number, situation in enumerate(
        ({}, {"cancelled": True}, {"requested": True}, {"completed": True}, {"missed": True})
    ):
        appointment = due(15 * number, applicant=someone, question="Rheuma", **situation)
        shown += [terminal.show(appointment.check_in_code) for _twice in range(2)]
        Appointment.objects.filter(pk=appointment.pk).update(person_key=number)
    for answer in shown:
        html = answer.content.decode()
        for secret in ("Zephyrine", "Quillfeather", "Rheuma", "nformation", "eimbursement"):
            assert secret not in html
    for answer in shown[1:]:
        for appointment in Appointment.objects.all():
            assert appointment.check_in_code not in answer.content.decode()
            assert appointment.procedure.reference not in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "de", "lb", "en"])
def test_the_answer_comes_in_the_appointments_language(terminal, due, language):
    html = terminal.show(due(language=language).check_in_code).content.decode()
    assert f'<html lang="{language}">' in html
    assert re.findall(r'value="(\w\w)"[^>]* checked', html) == [language]


def test_the_language_that_was_touched_comes_first(terminal, due):
    code = due(language="fr").check_in_code
    html = terminal.show(code, language="lb").content.decode()
    assert '<html lang="lb">' in html
    html = terminal.show(code, language="<b>").content.decode()
    assert '<html lang="fr">' in html


def test_an_unknown_code_is_answered_in_all_languages(terminal):
    html = terminal.show("nobody's").content.decode()
    assert " checked" not in html


@pytest.mark.parametrize("answer", Answer)
def test_every_answer_has_its_own_sentence_in_every_language(answer):
    def words(of: Answer) -> list[tuple[str, str]]:
        screen = AnswerScreen(CheckIn(of))
        return [(one.words["title"], one.words["text"]) for one in screen.said]

    mine = words(answer)
    assert len(mine) == 4
    for other in set(SENTENCES) - {answer}:
        assert not set(mine) & set(words(other))


def test_the_screens_go_back_by_themselves_without_scripts(terminal):
    html = terminal.show("nobody's").content.decode()
    back = f'<noscript><meta http-equiv="refresh" content="30;url={terminal.page}"></noscript>'
    assert back in html
    assert "refresh" not in terminal.client.get(terminal.page).content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_what_is_meant_is_answered(terminal, method):
    for end in ("", "frame", "alive"):
        assert getattr(terminal.client, method)(address(terminal.agency, end)).status_code == 405
    assert terminal.client.get(address(terminal.agency, "frame")).status_code == 405


def test_a_screen_loads_little(terminal, agency):
    """What a device loads after each start: its own stylesheet and its own script."""
    display = AtTheDevice(agency, DeviceKind.DISPLAY)
    for screen in (terminal, display):
        page = screen.client.get(screen.page)
        assert len(page.content) + sum(loaded_by(page.content.decode()).values()) < 40_000
