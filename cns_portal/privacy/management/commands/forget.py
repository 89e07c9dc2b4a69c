"""Delete or anonymise all that is past its time. With --dry-run, only say what that would be."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cns_portal import clock
from cns_portal.privacy import forgetting


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing, only report.")

    def handle(self, *args, dry_run: bool, **options) -> None:
        now = clock.now()
        outcomes = forgetting.due(now=now) if dry_run else forgetting.forget(now=now, thorough=True)
        verb = "to forget" if dry_run else "forgotten"
        for outcome in outcomes:
            holding = outcome.holding
            result = f"failed: {outcome.error}" if outcome.error else f"{outcome.count} {verb}"
            self.stdout.write(f"{holding.code}: {result}")
            self.stdout.write(f"    {holding.label}. Kept for: {holding.keep_for}")
        if failed := [outcome.holding.code for outcome in outcomes if outcome.error]:
            raise CommandError(f"Not everything could be forgotten: {', '.join(failed)}.")
