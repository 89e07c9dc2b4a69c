"""Form fields of the portal: what people here type, made into values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel import matricule
from cns_portal.web.widgets import CheckboxCards, DocumentInput, RadioCards, TimeChips


@dataclass(frozen=True, kw_only=True)
class Option:
    """One card of a choice. With `closed_because` it is shown but cannot be chosen."""

    value: str
    label: str
    hint: str = ""
    closed_because: str = ""


class _CardsMixin:
    """Choices given as Options: their hints go to the widget, closed ones are refused."""

    def __init__(self, *, options: Iterable[Option] = (), **kwargs) -> None:
        super().__init__(**kwargs)
        self.options = list(options)

    @property
    def options(self) -> list[Option]:
        return self._options

    @options.setter
    def options(self, options: Iterable[Option]) -> None:
        self._options = list(options)
        self.choices = [(option.value, option.label) for option in self._options]
        self.widget.hints = {str(o.value): o.hint for o in self._options if o.hint}
        self.widget.closed = {
            str(o.value): o.closed_because for o in self._options if o.closed_because
        }

    def refuse_closed(self, value: str) -> None:
        for option in self._options:
            if str(option.value) == str(value) and option.closed_because:
                raise ValidationError(option.closed_because, code="closed")


class CardChoiceField(_CardsMixin, forms.ChoiceField):
    """One of several large cards."""

    widget = RadioCards
    default_error_messages = {"required": _("Choose one of the options.")}

    def validate(self, value: str) -> None:
        super().validate(value)
        self.refuse_closed(value)


class CardMultipleChoiceField(_CardsMixin, forms.MultipleChoiceField):
    """Any of several large cards."""

    widget = CheckboxCards
    default_error_messages = {"required": _("Choose at least one of the options.")}

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for item in value:
            self.refuse_closed(item)


class TimeChoiceField(forms.ChoiceField):
    """One of many times of a day, drawn as chips; choices may be grouped by part of the day."""

    widget = TimeChips
    default_error_messages = {"required": _("Choose a time.")}


class MatriculeField(forms.CharField):
    """The thirteen digits of a national identification number, spaces allowed while typing."""

    default_error_messages = {
        "required": _("Enter the matricule: the 13 digits on the social security card."),
        "not_thirteen_digits": _("A matricule has 13 digits. Check the number on the card."),
        "not_a_date": _("A matricule begins with the date of birth: year, month, day."),
        "check_digits": _(
            "This is not a valid matricule: its last two digits do not match. "
            "Compare it with the card."
        ),
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Matricule"))
        kwargs.setdefault("help_text", _("13 digits, as on the social security card."))
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "inputmode": "numeric",
            "autocomplete": "off",
            "spellcheck": "false",
            "class": "input--medium input--number",
        }

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if value in self.empty_values:
            return ""
        if problem := matricule.why_not(value):
            raise ValidationError(self.error_messages[problem.value], code=problem.value)
        return matricule.normalised(value)


class LuxembourgDateField(forms.DateField):
    """A date typed as day/month/year, the way dates are written here."""

    widget = forms.DateInput(format="%d/%m/%Y")
    default_error_messages = {
        "required": _("Enter the date as day/month/year, for example 24/11/1985."),
        "invalid": _("Enter a real date as day/month/year, for example 24/11/1985."),
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"])
        kwargs.setdefault("help_text", _("Day/month/year, for example 24/11/1985."))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"\s*([./-])\s*|\s+", lambda gap: gap[1] or "/", value.strip())
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "inputmode": "text",
            "autocomplete": "off",
            "class": "input--short input--number",
        }


class PhoneField(forms.CharField):
    """A telephone number, made international; numbers without a prefix are Luxembourg's."""

    widget = forms.TextInput(attrs={"type": "tel"})
    default_error_messages = {
        "required": _("Enter a telephone number."),
        "invalid": _(
            "Enter a telephone number in digits, for example 621 123 456 or +33 6 12 34 56 78."
        ),
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("Telephone number"))
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "autocomplete": "tel",
            "class": "input--medium input--number",
        }

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if value in self.empty_values:
            return ""
        digits = re.sub(r"\(0\)|[\s().\-/]", "", value)
        digits = re.sub(r"^00", "+", digits)
        if not digits.startswith("+"):
            digits = "+352" + digits
        if not re.fullmatch(r"\+[0-9]{7,15}", digits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return digits


class PortalEmailField(forms.EmailField):
    """An e-mail address, with the hints a telephone's keyboard needs."""

    default_error_messages = {
        "required": _("Enter an e-mail address."),
        "invalid": _("Enter an e-mail address such as name@example.org."),
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("max_length", 254)  # what the tables hold
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "autocomplete": "email",
            "spellcheck": "false",
            "autocapitalize": "none",
        }


def _at_most(count: int) -> str:
    return ngettext("At most %(count)d character.", "At most %(count)d characters.", count) % {
        "count": count
    }


def _megabytes(count: int) -> str:
    return gettext("%(count)s MB") % {"count": number_format(round(count / 2**20, 1), 0)}


class LongTextField(forms.CharField):
    """Several lines of text; the hint says how long it may become.

    Nothing cuts what is pasted: whoever goes beyond reads by how much, and shortens it themselves.
    """

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, max_length: int, **kwargs) -> None:
        kwargs.setdefault("help_text", lazy(_at_most, str)(max_length))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: str | None) -> str:
        """The end of a line is one character, as the counter beside the box counts it."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """The most characters for the counter in place of a `maxlength`."""
        attrs = super().widget_attrs(widget)
        if "maxlength" in attrs:
            attrs["data-counted"] = attrs.pop("maxlength")
        return attrs


class DocumentField(forms.FileField):
    """A picture or PDF file. What is inside is checked by cns_portal.documents, not here."""

    widget = DocumentInput
    default_error_messages = {
        "required": _("Choose a file."),
        "invalid": _("The file could not be read. Choose it again."),
        "missing": _("Choose a file."),
        "empty": _("This file is empty. Choose another one."),
        "too_big": _("This file is bigger than %(size)s. Choose a smaller one."),
        "wrong_kind": _("This file is of a kind that is not accepted. Accepted: %(kinds)s."),
    }

    def __init__(
        self,
        *,
        max_bytes: int = 10 * 1024 * 1024,
        endings: tuple[str, ...] = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif"),
        kinds: str = "PDF, JPEG, PNG, HEIC",
        **kwargs,
    ) -> None:
        self.max_bytes, self.endings, self.kinds = max_bytes, endings, kinds
        kwargs.setdefault("help_text", lazy(self._limits, str)())
        super().__init__(**kwargs)

    def _limits(self) -> str:
        return _("%(kinds)s, at most %(size)s.") % self._facts()

    def _facts(self) -> dict:
        return {"kinds": self.kinds, "size": _megabytes(self.max_bytes)}

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(self.endings),
            "data-file": True,
            "data-max-bytes": str(self.max_bytes),
            "data-too-big": lazy(lambda: self.error_messages["too_big"] % self._facts(), str)(),
            "data-wrong-kind": lazy(
                lambda: self.error_messages["wrong_kind"] % self._facts(), str
            )(),
        }

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file is not initial:
            if file.size > self.max_bytes:
                raise ValidationError(
                    self.error_messages["too_big"] % self._facts(), code="too_big"
                )
            if not file.name.lower().endswith(self.endings):
                raise ValidationError(
                    self.error_messages["wrong_kind"] % self._facts(), code="wrong_kind"
                )
        return file
