"""Put everything that is sealed under the newest of STORAGE_KEYS, so that an older one can go.

Files, sealed columns, seeds of second factors, keys of digests and sessions. The portal may run
meanwhile, and the command may be cut short and begun again. With --dry-run it only counts. It says
at the end which key may be taken out of STORAGE_KEYS. What could not be moved is named, keeps
nothing else back, and lets the command end with an error.
"""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cns_portal.sealing import rotation

MOST_NAMED = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing, only count.")

    def handle(self, *args, dry_run: bool, **options) -> None:
        newest, *older = rotation.names()
        self.stdout.write(f"The newest key is {newest}.")
        left, moved, failed, refused = Counter(), 0, [], []
        for kind in rotation.rotate(dry_run=dry_run):
            there = sum(kind.found.values())
            done = f"{kind.left.total()} to move" if dry_run else f"{kind.moved} moved"
            self.stdout.write(f"{kind.kind}: {there} in all, {done}.")
            left += kind.left
            moved += kind.moved
            failed += kind.failed
            refused += kind.refused
        for key in older:
            self.stdout.write(self._about(key, left=left[key], moved=moved))
        if strange := sum(left.values()) - sum(left[key] for key in older):
            self.stdout.write(f"{strange} are under no key of STORAGE_KEYS.")
        troubles = [
            f"{len(places)} {what}: {', '.join(places[:MOST_NAMED])}."
            for what, places in (
                ("could not be opened", failed),
                ("were refused by the database", refused),
            )
            if places
        ]
        if troubles:
            raise CommandError(f"{' '.join(troubles)} Keep the old keys and SECRET_KEY.")

    def _about(self, key: str, *, left: int, moved: int) -> str:
        if left:
            return f"Key {key}: {left} are under it. Keep it."
        if moved:
            return (
                f"Key {key}: nothing is under it any more. When every program of the portal has"
                " been started with the newest key, run this once more; then it may go."
            )
        return (
            f"Key {key}: nothing is under it. It may go, as soon as no backup is needed that was"
            " made while something was."
        )
