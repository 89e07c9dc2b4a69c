"""The day at the agency, what looks back at it, and what looks ahead."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta

from tests.bench.browser import Browser, Measure, in_this_process, median

ROUNDS = 60
AGENCY = "esch-sur-alzette"
AT_ONCE = 200
PAST, TO_COME = 300_000, 100_000
WEEKS = timedelta(weeks=4)


def everything(agent: str) -> Iterator[Measure]:
    """All measures of this file; `agent` is the name of a supervisor."""
    yield _review()
    cookie = signed_in(agent)
    codes = _a_full_day()
    yield _check_in(codes)
    yield from _display()
    yield Browser(cookie).measure(
        f"agent's day, {AT_ONCE} appointments", f"/admin/appointments/appointment/day/?{_agency()}"
    )
    yield _waiting_room()
    yield from _figures(cookie)
    yield from _reminders()


def _agency() -> str:
    from appointments.models import Agency

    return f"agency={Agency.objects.get(slug=AGENCY).pk}"


def signed_in(name: str) -> str:
    """The cookie of an agent who has used the second factor."""
    from django.conf import settings
    from django.test import Client

    from cns_portal.accounts.models import Account
    from tests.accounts.agents import sign_in_agent

    client = Client()
    sign_in_agent(client, Account.objects.get(username=name))
    cookie = settings.SESSION_COOKIE_NAME
    return f"{cookie}={client.cookies[cookie].value}"


def _device(kind: str) -> str:
    """The cookie of a terminal or display of the agency."""
    from django.core import signing

    from appointments.models import Device
    from appointments.views.devices import COOKIE_SALT
    from cns_portal.demo import devices

    devices.seed_devices()
    device = Device.objects.get(agency__slug=AGENCY, kind=kind)
    name = f"{kind}-device"
    signed = signing.get_cookie_signer(salt=name + COOKIE_SALT).sign(device.token_hash)
    return f"{name}={signed}"


def _review() -> Measure:
    from appointments.models import Appointment
    from appointments.services import reviewing

    count = Appointment.objects.open().count()
    return in_this_process(
        f"review of {count} bookings",
        (lambda: reviewing.review_bookings(everything=True) for _ in range(7)),
    )


def _a_full_day() -> list[str]:
    """Appointments that begin about now, each at a desk of its own; the codes of their people."""
    from appointments.models import Agency, Appointment, Desk
    from appointments.selectors import offers
    from cns_portal import clock
    from cns_portal.demo.past import next_serial, store
    from cns_portal.demo.stories import Place, Teller, Written

    agency, offer = Agency.objects.get(slug=AGENCY), offers.offer_for("information", "on_site")
    desks = Desk.objects.bulk_create(
        Desk(agency=agency, channel="on_site", name=f"Bench {number}", active=False)
        for number in range(AT_ONCE)
    )
    batch = Written()
    teller = Teller(batch, random.Random(42), next_serial(), None)
    now = clock.now()
    for number, desk in enumerate(desks):
        starts_at = now + timedelta(minutes=number % 40 - 15)
        place = Place(agency.pk, desk.pk, offer, starts_at)
        appointment, say = teller.begin(place, sent=now - timedelta(days=3))
        say("confirmed", "confirmed", now - timedelta(days=3), "system")
        appointment.status = "confirmed"
    store(batch)
    return [
        row.check_in_code
        for row in Appointment.objects.filter(desk__in=desks, starts_at__gt=now).order_by("pk")
    ]


def _check_in(codes: list[str]) -> Measure:
    terminal = Browser(_device("terminal"))
    return median(
        "terminal: check-in",
        (
            lambda code=code: terminal.post(f"/terminal/{AGENCY}/", f"code={code}")
            for code in codes[:ROUNDS]
        ),
    )


def _display() -> Iterator[Measure]:
    """Asked once a second by every display: as before, and after a call."""
    from appointments.models import Appointment, Visit

    called = Visit.objects.filter(agency__slug=AGENCY).order_by("pk")[:8].values("pk")
    for visit in Visit.objects.filter(pk__in=called).select_related("appointment"):
        visit.called_at, visit.desk_id = visit.arrived_at, visit.appointment.desk_id
        visit.save(update_fields=["called_at", "desk"])
        Appointment.objects.filter(pk=visit.appointment_id).update(status="called")
    display, address = Browser(_device("display")), f"/terminal/{AGENCY}/calls.json"
    yield display.measure("display: calls.json", address)
    tag = display.get(address)[0].headers["ETag"]
    yield median(
        "display: calls.json, as before (304)",
        (lambda: display.get(address, status=304, **{"If-None-Match": tag}) for _ in range(ROUNDS)),
    )


def _waiting_room() -> Measure:
    """Asked once a second by the page of somebody who waits for a video call."""
    from appointments.models import Appointment
    from appointments.notices import links
    from appointments.services import calls
    from appointments.services.acting import By
    from cns_portal.demo import agencies, people, today

    accounts = people.seed_agents()
    agencies.seed_agencies(accounts)
    today.seed_today(accounts)
    appointment = Appointment.objects.filter(channel="video", status="confirmed").latest("pk")
    calls.enter(appointment.pk, by=By.link())
    address = f"/a/{links.token(appointment, links.Purpose.PERSON)}/video/exchange/"
    body = json.dumps({"session": "a" * 32, "after": 0, "signals": []})
    person = Browser()
    return median(
        "waiting room of a call: poll",
        (
            lambda: person.post(address, body, **{"Content-Type": "application/json"})
            for _ in range(ROUNDS)
        ),
    )


def _figures(cookie: str) -> Iterator[Measure]:
    from appointments.models import Agency, Appointment
    from cns_portal import clock
    from cns_portal.demo import past
    from cns_portal.kernel import civil_time
    from tests.bench.crowd import copy_all

    agencies = list(Agency.objects.all())
    days = past.days_before(clock.today(), WEEKS.days)
    written = past.write_days(agencies, days, share=0.95, with_people=False)
    over = Appointment.objects.filter(
        starts_at__lt=civil_time.midnight(clock.today()), procedure__isnull=False
    )
    copy_all(over, PAST // max(written, 1), shifted=-WEEKS, first=1)
    count = over.count()
    address = "/admin/appointments/appointment/figures/"
    own = f"?period=own&last={days[0]}&first={days[0] - timedelta(days=365)}"
    supervisor = Browser(cookie)
    for name, end, rounds in (("four weeks", "", 10), ("a year", own, 3)):
        yield median(
            f"figures, {name} of {count} past appointments",
            (lambda where=address + end: supervisor.get(where) for _ in range(rounds + 1)),
            skipped=1,
        )


def _reminders() -> Iterator[Measure]:
    """What the beat looks for every minute, whether or not anybody has to be reminded."""
    from appointments.choices import ReminderKind
    from appointments.models import Appointment
    from appointments.selectors.reminders import to_remind
    from cns_portal import clock
    from cns_portal.demo import volume
    from cns_portal.kernel import civil_time
    from tests.bench.crowd import copy_all

    volume.add_appointments(TO_COME // 2, seed=43)
    to_come = Appointment.objects.filter(
        status="confirmed", starts_at__gte=civil_time.midnight(clock.today() + timedelta(days=1))
    )
    copy_all(to_come, 1, shifted=timedelta(weeks=20), first=20)
    count = to_come.count()
    for kind in ReminderKind:
        yield in_this_process(
            f"reminders, {kind.value.replace('_', ' ')}: scan of {count}",
            (lambda kind=kind: to_remind(kind, now=clock.now()) for _ in range(20)),
        )
