"""The agents' list: who sees what, today first, found by reference, name and matricule."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Status
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel import civil_time, matricule
from tests.accounts.agents import search, sign_in_agent
from tests.appointments.agents import LIST, agent_of, page, window_of
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    at,
    some_matricule,
    visitor,
    working_day,
)

pytestmark = pytest.mark.django_db

ACTIONS = [
    "accept", "refuse", "cancel", "ask", "move", "arrived", "completed", "missed", "print",
]  # fmt: skip
TODAY = working_day(after=clock.today())


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    """It is eight o'clock on a working day."""
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(TODAY, 8))


def references(response):
    return [appointment.procedure.reference for appointment in response.context["cl"].result_list]


# -- who ------------------------------------------------------------------------------------


def test_an_agent_sees_the_appointments_of_their_agencies_only(window, agency):
    theirs, other = AppointmentFactory(agency=agency), AppointmentFactory()
    assert references(window.get(LIST)) == [theirs.procedure.reference]
    assert window.get(page(theirs)).status_code == 200
    assert window.get(page(other)).status_code == 404


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_agencys_appointment_does_not_exist_for_any_action(window, action, method):
    other = AppointmentFactory(left_to_agent=True)
    response = getattr(window, method)(page(other, action), {"reason": "Because"})
    assert response.status_code == 404
    other.refresh_from_db()
    assert other.status == Status.REQUESTED


def test_an_unknown_number_and_somebody_elses_look_the_same(window):
    other = AppointmentFactory()
    unknown = page(other).replace(str(other.pk), str(other.pk + 1000))
    assert window.get(page(other)).status_code == window.get(unknown).status_code == 404


def test_a_supervisor_sees_all_agencies():
    AppointmentFactory(), AppointmentFactory()
    window = window_of(AccountFactory(supervisor=True))
    assert len(references(window.get(LIST))) == 2


def test_an_agent_without_agencies_sees_nothing():
    AppointmentFactory()
    assert references(window_of(agent_of()).get(LIST)) == []


def test_an_agent_without_the_groups_permissions_sees_nothing(agency):
    appointment = AppointmentFactory(agency=agency)
    window = window_of(AccountFactory(agent=True, agencies=[agency]))
    assert window.get(LIST).status_code == 403
    assert window.get(page(appointment)).status_code == 404


def test_an_agent_who_may_only_read_has_no_actions(agency):
    appointment = AppointmentFactory(agency=agency)
    reader = agent_of(agency)
    group = reader.groups.get()
    group.permissions.remove(
        *group.permissions.filter(codename__in=["change_appointment", "add_appointment"])
    )
    window = window_of(reader)
    assert window.get(page(appointment)).context["deeds"] == []
    assert window.get(page(appointment, "cancel")).status_code == 404
    assert window.get(f"{LIST}book/").status_code == 404


@pytest.mark.parametrize("address", [LIST, f"{LIST}book/", f"{LIST}explain/"])
def test_visitors_and_insured_persons_do_not_get_in(address):
    insured = InsuredPersonFactory(signs_in=True)
    person = Client()
    person.force_login(insured.account)
    assert Client().get(address).status_code == 302
    response = person.get(address, follow=True)
    assert response.status_code == 403


def test_without_the_second_factor_an_agent_does_not_get_in(agent):
    client = Client()
    client.force_login(agent)
    assert client.get(LIST).status_code == 302


def test_nothing_can_be_edited_or_deleted_by_hand(window, agency):
    appointment = AppointmentFactory(agency=agency)
    supervisor = window_of(AccountFactory(supervisor=True))
    for client in (window, supervisor):
        assert client.post(page(appointment), {"status": "completed"}).status_code == 405
        for name in ("delete", "history"):
            assert client.get(f"{LIST}{appointment.pk}/{name}/").status_code == 404
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


# -- which ----------------------------------------------------------------------------------


def test_today_and_what_comes_is_shown_first(window, agency):
    later = AppointmentFactory(agency=agency, starts_at=at(working_day(after=TODAY), 9))
    today = AppointmentFactory(agency=agency, starts_at=at(TODAY, 9))
    AppointmentFactory(agency=agency, past=True)
    response = window.get(LIST)
    assert references(response) == [today.procedure.reference, later.procedure.reference]
    assertContains(response, "Today and later (2)")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("today", {"today"}),
        ("tomorrow", {"tomorrow"}),
        ("past", {"past"}),
        ("all", {"past", "today", "tomorrow"}),
        (TODAY.isoformat(), {"today"}),
        ("nonsense", {"past", "today", "tomorrow"}),
    ],
)
def test_the_day_can_be_chosen(window, agency, chosen, found):
    days = {
        "past": TODAY - timedelta(days=3),
        "today": TODAY,
        "tomorrow": TODAY + timedelta(days=1),
    }
    rows = {
        name: AppointmentFactory(agency=agency, starts_at=at(day, 9)).procedure.reference
        for name, day in days.items()
    }
    shown = references(window.get(LIST, {"day": chosen}))
    assert sorted(shown) == sorted(rows[name] for name in found)


