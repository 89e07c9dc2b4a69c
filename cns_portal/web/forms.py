"""How a form stands in a page of the portal."""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms


class SentOnce(forms.Form):
    """Sent twice, it counts once: `sent_key` goes along with the form, and the service knows it."""

    sent_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sent_key", uuid.uuid4())


class PageForm(forms.Form):
    """A form drawn by the `cns` pack inside layouts/form.html, which brings <form> and buttons.

    A subclass that wants groups of fields returns a crispy Layout from `fields_layout`.
    """

    def fields_layout(self) -> Layout:
        return Layout(*self.fields)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = self.fields_layout()
        return helper
