"""Hours, closures, desks, offers and limits in the admin: who edits what, and what it says."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.models import (
    Agency,
    BookingPolicy,
    Closure,
    Desk,
    OpeningHours,
    TopicOffer,
)
from appointments.services.staff import ensure_agent_group
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from tests.appointments.agents import window_of
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    ClosureFactory,
    TopicOfferFactory,
    working_day,
)

pytestmark = pytest.mark.django_db

DAY = working_day(after=clock.today(), count=3)
SATURDAY = DAY + timedelta(days=5 - DAY.weekday())
CLOSURES = "/admin/appointments/closure/"
SPECIAL = "/admin/appointments/specialopening/"


@pytest.fixture
def supervisor():
    return window_of(AccountFactory(supervisor=True))


def agency_page(agency):
    return reverse("admin:appointments_agency_change", args=[agency.pk])


def hours_of(agency, *new, existing=()):
    """What the agency's page sends: its own columns, its hours, its desks."""
    rows = [
        {
            "id": row.pk or "",
            "channel": row.channel,
            "weekday": row.weekday,
            "opens_at": f"{row.opens_at:%H:%M}",
            "closes_at": f"{row.closes_at:%H:%M}",
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        }
        for row in (*existing, *new)
    ]
    sent = {
        "name": agency.name, "slug": agency.slug, "street": agency.street,
        "postcode": agency.postcode, "locality": agency.locality, "email": agency.email,
        "position": 0, "active": "on", "demonstration_address": "on",
        "opening_hours-TOTAL_FORMS": len(rows), "opening_hours-INITIAL_FORMS": len(existing),
        "desks-TOTAL_FORMS": 0, "desks-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, row in enumerate(rows):
        sent |= {f"opening_hours-{number}-{name}": value for name, value in row.items()}
        sent[f"opening_hours-{number}-agency"] = agency.pk
    return sent


def saturday(opens=9, closes=11, **columns):
    return OpeningHours(
        **{
            "channel": "on_site",
            "weekday": 5,
            "opens_at": time(opens),
            "closes_at": time(closes),
            "valid_from": date(2026, 1, 1),
            **columns,
        }
    )


# -- who ------------------------------------------------------------------------------------


def test_an_agent_sees_their_agencies_and_the_closures_of_all(window, agency):
    other = AgencyFactory()
    mine = ClosureFactory(agency=agency, reason="Ours")
    general = ClosureFactory(agency=None, reason="Everywhere")
    foreign = ClosureFactory(agency=other, reason="Theirs")
    shown = window.get(CLOSURES)
    assertContains(shown, "Ours")
    assertContains(shown, "Everywhere")
    assertNotContains(shown, "Theirs")
    assertNotContains(window.get("/admin/appointments/agency/"), other.name)
    for address, status in (
        (f"{CLOSURES}{mine.pk}/change/", 200),
        (f"{CLOSURES}{general.pk}/change/", 200),
        (f"{CLOSURES}{foreign.pk}/change/", 404),
        (f"{CLOSURES}{foreign.pk}/delete/", 404),
        (agency_page(agency), 200),
        (agency_page(other), 404),
    ):
        assert window.get(address).status_code == status, address


def test_an_agent_closes_only_their_own_agencies(window, agency):
    other = AgencyFactory()
    sent = {"day": DAY.isoformat(), "channel": "", "reason": "Staff training"}
    for chosen in ("", other.pk):
        response = window.post(f"{CLOSURES}add/", {**sent, "agency": chosen})
        assert response.context["adminform"].form.errors["agency"]
    window.post(f"{CLOSURES}add/", {**sent, "agency": agency.pk})
    assert [closure.agency for closure in Closure.objects.all()] == [agency]


def test_an_agent_does_not_change_a_closure_of_all_agencies(window):
    general = ClosureFactory(agency=None)
    address = f"{CLOSURES}{general.pk}/change/"
    assert window.post(address, {"reason": "Mine"}).status_code == 403
    assert window.post(f"{CLOSURES}{general.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_supervisor_closes_all_agencies(supervisor):
    sent = {"day": DAY.isoformat(), "channel": "", "agency": "", "reason": "Staff training"}
    supervisor.post(f"{CLOSURES}add/", sent)
    assert Closure.objects.get().agency is None
    assert AuditEntry.objects.filter(action="closure.added").exists()


def test_an_agent_edits_hours_but_not_the_agency(window, agency):
    sent = hours_of(agency, saturday()) | {"name": "Taken over"}
    assertRedirects(window.post(agency_page(agency), sent), "/admin/appointments/agency/")
    agency.refresh_from_db()
    assert agency.name != "Taken over"
    assert OpeningHours.objects.filter(agency=agency, weekday=5).count() == 1
    entry = AuditEntry.objects.get(action="openinghours.edited")
    assert entry.details == {"added": 1, "changed": 0, "deleted": 0}


def test_an_agent_gives_no_agency_to_themselves(window, agency):
    other = AgencyFactory()
    assert window.post(agency_page(other), hours_of(other)).status_code == 404
    assert window.get("/admin/appointments/agency/add/").status_code == 403


def test_a_supervisor_edits_the_agency_and_its_agents(supervisor, agency):
    agent = AccountFactory(agent=True)
    sent = hours_of(agency) | {"name": "New name", "agents": [agent.pk]}
    supervisor.post(agency_page(agency), sent)
    agency.refresh_from_db()
    assert agency.name == "New name"
    assert list(agency.agents.all()) == [agent]


def test_a_supervisor_opens_an_agency_with_its_hours_and_desk(supervisor):
    planned = Agency(
        name="Vianden", slug="vianden", street="1, Grand-Rue", postcode="L-9401", locality="Vianden"
    )
    sent = hours_of(planned, saturday()) | {
        "desks-TOTAL_FORMS": 1,
        "desks-0-channel": "on_site",
        "desks-0-name": "Desk 1",
        "desks-0-position": 1,
        "desks-0-active": "on",
    }
    sent["opening_hours-0-agency"] = ""
    supervisor.post("/admin/appointments/agency/add/", sent)
    agency = Agency.objects.get(slug="vianden")
    assert agency.opening_hours.count() == agency.desks.count() == 1


@pytest.mark.parametrize("model", ["topicoffer", "bookingpolicy"])
def test_topics_and_limits_are_the_supervisors(window, supervisor, model):
    row = TopicOfferFactory() if model == "topicoffer" else BookingPolicy.objects.create(pk=1)
    address = reverse(f"admin:appointments_{model}_change", args=[row.pk])
    assert window.get(address).status_code == 200
    assert window.post(address, {}).status_code == 403
    assert supervisor.get(address).status_code == 200
    assertNotContains(window.get(address), 'name="_save"')
    assertContains(supervisor.get(address), 'name="_save"')


def test_the_limits_are_one_row(supervisor):
    limits = {
        "open_bookings_per_person": 2,
        "hold_minutes": 10,
        "hold_extensions": 2,
        "holds_per_hour": 30,
        "arrival_opens_minutes": 30,
        "grace_minutes": 20,
        "earlier_offer_minutes": 30,
    }
    response = supervisor.get("/admin/appointments/bookingpolicy/")
    assert response.status_code == 302
    supervisor.post(response.url, limits)
    supervisor.post(
        supervisor.get("/admin/appointments/bookingpolicy/").url,
        {**limits, "open_bookings_per_person": 5},
    )
    assert list(BookingPolicy.objects.values_list("pk", "open_bookings_per_person")) == [(1, 5)]


def test_the_group_has_its_permissions_however_often_it_is_made():
    first = set(ensure_agent_group().permissions.values_list("codename", flat=True))
    assert ensure_agent_group().permissions.count() == len(first)
    assert {"view_appointment", "change_appointment", "resend_email", "add_closure"} <= first
    assert not {"change_agency", "delete_appointment", "change_topicoffer"} & first


# -- sentences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ([saturday(11, 9)], "The closing time must be later than the opening time."),
        (
            [saturday(valid_until=date(2025, 1, 1))],
            "The last day must not be before the first day.",
        ),
        (
            [saturday(), saturday(10, 12)],
            "Saturday 09:00–11:00 and Saturday 10:00–12:00 overlap. End one of them first.",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(window, agency, new, sentence):
    assertContains(window.post(agency_page(agency), hours_of(agency, *new)), sentence)
    assert not OpeningHours.objects.filter(weekday=5).exists()


@pytest.mark.parametrize(
    ("opens", "closes", "columns", "accepted"),
    [
        (10, 12, {}, False),
        (11, 12, {}, True),
        (10, 12, {"channel": "video"}, True),
        (10, 12, {"weekday": 6}, True),
        (10, 12, {"valid_from": date(2030, 1, 1)}, False),
        (10, 12, {"valid_from": date(2025, 1, 1), "valid_until": date(2025, 12, 31)}, True),
    ],
)
def test_hours_that_overlap_stored_ones_are_refused(
    window, agency, opens, closes, columns, accepted
):
    stored = saturday(agency=agency)
    stored.save()
    sent = hours_of(agency, saturday(opens, closes, **columns), existing=[stored])
    response = window.post(agency_page(agency), sent)
    assert (response.status_code == 302) is accepted
    if not accepted:
        assertContains(response, "overlap")


def test_hours_that_are_over_are_not_shown_and_still_count(window, agency):
    over = saturday(agency=agency, valid_from=date(2020, 1, 1), valid_until=date(2021, 12, 31))
    over.save()
    assertNotContains(window.get(agency_page(agency)), "Saturday 09:00–11:00")
    early = hours_of(agency, saturday(valid_from=date(2021, 1, 1)))
    assertContains(window.post(agency_page(agency), early), "overlap")
    later = hours_of(agency, saturday(valid_from=date(2022, 1, 1)))
    assert window.post(agency_page(agency), later).status_code == 302


def test_hours_stored_at_another_agency_do_not_matter(window, agency):
    saturday(agency=AgencyFactory()).save()
    assert window.post(agency_page(agency), hours_of(agency, saturday())).status_code == 302


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ({"from_time": "09:00"}, "Give both times, or none for the whole day."),
        (
            {"from_time": "11:00", "until_time": "09:00"},
            "The end must be later than the beginning.",
        ),
    ],
)
def test_a_closure_that_cannot_be_is_refused_with_a_sentence(window, agency, times, sentence):
    sent = {"day": DAY.isoformat(), "agency": agency.pk, "channel": "", "reason": "Training"}
    assertContains(window.post(f"{CLOSURES}add/", {**sent, **times}), sentence)


def test_medical_bills_by_video_are_refused_with_a_sentence(supervisor):
    sent = {
        "topic": "reimbursement", "channel": "video", "slot_minutes": 15, "buffer_minutes": 0,
        "notice_minutes": 120, "horizon_days": 60,
    }  # fmt: skip
    response = supervisor.post("/admin/appointments/topicoffer/add/", sent)
    assertContains(response, "Medical bills cannot be reimbursed during a video call.")
    assert not TopicOffer.objects.exists()


def test_a_desk_keeps_its_name_to_itself(window, agency):
    name = Desk.objects.filter(agency=agency, channel="on_site").get().name
    sent = hours_of(agency) | {
        "desks-TOTAL_FORMS": 1,
        "desks-0-agency": agency.pk,
        "desks-0-channel": "on_site",
        "desks-0-name": name,
        "desks-0-position": 3,
    }
    response = window.post(agency_page(agency), sent)
    assert response.status_code == 200
    assertContains(response, "already exists")


def test_a_sentence_of_the_closure_is_escaped(window, agency):
    ClosureFactory(agency=agency, reason="<b>Closed</b>")
    assertContains(window.get(CLOSURES), escape("<b>Closed</b>"))