def test_what_was_given_up_is_shown_when_asked_for(window, agency):
    cancelled = AppointmentFactory(agency=agency, cancelled=True)
    assert references(window.get(LIST)) == []
    for chosen in ("cancelled", "all"):
        found = references(window.get(LIST, {"status": chosen}))
        assert found == [cancelled.procedure.reference]


def test_requests_left_to_an_agent_have_a_queue_of_their_own(window, agency):
    AppointmentFactory(agency=agency, requested=True)
    AppointmentFactory(agency=agency)
    waits = AppointmentFactory(agency=agency, left_to_agent=True)
    response = window.get(LIST, {"status": "undecided"})
    assert references(response) == [waits.procedure.reference]
    assertContains(response, "Left to an agent (1)")


def test_the_agency_filter_offers_the_agents_own(window, agency):
    AgencyFactory(name="Somewhere else")
    response = window.get(LIST)
    assertContains(response, agency.name)
    assertNotContains(response, "Somewhere else")


def test_a_foreign_agency_in_the_address_shows_nothing(window, agency):
    other = AppointmentFactory()
    AppointmentFactory(agency=agency)
    assert references(window.get(LIST, {"agency": other.agency_id})) == []


@pytest.mark.parametrize("channel", ["on_site", "video"])
def test_the_channel_can_be_chosen(window, agency, channel):
    AppointmentFactory(agency=agency)
    AppointmentFactory(agency=agency, video=True)
    (shown,) = window.get(LIST, {"channel": channel}).context["cl"].result_list
    assert shown.channel == channel


def test_a_line_says_who_comes_where_and_since_when(window, agency):
    appointment = AppointmentFactory(
        agency=agency,
        starts_at=at(TODAY, 9),
        applicant=visitor(first_name="Maud", last_name="Mother"),
        concerned=visitor(first_name="Carl", last_name="Child"),
    )
    response = window.get(LIST)
    for text in ("09:00–09:15", appointment.desk.name, "Carl Child", "Information – documents"):
        assertContains(response, text)
    assertNotContains(response, "Maud Mother")
    assertContains(response, "sent 3")


# -- searching ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write",
    [
        lambda found: found.procedure.reference,
        lambda found: found.procedure.reference.replace("-", ""),
        lambda found: found.procedure.reference.replace("-", " ").lower(),
        lambda found: some_matricule(7),
        lambda found: matricule.grouped(some_matricule(7)),
        lambda found: some_matricule(7)[:8],
        lambda found: "wagner-t",
        lambda found: "Wagn Wil",
        lambda found: "wilhelmi",
    ],
)
def test_a_search_finds_past_and_cancelled_appointments_too(window, agency, write):
    found = AppointmentFactory(
        agency=agency,
        cancelled=True,
        past=True,
        applicant=visitor(
            first_name="Wilhelmina", last_name="Wagner-Test", matricule=some_matricule(7)
        ),
    )
    AppointmentFactory(agency=agency)
    assert references(search(window, LIST, write(found))) == [found.procedure.reference]


def test_a_search_stays_within_the_agents_agencies(window):
    other = AppointmentFactory()
    assert references(search(window, LIST, other.procedure.reference)) == []


def test_a_word_finds_the_beginnings_of_names_only(window, agency):
    AppointmentFactory(agency=agency, applicant=visitor(last_name="Wagner"))
    assert references(search(window, LIST, "agner")) == []
    assert references(search(window, LIST, "Wag nobody")) == []


def test_what_was_typed_stands_in_no_address_and_the_filters_stay(window, agency):
    AppointmentFactory(agency=agency, applicant=visitor(last_name="Wagner"))
    response = search(window, f"{LIST}?channel=on_site&p=1", "Wagner")
    ((address, _status),) = response.redirect_chain
    assert "channel=on_site" in address
    assert "p=" not in address
    assert "wagner" not in address.lower()
    assert "=Wagner" not in response.content.decode()
    assert len(references(response)) == 1
    assertContains(response, "Clear the search")
    assertContains(response, 'value="Wagner"')
    cleared = search(window, address, " ")
    assert cleared.redirect_chain == [(f"{LIST}?channel=on_site", 302)]
    assertNotContains(cleared, 'Wagner"')


