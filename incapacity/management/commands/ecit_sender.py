"""The systems that send electronic certificates: docs/electronic-certificate.md describes what."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cns_portal import audit
from cns_portal.kernel.refusal import Refused
from incapacity.models import Sender
from incapacity.services import senders


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list", help="all of them, with the fingerprints of their keys")
        add = deeds.add_parser("add", help="set a sender up; its token is shown once")
        add.add_argument("code", help="how it is called in its messages: letters, digits, dashes")
        add.add_argument("name", help="what people read: the name of the system")
        add.add_argument("key", type=Path, help="a file with its public key, Ed25519 in PEM")
        rotate = deeds.add_parser("rotate", help="another token, and another key if one is named")
        rotate.add_argument("code")
        rotate.add_argument("key", type=Path, nargs="?", help="a file with its new public key")
        rotate.add_argument(
            "--at-once",
            action="store_true",
            help="the former token and key end now: somebody else may have them",
        )
        revoke = deeds.add_parser("revoke", help="from the next message on it is a stranger")
        revoke.add_argument("code")

    def handle(self, *, deed: str, **options) -> None:
        try:
            getattr(self, f"do_{deed}")(**options)
        except Refused as refused:
            raise CommandError(refused.sentence) from None

    def do_list(self, **options) -> None:
        for sender in Sender.objects.all():
            state = f"revoked {sender.revoked_at:%Y-%m-%d}" if sender.revoked_at else "in use"
            self.stdout.write(f"{sender.code}\t{sender.name}\t{state}")
            self.stdout.write(f"\t{senders.fingerprint(sender.public_key)}")

    def do_add(self, *, code: str, name: str, key: Path, **options) -> None:
        sender, token = senders.set_up(
            code=code, name=name, public_key=_read(key), actor=audit.SYSTEM
        )
        self._show(sender, token)

    def do_rotate(self, *, code: str, key: Path | None, at_once: bool, **options) -> None:
        sender, token = senders.rotate(
            _named(code).pk,
            public_key=_read(key) if key else "",
            at_once=at_once,
            actor=audit.SYSTEM,
        )
        self._show(sender, token)
        if sender.former_until:
            self.stdout.write(f"The former pair is accepted until {sender.former_until:%Y-%m-%d}.")

    def do_revoke(self, *, code: str, **options) -> None:
        senders.revoke(_named(code).pk, actor=audit.SYSTEM)
        self.stdout.write(f"{code} is revoked.")

    def _show(self, sender: Sender, token: str) -> None:
        """The token on the screen of whoever hands it over, and nowhere else."""
        self.stdout.write(f"{sender.code}: the token, shown this once:\n{token}")
        self.stdout.write(f"SHA-256 of the key: {senders.fingerprint(sender.public_key)}")


def _named(code: str) -> Sender:
    sender = Sender.objects.filter(code=code).first()
    if sender is None:
        raise CommandError(f"There is no sender with the code {code}.")
    return sender


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{file} cannot be read as a key in PEM.") from None
