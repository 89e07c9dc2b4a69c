"""Load the reviewed tariffs and parameters of reimbursements/data; show what changes.

May be run again at any time: what is loaded already is left alone. An entry that is loaded is never
edited or removed; a change of care in the past, and a correction, are made only when said so. The
decisions they touch are calculated again by the worker and shown to the agents.
"""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reimbursements.presenters import tariff_changes as presented
from reimbursements.rules.tariff_changes import Comparison
from reimbursements.rules.tariff_files import DATA, MistakesError, read, texts_of
from reimbursements.services import loading_tariffs


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only show what would change; change nothing"
        )
        parser.add_argument(
            "--past", action="store_true", help="changes of care that was already given are meant"
        )
        parser.add_argument(
            "--correct",
            action="append",
            default=[],
            metavar="NAME@DAY",
            help="this entry was loaded with a wrong content; it is kept beside the right one",
        )
        parser.add_argument(
            "--lenient",
            action="store_true",
            help="end well when something is in the way: for a start that must not wait for it",
        )
        parser.add_argument("--name", default="", help="how this load is called; default: the day")
        parser.add_argument(
            "--folder", type=Path, default=DATA, help="where the data files are; default: here"
        )

    def handle(self, *, lenient: bool, **options) -> None:
        try:
            self.load(**options)
        except CommandError as error:
            if not lenient:
                raise
            self.stderr.write(str(error))

    def load(
        self, *, check: bool, past: bool, correct: list[str], name: str, folder: Path, **options
    ) -> None:
        """Read, compare, show, and load unless it is only a look."""
        try:
            files = read(texts_of(folder))
        except OSError as error:
            raise CommandError(f"{folder} cannot be read: {error.strerror}.") from error
        except MistakesError as error:
            raise CommandError(f"The files have mistakes.\n{error}") from error
        how = {"past_is_meant": past, "corrections": [_entry(text) for text in correct]}
        comparison = loading_tariffs.compared(files)
        self.show(comparison)
        if check:
            self.refuse(loading_tariffs.problems(comparison, **how))
            return
        try:
            stored = loading_tariffs.load(files=files, name=name, **how)
        except loading_tariffs.NotLoaded as error:
            self.refuse(error.problems)
        else:
            if stored is not None:
                self.show_stored(stored)

    def show(self, comparison: Comparison) -> None:
        """Every change in a line of its own: what held, what will hold."""
        if not comparison:
            self.stdout.write("Everything is loaded already.")
        for change in comparison.changes:
            self.stdout.write(presented.line_of(change))

    def show_stored(self, stored) -> None:
        self.stdout.write(f"Loaded as {stored.name} ({stored.sha256[:12]}).")
        if stored.touches_from:
            self.stdout.write(
                f"Care from {stored.touches_from:%Y-%m-%d} on is touched: the worker calculates"
                " the decisions about it again."
            )

    def refuse(self, problems: list) -> None:
        """Nothing was loaded: say everything that is in the way."""
        if problems:
            raise CommandError("Nothing is loaded.\n" + "\n".join(map(presented.problem, problems)))


def _entry(text: str) -> tuple[str, date]:
    name, _at, day = text.rpartition("@")
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        raise CommandError(f"{text} is no entry such as key_letter.doctors@2026-06-01.") from None
