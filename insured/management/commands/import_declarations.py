"""Read a file of declarations of entry and exit; docs/declarations.md describes it.

May be run again at any time: what is known is skipped, and a run that was cut goes on where it
stopped.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from insured.choices import ImportState
from insured.choices.declaration_files import Encoding
from insured.models import DeclarationImport
from insured.presenters import imports as presented
from insured.services.declarations import importing

SHOWN = 20  # rejected lines on the screen; --rejected writes all of them


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file, as docs/declarations.md describes")
        parser.add_argument(
            "--encoding",
            choices=Encoding.values,
            default=Encoding.UTF_8.value,
            help="how the letters of the file are written",
        )
        parser.add_argument(
            "--rejected", type=Path, help="write the rejected lines to this file, as CSV"
        )

    def handle(self, *, file: Path, encoding: str, rejected: Path | None, **options) -> None:
        try:
            with file.open("rb") as content:
                source = importing.begin_or_go_on(content, name=file.name, encoding=encoding)
                if source.lines_read:
                    self.stdout.write(f"Going on behind line {source.lines_read}.")
                importing.go_on(source, content, progress=self.show_progress)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run the same command again to go on.") from None
        source = DeclarationImport.objects.get(pk=source.pk)
        if source.state == ImportState.FAILED:
            raise CommandError(presented.problem(source))
        self.show_report(source)
        if rejected:
            self.write_rejected(source, rejected)

    def show_progress(self, source: DeclarationImport) -> None:
        """One line that counts up, for somebody who watches; nothing into a log."""
        if self.stderr.isatty():
            end = "\n" if source.finished_at else ""
            self.stderr.write(
                f"\r{source.lines_read} of {source.lines_total} lines "
                f"({presented.percent(source)} %)",
                ending=end,
            )
            sys.stderr.flush()

    def show_report(self, source: DeclarationImport) -> None:
        """What changed, and the first of the rejected lines."""
        for label, count in presented.counts(source):
            self.stdout.write(f"{label}: {count}")
        count = source.rejected.count()
        for row in source.rejected.all()[:SHOWN]:
            self.stdout.write(f"    {presented.sentence(row)}")
        if count > SHOWN:
            self.stdout.write(f"    … and {count - SHOWN} more; --rejected writes all of them.")

    def write_rejected(self, source: DeclarationImport, path: Path) -> None:
        """All rejected lines, in a file of their own."""
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(presented.as_csv(source.rejected.iterator()))
        self.stdout.write(f"The rejected lines are in {path}.")
