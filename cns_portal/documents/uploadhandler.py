"""Uploads far beyond the limit are not written down: enough is kept to say they are too big."""

from django.core.files.uploadhandler import FileUploadHandler

from cns_portal.documents.filetypes import MAX_SIZE


class NoMoreThanNeeded(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS and passes on little more than the largest file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MAX_SIZE else None

    def file_complete(self, file_size: int) -> None:
        return None
