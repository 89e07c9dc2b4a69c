"""What “Where am I covered?” asks. Sent by GET: none of it says who asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import CardChoiceField, Option
from insured.choices.abroad import Care, Timing
from insured.choices.countries import Country

CHOOSE = [("", _("Choose a country"))]


class WhereCoveredForm(forms.Form):
    """Two countries, the kind of care, and whether it was planned."""

    residence = forms.ChoiceField(
        label=_("In which country do you live?"),
        choices=[*CHOOSE, *Country.choices],
        error_messages={"required": _("Choose the country in which you live.")},
    )
    country = forms.ChoiceField(
        label=_("In which country are you treated?"),
        choices=[*CHOOSE, *Country.choices],
        error_messages={"required": _("Choose the country in which you are treated.")},
    )
    care = CardChoiceField(
        label=_("What do you need?"),
        options=[Option(value=care.value, label=care.label) for care in Care],
        error_messages={"required": _("Choose what you need.")},
    )
    timing = CardChoiceField(
        label=_("Is it planned?"),
        options=[Option(value=timing.value, label=timing.label) for timing in Timing],
        error_messages={"required": _("Choose whether it is planned or urgent.")},
    )