def test_a_name_typed_into_the_address_is_not_searched_for(window, agency):
    AppointmentFactory(agency=agency)
    assertRedirects(window.get(LIST, {"q": "Wagner", "day": "all"}), f"{LIST}?day=all")


def test_a_search_belongs_to_the_agent_who_typed_it(window, agency):
    AppointmentFactory(agency=agency, applicant=visitor(last_name="Wagner"))
    ((address, _status),) = search(window, LIST, "Wagner").redirect_chain
    assert window.get(address).status_code == 200
    assertRedirects(window_of(agent_of(agency)).get(address), LIST)


def test_searching_needs_the_right_to_see_the_list(agency):
    nobody = window_of(AccountFactory(agent=True, agencies=[agency]))
    assert nobody.post(LIST, {"search_text": "Wagner"}).status_code == 403


def test_a_search_needs_the_forms_token(agent):
    strict = Client(enforce_csrf_checks=True)
    sign_in_agent(strict, agent)
    assert strict.post(LIST, {"search_text": "Wagner"}).status_code == 403


def test_a_search_is_recorded_without_what_was_typed(window, agent, agency):
    person = InsuredPersonFactory(signs_in=True, last_name="Wagner")
    found = AppointmentFactory(agency=agency, person=person)
    search(window, LIST, "Wagner")
    asked, shown = AuditEntry.objects.filter(purpose="appointments.search").order_by("pk")
    assert (asked.actor, asked.action, asked.subject_id) == (
        agent,
        "appointment.searched",
        "search",
    )
    assert asked.details == {"results": 1}
    assert (shown.actor, shown.subject_id, shown.dossier) == (agent, str(found.pk), person.dossier)
    assert not [entry for entry in (asked, shown) if "Wagner" in str(vars(entry))]


def test_a_search_that_finds_nobody_is_recorded_too(window):
    search(window, LIST, "Nobody")
    assert AuditEntry.objects.get(purpose="appointments.search").details == {"results": 0}


def test_whose_names_a_list_showed_is_recorded(window, agent, agency):
    shown = [AppointmentFactory(agency=agency) for _ in range(2)]
    window.get(LIST)
    entries = AuditEntry.objects.filter(kind="view", purpose="appointments.list", actor=agent)
    assert {entry.subject_id for entry in entries} == {str(appointment.pk) for appointment in shown}
    assert not AuditEntry.objects.filter(kind="change").exists()


# -- the first page -------------------------------------------------------------------------


def test_the_first_page_counts_what_waits_and_who_comes_today(window, agency):
    AppointmentFactory(agency=agency, left_to_agent=True, starts_at=at(working_day(after=TODAY), 9))
    for hour in (9, 10):
        AppointmentFactory(agency=agency, starts_at=at(TODAY, hour))
    AppointmentFactory(agency=agency, starts_at=at(TODAY, 11), cancelled=True)
    AppointmentFactory(starts_at=at(TODAY, 9))
    shown = window.get("/admin/").context["glances"]
    glances = [one for one in shown if one.address.startswith(LIST)][:2]
    assert [glance.count for glance in glances] == [1, 2]
    for glance in glances:
        assert len(references(window.get(glance.address))) == glance.count


def test_the_first_page_counts_nothing_for_those_who_may_not_look(agency):
    nobody = window_of(AccountFactory(agent=True, agencies=[agency]))
    assert nobody.get("/admin/").context["glances"] == []


# -- cost -----------------------------------------------------------------------------------


def queries_of(window, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(40) as captured:
        assert window.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [LIST, "search", f"{LIST}?day=all&status=all", "/admin/"])
def test_the_list_costs_the_same_for_5_and_for_60(
    window, agency, django_assert_max_num_queries, address
):
    start = at(working_day(after=TODAY), 8, 30)
    costs = []
    if address == "search":
        ((address, _status),) = search(window, LIST, "visitor").redirect_chain
    for count in (5, 40):
        for _ in range(count):
            AppointmentFactory(agency=agency, starts_at=start)
            start += timedelta(minutes=15)
        window.get(address)
        costs.append(queries_of(window, django_assert_max_num_queries, address))
    assert costs[0] == costs[1]


def test_the_day_of_luxembourg_counts_not_that_of_utc(window, agency, monkeypatch):
    appointment = AppointmentFactory(agency=agency, starts_at=at(TODAY, 0, 30))
    assert civil_time.day_of(appointment.starts_at) == TODAY
    assert len(references(window.get(LIST, {"day": "today"}))) == 1
