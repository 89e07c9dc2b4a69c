"""Filters for the crispy template pack `cns`: what its templates cannot work out themselves."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.translation import gettext

from cns_portal.web.widgets import TimeChips

register = template.Library()

_KINDS = (
    (TimeChips, "chips"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
)


@register.filter
def kind(field: BoundField) -> str:
    """How the field is drawn: chips, radios, checkboxes, checkbox, file, group or input."""
    widget = field.field.widget
    for widget_class, name in _KINDS:
        if isinstance(widget, widget_class):
            return name
    return "group" if widget.use_fieldset else "input"


@register.filter
def option_groups(field: BoundField) -> list[dict]:
    """Radios or checkboxes in their groups, each option with its hint and complete attributes."""
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {}, widget)
    # The error belongs to the group; `aria-invalid` is not defined for a single radio.
    attrs.pop("aria-invalid", None)
    groups = []
    for label, options, _index in widget.optgroups(
        field.html_name, widget.format_value(field.value()), attrs
    ):
        groups.append({"label": label, "options": [_described(option) for option in options]})
    return groups


def _described(option: dict) -> dict:
    identifier = option["attrs"].get("id", "")
    described_by = []
    if identifier and option.get("hint"):
        described_by.append(f"{identifier}_hint")
    if identifier and option.get("closed_because"):
        described_by.append(f"{identifier}_closed")
    attrs = dict(option["attrs"])
    if described_by:
        attrs["aria-describedby"] = " ".join(described_by)
    return {
        "id": identifier,
        "type": option["type"],
        "name": option["name"],
        "value": option["value"],
        "label": option["label"],
        "hint": option.get("hint", ""),
        "closed_because": option.get("closed_because", ""),
        "attrs": flatatt(attrs),
    }


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the control that a link to this field leads to."""
    if not field.auto_id:
        return ""
    if kind(field) in {"chips", "radios", "checkboxes"}:
        closed = getattr(field.field.widget, "closed", {})
        for index, subwidget in enumerate(field.subwidgets):
            if str(subwidget.data["value"]) not in closed:
                return subwidget.data["attrs"].get("id", f"{field.auto_id}_{index}")
        return f"div_{field.auto_id}"
    return field.id_for_label or field.auto_id


@register.filter
def error_links(form: forms.BaseForm) -> list[dict]:
    """Every error of the form with the id of the control to correct, general errors first."""
    links = [{"target": "", "message": message} for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_control(field)
        links += [{"target": target, "message": _named(field, error)} for error in field.errors]
    return links


def _named(field: BoundField, error: str) -> str:
    """Django's own "This field is required." says nothing away from its field."""
    if error == forms.Field.default_error_messages["required"]:
        if kind(field) == "checkbox":
            return gettext("Tick the box “%(label)s”") % {"label": field.label}
        return gettext("%(label)s: this must be filled in.") % {"label": field.label}
    return error


@register.filter
def has_required(form: forms.BaseForm) -> bool:
    """Whether any visible field must be filled in."""
    return any(field.field.required for field in form.visible_fields())
