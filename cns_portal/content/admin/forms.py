"""What editors type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.content.choices import actions
from cns_portal.content.choices.entries import SOURCE, Grid, Kind
from cns_portal.content.models import BodyDetails, Entry, Text
from cns_portal.content.rules import opening_hours
from cns_portal.content.rules.publishing import Words
from cns_portal.content.selectors import editing
from cns_portal.content.services.writing import Common, Details
from cns_portal.web.drawing import ICONS

if TYPE_CHECKING:
    from cns_portal.content.selectors.editing import Side

LONGEST_TEXT = 50_000
FIELDS = {
    Kind.SITUATION: ("title", "summary", "body", "keywords"),
    Kind.PROCEDURE: (
        *("title", "summary", "body", "who_is_concerned", "how_to_proceed", "good_to_know"),
        "keywords",
    ),
    Kind.NEWS: ("title", "summary", "body", "keywords"),
    Kind.QUESTION: ("title", "body", "keywords"),
    Kind.BODY: ("title", "summary", "body", "keywords"),
}
"""What has words in each kind, in the order of the page."""

ROWS = {"summary": 3, "keywords": 2, "who_is_concerned": 6, "good_to_know": 6}


def day_field(**options) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _label(model, name: str):
    return capfirst(model._meta.get_field(name).verbose_name)


def _help(model, name: str):
    return model._meta.get_field(name).help_text


class CommonForm(forms.Form):
    """What is the same in every language."""

    slug = forms.CharField(
        label=gettext_lazy("Address"), help_text=_help(Entry, "slug"), max_length=80
    )
    publish_on = day_field(label=gettext_lazy("Readers see it from"))
    unpublish_on = day_field(
        label=gettext_lazy("Taken off on"), help_text=_help(Entry, "unpublish_on"), required=False
    )
    grid = forms.ChoiceField(
        label=gettext_lazy("Grid of the front page"), choices=Grid.choices, required=False
    )
    icon = forms.ChoiceField(label=gettext_lazy("Icon"), required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        help_text=_help(Entry, "position"),
        min_value=0,
        max_value=32767,
        initial=100,
    )
    action = forms.ChoiceField(
        label=gettext_lazy("Leads to"), help_text=_help(Entry, "action"), required=False
    )
    related = forms.MultipleChoiceField(
        label=gettext_lazy("Related pages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("Who to contact"), widget=forms.CheckboxSelectMultiple, required=False
    )
    sources = forms.CharField(
        label=gettext_lazy("Sources"),
        help_text=_help(Entry, "sources"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind: Kind, entry: Entry | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = [row for row in editing.named_entries() if not entry or row.pk != entry.pk]
        self._others = {str(row.pk): row for row in others}
        self.fields["related"].choices = [(str(row.pk), row.label) for row in others]
        self.fields["contacts"].choices = [
            (str(row.pk), row.label) for row in others if row.kind == Kind.BODY
        ]
        self.fields["icon"].choices = [("", _("None")), *((icon, icon) for icon in sorted(ICONS))]
        self.fields["action"].choices = _actions(entry)
        if kind != Kind.SITUATION:
            del self.fields["grid"]

    def common(self) -> Common:
        """For the service."""
        return Common(
            **{name: self.cleaned_data[name] for name in Common.__slots__ if name != "grid"},
            grid=self.cleaned_data.get("grid", ""),
        )

    def beside(self) -> dict[str, list[Entry]]:
        """The pages chosen, for the service."""
        chosen = {name: self.cleaned_data[name] for name in ("related", "contacts")}
        found = Entry.objects.in_bulk([int(key) for keys in chosen.values() for key in keys])
        return {
            name: [found[int(key)] for key in keys if int(key) in found]
            for name, keys in chosen.items()
        }

    @classmethod
    def initial_of(cls, entry: Entry) -> dict:
        return {
            **{name: getattr(entry, name) for name in Common.__slots__},
            "related": [str(key) for key in entry.related.values_list("pk", flat=True)],
            "contacts": [str(key) for key in entry.contacts.values_list("pk", flat=True)],
            "seen": entry.saves,
        }


def _actions(entry: Entry | None) -> list[tuple[str, str]]:
    known = [(action.code, str(action.label)) for action in actions.declared.values()]
    if entry and entry.action and entry.action not in actions.declared:
        gone = _("%(code)s (no longer there)") % {"code": entry.action}
        known.append((entry.action, gone))
    return [("", _("No page of the portal")), *sorted(known, key=lambda pair: pair[1].casefold())]


class DetailsForm(forms.ModelForm):
    """How a body is reached; empty where no source gives anything."""

    website = forms.URLField(
        label=_label(BodyDetails, "website"), assume_scheme="https", required=False
    )

    class Meta:
        model = BodyDetails
        fields = [
            *("part_of", "address", "postal_address", "phones", "hours", "fax", "email"),
            *("website", "source", "checked_on"),
        ]
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("address", "postal_address", "phones", "hours")
            },
            "checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, entry: Entry | None = None, **kwargs) -> None:
        super().__init__(
            *args, prefix="body", empty_permitted=True, use_required_attribute=False, **kwargs
        )
        for name in ("source", "checked_on"):
            self.fields[name].required = False
        bodies = [row for row in editing.named_entries() if row.kind == Kind.BODY]
        self.fields["part_of"].choices = [
            ("", _("No other body")),
            *((row.pk, row.label) for row in bodies if not entry or row.pk != entry.pk),
        ]

    def clean_hours(self) -> str:
        return _readable(self.cleaned_data["hours"])

    def clean_phones(self) -> str:
        phones = self.cleaned_data["phones"]
        for line in phones.splitlines():
            _readable(line.partition("|")[2])
        return phones

    def clean(self) -> dict:
        """Nothing is known without a source."""
        cleaned = super().clean()
        if any(value for name, value in cleaned.items()):
            for name in ("source", "checked_on"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _("Say where this is written, and when it was checked."))
        return cleaned

    def details(self) -> Details | None:
        """For the service; None when nothing was filled in."""
        if not self.cleaned_data.get("source"):
            return None
        return Details(**{name: self.cleaned_data[name] for name in Details.__slots__})


def _readable(hours: str) -> str:
    try:
        opening_hours.read(hours)
    except ValueError as error:
        raise ValidationError(
            _("“%(part)s” cannot be read. Write hours like this: mon-fri 08:30-11:30 13:00-16:00"),
            params={"part": error},
        ) from error
    return hours


class WordsForm(forms.Form):
    """The words of one language, with the mark of what the editor began with."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)
    source_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    follows = forms.BooleanField(
        label=gettext_lazy("This says what the English text says now"), required=False
    )

    def __init__(
        self, data: Mapping | None = None, *, kind: Kind, side: Side, source: Side
    ) -> None:
        version = source.current.version if source.current else None
        current = side.current
        initial = {
            **{name: getattr(current, name, "") for name in FIELDS[kind]},
            "seen": side.mark,
            "source_version": version,
            "follows": current is None or current.based_on == version,
        }
        super().__init__(data, prefix=side.language, initial=initial)
        self.language = side.language
        for name in FIELDS[kind]:
            self.fields[name] = _words_field(name)
        self.order_fields([*FIELDS[kind], "follows", "seen", "source_version"])
        if side.language == SOURCE or version is None:
            del self.fields["follows"]

    def words(self, before: Text | None) -> Words:
        """What was typed; what this kind has no field for stays as it was."""
        kept = editing.words_of(before) or Words()
        typed = {name: self.cleaned_data[name] for name in Words.__slots__ if name in self.fields}
        return Words(**{name: typed.get(name, getattr(kept, name)) for name in Words.__slots__})

    @property
    def based_on(self) -> int | None:
        """The version of the English text that was on the page, if this follows it."""
        follows = self.cleaned_data.get("follows")
        return self.cleaned_data.get("source_version") if follows else None

    def as_it_is_now(self, side: Side) -> None:
        """Keep what was typed, but begin from what is there now: the next saving replaces it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = side.mark


def _words_field(name: str) -> forms.CharField:
    field = Text._meta.get_field(name)
    options = {"label": capfirst(field.verbose_name), "required": False, "strip": False}
    if name == "title":
        return forms.CharField(max_length=field.max_length, **options)
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": ROWS.get(name, 12)}),
        help_text=field.help_text,
        max_length=LONGEST_TEXT,
        **options,
    )
