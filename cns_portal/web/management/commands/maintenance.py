"""Close the portal for visitors while something is worked on, and open it again."""

from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from cns_portal import clock
from cns_portal.kernel.civil_time import LUXEMBOURG
from cns_portal.web import maintenance


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["on", "off", "status"])
        parser.add_argument("--until", help="When it opens again: 2026-12-01T18:00, local time.")
        parser.add_argument("--minutes", type=int, help="Or in how many minutes.")

    def handle(self, *args, what: str, until: str | None, minutes: int | None, **options) -> None:
        if what == "on":
            moment = _moment(until, minutes)
            maintenance.close(until=moment)
            local = moment.astimezone(LUXEMBOURG) if moment else None
            told = f" Visitors read: until {local:%d.%m.%Y %H:%M}." if local else ""
            self.stdout.write(f"The portal is closed for visitors.{told}")
        elif what == "off":
            was = maintenance.reopen()
            self.stdout.write("The portal is open." if was else "The portal was not closed here.")
        else:
            self.stdout.write("closed" if maintenance.is_closed() else "open")


def _moment(until: str | None, minutes: int | None) -> datetime | None:
    if minutes is not None:
        moment = clock.now() + timedelta(minutes=minutes)
    elif until:
        try:
            moment = parse_datetime(until)
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError("--until needs a day and a time, like 2026-12-01T18:00.")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=LUXEMBOURG)
    else:
        return None
    if moment <= clock.now():
        raise CommandError("That moment is over.")
    return moment
