"""Send an electronic certificate to the portal that runs, as a doctor's program would."""

from datetime import date, timedelta
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cns_portal import clock
from cns_portal.demo import doctors_system
from incapacity.choices.certificates import Outings
from incapacity.services.senders import address

SECONDS = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matricule", help="whose certificate it is: 13 digits")
        parser.add_argument("--first-day", type=date.fromisoformat, help="YYYY-MM-DD; today")
        parser.add_argument("--last-day", type=date.fromisoformat, help="four days after the first")
        parser.add_argument("--diagnosis", default="J06.9", help="the code on the certificate")
        parser.add_argument("--again", action="store_true", help="send the same message twice")
        parser.add_argument("--forged", action="store_true", help="sign it with another key")

    def handle(self, *, matricule: str, diagnosis: str, again: bool, forged: bool, **days) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("This is no demonstration: send_ecit needs DEMO_MODE.")
        doctors_system.known()  # set up, where the demonstration was seeded before there were any
        first_day = days["first_day"] or clock.today()
        said = doctors_system.certificate(
            matricule=matricule,
            first_day=first_day,
            last_day=days["last_day"] or first_day + timedelta(days=4),
            diagnosis=diagnosis,
            outings=Outings.ALLOWED,
        )
        key = Ed25519PrivateKey.generate() if forged else doctors_system.KEY
        message = doctors_system.signed(said, key=key)
        for _time in range(2 if again else 1):
            self.post(message)

    def post(self, message: bytes) -> None:
        """Show what the portal answers, whatever it is."""
        headers = {
            "Authorization": f"Bearer {doctors_system.TOKEN}",
            "Content-Type": "application/jose",
        }
        try:
            with urlopen(Request(address(), message, headers), timeout=SECONDS) as answer:
                status, body = answer.status, answer.read()
        except HTTPError as refused:
            status, body = refused.code, refused.read()
        except (URLError, TimeoutError) as error:
            raise CommandError(f"Nobody answers at {address()}: {error}.") from error
        self.stdout.write(f"{status} {HTTPStatus(status).phrase}\n{body.decode()}")
