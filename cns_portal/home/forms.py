"""What a person types in my space, made into values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cns_portal.documents.fields import DocumentField
from cns_portal.procedures import rules
from cns_portal.web.fields import LongTextField
from cns_portal.web.forms import PageForm

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class ManyFilesInput(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(DocumentField):
    """Any number of files. Each is checked by itself: one that is refused spares the others.

    The value is the files that can be stored; `refused` holds a sentence for each of the others.
    """

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        self.refused: list[str] = []
        taken = []
        for file in data or ():
            try:
                taken.append(super().clean(file, initial))
            except ValidationError as error:
                words = {"name": file.name, "why": " ".join(error.messages)}
                self.refused.append(gettext("%(name)s: %(why)s") % words)
        return taken


class ReplyForm(PageForm):
    """A message to the CNS, with files."""

    text = LongTextField(label=_("Your message"), max_length=rules.LONGEST, required=False)
    files = ManyFilesField(label=_("Add files"), required=False)
    sent_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = ngettext(
            "PDF, JPEG, PNG or HEIC, at most 10 MB each; at most %(count)d file.",
            "PDF, JPEG, PNG or HEIC, at most 10 MB each; at most %(count)d files.",
            rules.MOST_FILES,
        ) % {"count": rules.MOST_FILES}

    def fields_layout(self) -> Layout:
        return Layout("text", "sent_key")

    def clean_files(self) -> list[UploadedFile]:
        field = self.fields["files"]
        for sentence in field.refused:
            self.add_error("files", sentence)
        return self.cleaned_data.get("files", [])


SHOW = {
    "all": _("All"),
    "needs_me": _("Waiting for you"),
    "in_progress": _("In progress"),
    "done": _("Decided or finished"),
}
SORT = {"changed": _("Last change first"), "sent": _("Sent last first")}


class FilterForm(PageForm):
    """Which procedures, in which order: codes only, so that they may stand in the address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(SORT.items()))

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]


class SearchForm(PageForm):
    """Words of a reference or a kind. Sent as a form: what people type may be a name."""

    text = forms.CharField(label=_("Search"), max_length=100, required=False, strip=True)
