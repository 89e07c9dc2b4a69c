"""What somebody types to give a mandate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.web.fields import (
    CardMultipleChoiceField,
    LuxembourgDateField,
    MatriculeField,
    Option,
)
from cns_portal.web.forms import PageForm
from insured.choices.mandates import MandateScope

HINTS = {
    MandateScope.APPOINTMENTS: _("Book, move and cancel appointments with the CNS."),
    MandateScope.MESSAGES: _(
        "Read all messages of the CNS and all procedures, and write to the CNS about them."
    ),
    MandateScope.INSURANCE: _(
        "See who is insured and since when, ask for certificates, cards and forms."
    ),
    MandateScope.REIMBURSEMENTS: _("Send bills and see what was paid."),
    MandateScope.INCAPACITY: _("Send certificates of incapacity for work and see them."),
}


class MandateForm(PageForm):
    """To whom, for what, from when until when."""

    name = forms.CharField(
        label=_("First and last name"),
        max_length=200,
        help_text=_("Of the person who is to act for you, as on the social security card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    matricule = MatriculeField(
        label=_("Matricule of this person"),
        help_text=_("13 digits, as on the person’s social security card."),
    )
    scopes = CardMultipleChoiceField(
        label=_("What may this person see and do for you?"),
        options=[
            Option(value=scope.value, label=scope.label, hint=HINTS[scope])
            for scope in MandateScope
        ],
    )
    first_day = LuxembourgDateField(label=_("From"), initial=clock.today)
    last_day = LuxembourgDateField(
        label=_("Until"),
        required=False,
        help_text=_(
            "The last day. Leave it empty if the mandate is to hold until one of you ends it."
        ),
    )
