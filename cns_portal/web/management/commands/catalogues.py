"""Write the sentences of the code into the catalogues, keep what is translated, and compile them.

A sentence that has changed comes back without a translation: one that was guessed from a similar
sentence would be read as if somebody had written it. Needs gettext.
"""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

LANGUAGES = ["de", "fr", "lb"]
NOT_OURS = ["tests", "var", ".venv", "build"]


class WithoutGuesses(makemessages.Command):
    """Django's command, which merges without guessing."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        call_command(
            WithoutGuesses(),
            locale=LANGUAGES,
            ignore_patterns=NOT_OURS,
            no_obsolete=True,
            no_location=True,
            no_wrap=False,
            verbosity=0,
        )
        for catalogue in Path(settings.BASE_DIR).glob("cns_portal/locale/*/LC_MESSAGES/django.po"):
            _without_the_moment(catalogue)
        call_command("compilemessages", locale=LANGUAGES, ignore_patterns=NOT_OURS, verbosity=0)


def _without_the_moment(catalogue: Path) -> None:
    """Nothing differs where nothing was said anew."""
    lines = catalogue.read_text().splitlines(keepends=True)
    catalogue.write_text("".join(line for line in lines if "POT-Creation-Date" not in line))
