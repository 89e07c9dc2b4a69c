"""A form field for several files at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from cns_portal.documents.fields import DocumentField
from cns_portal.procedures import rules

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class ManyFilesInput(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(DocumentField):
    """Any number of files. Each is checked by itself: one that is refused spares the others.

    The value is the files that can be stored, also kept as `taken`, because a form forgets the
    value of a field with errors; `refused` holds a sentence for each of the others.
    """

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        self.refused: list[str] = []
        self.taken = taken = []
        for file in data or ():
            try:
                taken.append(super().clean(file, initial))
            except ValidationError as error:
                words = {"name": file.name, "why": " ".join(error.messages)}
                self.refused.append(gettext("%(name)s: %(why)s") % words)
        return taken


class WithFiles(forms.Form):
    """A form whose field `files` is a ManyFilesField: every refused file has its sentence."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = ngettext(
            "PDF, JPEG, PNG or HEIC, at most 10 MB each; at most %(count)d file.",
            "PDF, JPEG, PNG or HEIC, at most 10 MB each; at most %(count)d files.",
            rules.MOST_FILES,
        ) % {"count": rules.MOST_FILES}

    def clean_files(self) -> list[UploadedFile]:
        for sentence in self.fields["files"].refused:
            self.add_error("files", sentence)
        return self.cleaned_data.get("files", [])
