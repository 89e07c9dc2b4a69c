"""A form field for one file: what can be refused at once is refused on the form."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cns_portal.documents import filetypes
from cns_portal.documents.choices import Rejection
from cns_portal.documents.services import first_filter
from cns_portal.kernel.refusal import Refused


class DocumentField(forms.FileField):
    """A PDF, JPEG, PNG or HEIC file of at most 10 MB. Its value goes to `documents.store`."""

    widget = forms.FileInput
    default_error_messages = {
        "required": Rejection.NONE_CHOSEN.label,
        "missing": Rejection.NONE_CHOSEN.label,
        "empty": Rejection.EMPTY.label,
    }

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            try:
                first_filter(file)
            except Refused as refused:
                raise forms.ValidationError(
                    refused.sentence, code=refused.reason.value
                ) from refused
        return file

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": filetypes.ACCEPT}
