"""Brings in the texts of the portal: `manage.py load_content`."""

from django.core.management.base import BaseCommand, CommandError

from cns_portal.content.choices import actions
from cns_portal.content.services import indexing, loading, seed_files


class Command(BaseCommand):
    help = (
        "Publish what is new in the portal's own texts. May run again; what an editor has "
        "changed is left alone."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--actions", action="store_true", help="only list what pages can lead to"
        )

    def handle(self, **options) -> None:
        if options["actions"]:
            self._list_actions()
            return
        try:
            done = loading.load(seed_files.read_all())
        except seed_files.SeedError as error:
            raise CommandError(str(error)) from error
        # Also what an earlier release made findable in its own way.
        indexing.index_all()
        self.stdout.write(
            f"{done.created} pages are new, {done.changed} were changed, {done.published} texts "
            f"published; {done.left_alone} pages are the editors' own by now."
        )

    def _list_actions(self) -> None:
        for action in actions.declared.values():
            self.stdout.write(f"{action.code}: {action.label} ({action.url_name})")
