"""`make bench`: prints a table. No figure is an absolute promise; the ratios are the point."""

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from cns_portal import embedded
from tests.bench.browser import PORT, Browser, Measure

BOOKINGS = 15_000
AGENCY = "luxembourg-hollerich"  # ten desks, open from 7.30 to 17.00


def prepare() -> None:
    """A database of its own with the demonstration's agencies."""
    addresses = embedded.start()
    os.environ.update(addresses)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django
    import psycopg

    with psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_cns_portal WITH (FORCE)")
        connection.execute("CREATE DATABASE bench_cns_portal TEMPLATE template0")
    django.setup()
    from django.core.management import call_command

    from cns_portal.demo import agencies, people

    call_command("migrate", verbosity=0)
    people.seed_people()
    agencies.seed_agencies(people.seed_agents())


def visitor(agency: str) -> str:
    """The cookie of somebody who has come as far as choosing a time."""
    from django.conf import settings

    from cns_portal import clock
    from cns_portal.accounts.sealed_sessions import SessionStore

    session = SessionStore()
    session["booking"] = {
        "consented_at": clock.now().isoformat(),
        "topic": "information",
        "channel": "on_site",
        "agency": agency,
    }
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def pages(bookings: int) -> list[Measure]:
    """Every page that lists free times."""
    from cns_portal import clock

    first = (clock.today() + timedelta(days=1)).isoformat()
    query = f"/appointments/slots.json?topic=information&channel=on_site&from={first}"
    here, anywhere = Browser(visitor(AGENCY)), Browser(visitor("any"))
    measured = []
    for days in (1, 30, 60):
        address = f"/en/appointments/new/time/?from={first}&days={days}"
        measured.append(here.measure(f"page, 1 agency, {days} days", address))
        measured.append(anywhere.measure(f"page, 16 agencies, {days} days", address))
        one = f"{query}&agency={AGENCY}&days={days}"
        measured.append(here.measure(f"slots.json, 1 agency, {days} days", one))
        every = f"{query}&days={days}"
        measured.append(here.measure(f"slots.json, 16 agencies, {days} days", every))
    sixty = f"/en/appointments/new/time/?from={first}&days=60"
    measured.append(here.measure("page, 1 agency, 60 days, nothing remembered", sixty, cold=True))
    choose = "/en/appointments/new/agency/"
    measured.append(here.measure("next free of 16 agencies", choose))
    measured.append(here.measure("next free, nothing remembered", choose, cold=True))
    for measure in measured:
        measure.name += f" ({bookings} bookings)"
    return measured


def complete_bookings(count: int = 40) -> Measure:
    """Choosing a time, sending, and the worker's check: the services, one after the other."""
    from django.db import connection

    from appointments.rules import free_times as rules
    from appointments.selectors import offers
    from appointments.selectors.free_times import free_times
    from appointments.services import deciding, holding, requesting
    from appointments.services.acting import By
    from appointments.services.people import PersonDetails
    from appointments.services.requesting import RequestDetails
    from cns_portal import clock
    from cns_portal.demo.volume import invented_matricule
    from cns_portal.kernel.matricule import with_check_digits
    from insured.selectors import people as insured

    offer = offers.offer_for("information", "on_site")
    agency = offers.agency("esch-sur-alzette").pk
    now = clock.now()
    found = free_times(
        offer=offer,
        agency_ids=[agency],
        first=clock.today() + timedelta(days=5),
        count=30,
        now=now,
    )[agency]
    starts = [rules.moment(time) for times in found.values() for time in times]
    person = insured.by_matricule(with_check_digits("19850412031"))
    times, queries = [], 0

    def counted(execute, sql, params, many, context):
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    for number in range(count):
        key = f"bench-{number}"
        before = time.perf_counter()
        queries = 0
        with connection.execute_wrapper(counted):
            holding.hold(
                offer=offer,
                agency_ids=[agency],
                starts_at=starts[number],
                hold_key=key,
                language="en",
            )
            appointment = requesting.send_request(
                hold_key=key,
                details=RequestDetails(
                    applicant=PersonDetails(
                        first_name=person.first_name,
                        last_name=person.last_name,
                        matricule=person.matricule,
                        email=person.email,
                    ),
                    # Each for somebody else, because one person may not have forty.
                    concerned=PersonDetails(
                        first_name="Anna",
                        last_name="Muster",
                        matricule=invented_matricule(9_000_000 + number),
                    ),
                    consented_at=now,
                    language="en",
                    dossier=person.dossier,
                ),
                by=By.visitor(),
            )
            deciding.check_request(appointment.pk)
        times.append((time.perf_counter() - before) * 1000)
    return Measure(
        "complete booking (hold, send, check)", statistics.median(times), str(queries), 0
    )


def report(floor: Measure, measured: list[Measure]) -> None:
    """The table."""
    print(f"\n{'':58}{'median':>9}{'ratio':>8}{'queries':>9}{'kB':>8}")
    for measure in (floor, *measured):
        print(
            f"{measure.name:58}{measure.milliseconds:7.1f}ms"
            f"{measure.milliseconds / floor.milliseconds:7.1f}x{measure.queries:>9}"
            f"{measure.size / 1000:8.1f}"
        )


def main() -> None:
    """Prepare, serve, measure, print."""
    prepare()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "cns_portal.wsgi", "--workers", "1"),
            *("--threads", "4", "--bind", f"127.0.0.1:{PORT}"),
            *("--log-level", "error", "--keep-alive", "60"),
        ]
    )
    try:
        _wait()
        floor = Browser().measure("floor: one SELECT, one small template", "/bench/floor/")
        empty = pages(0)
        from cns_portal.demo import volume
        from tests.bench import adjudicating, bills, certificates, day, declarations

        there = volume.add_appointments(BOOKINGS, seed=42, slugs=[AGENCY])
        full = pages(there)
        again = Browser().measure("floor, again", "/bench/floor/")
        booked = complete_bookings()
        of_the_day = list(day.everything("supervisor"))
        of_the_insured = list(declarations.everything("supervisor"))
        of_bills = [*adjudicating.everything(), *bills.everything("supervisor")]
        of_certificates = list(certificates.everything("supervisor"))
        last = Browser().measure("floor, at the end", "/bench/floor/")
        measured = [again, *empty, *full, booked, *of_the_day, *of_the_insured, *of_bills]
        measured += [*of_certificates, last]
        report(floor, measured)
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _ in range(200):
        try:
            Browser().get("/bench/floor/")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
