"""What a person types in my space, made into values."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures import rules
from cns_portal.procedures.files import ManyFilesField, WithFiles
from cns_portal.web.fields import LongTextField
from cns_portal.web.forms import PageForm


class ReplyForm(WithFiles, PageForm):
    """A message to the CNS, with files."""

    text = LongTextField(label=_("Your message"), max_length=rules.LONGEST, required=False)
    files = ManyFilesField(label=_("Add files"), required=False)
    sent_key = forms.UUIDField(widget=forms.HiddenInput)

    def fields_layout(self) -> Layout:
        return Layout("text", "sent_key")


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
    sort = forms.ChoiceField(label=_("In which order"), required=False, choices=list(SORT.items()))

    def __init__(self, *args, kinds: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]


class SearchForm(PageForm):
    """Words of a reference or a kind. Sent as a form: what people type may be a name."""

    text = forms.CharField(label=_("Search"), max_length=100, required=False, strip=True)
