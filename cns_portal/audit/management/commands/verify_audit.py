"""Check that the audit trail is what it was when it was sealed.

Ends with 0 when it is, with 1 when it is not, and with 3 when entries have been waiting for their
seal for more than an hour: then the worker does not do its work. With --head (as the worker's log
has it, several times if you like) also that the chain went through it and was not cut off.
"""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cns_portal import clock
from cns_portal.audit import chain, sealing, verifying

PATIENCE = timedelta(hours=1)
BROKEN, NOT_SEALED = 1, 3


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="A head that was written down: position:hash. May be given several times.",
        )
        parser.add_argument("--seal", action="store_true", help="Seal what waits before.")

    def handle(self, *args, head: list[str], seal: bool, **options) -> None:
        try:
            known_heads = [chain.from_words(text) for text in head]
        except ValueError as error:
            raise CommandError(f"--head: {error}", returncode=2) from error
        if seal:
            sealing.seal_new()
        findings = verifying.verify(known_heads=known_heads, told=self._tell)
        self._say(findings)
        if not findings.is_whole:
            raise CommandError(
                f"The audit trail is broken in {findings.broken} places. The first:"
                f" {findings.first[0]}.",
                returncode=BROKEN,
            )
        if findings.waiting and clock.now() - findings.waiting_since > PATIENCE:
            raise CommandError(
                f"{findings.waiting} entries wait for their seal since"
                f" {findings.waiting_since:%Y-%m-%d %H:%M} UTC. Is the worker running?",
                returncode=NOT_SEALED,
            )

    def _say(self, findings: verifying.Findings) -> None:
        for one in findings.first:
            self.stdout.write(f"broken: {one}")
        self.stdout.write(f"{findings.checked} entries were checked, {findings.waiting} wait.")
        if findings.backdated:
            self.stdout.write(
                f"{findings.backdated} of them are dated more than a day before the batch ahead of"
                " theirs: written in later, or a clock was wrong."
            )
        if findings.head:
            self.stdout.write(f"Head: {chain.in_words(*findings.head)}")

    def _tell(self, done: int, of: int) -> None:
        if done % 100_000 == 0:
            self.stderr.write(f"{done} of {of}")
