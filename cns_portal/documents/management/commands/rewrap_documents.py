"""Put all stored files and sealed columns under the newest of STORAGE_KEYS: older ones can go."""

from django.core.management.base import BaseCommand, CommandError

from cns_portal.documents import vault
from cns_portal.documents.choices import State
from cns_portal.documents.models import Document
from cns_portal.sealing import columns
from cns_portal.sealing.envelope import CannotDecrypt


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options) -> None:
        kept = Document.objects.present().exclude(state=State.REJECTED)
        done, failed = 0, []
        for document in kept.iterator():
            try:
                for place in document.places:
                    done += vault.rewrap(place, document.storage_name, public_id=document.public_id)
            except (FileNotFoundError, CannotDecrypt):
                failed.append(document.pk)
        self.stdout.write(f"{done} files are under the newest key now.")
        moved = columns.rewrap()
        self.stdout.write(f"{moved.done} sealed values are under the newest key now.")
        if failed:
            raise CommandError(f"These documents could not be read: {failed}. Keep the old keys.")
        if moved.failed:
            raise CommandError(f"These could not be read: {moved.failed}. Keep the old keys.")
