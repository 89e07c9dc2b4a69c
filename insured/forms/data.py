"""How somebody is reached, and to which account money goes."""

from crispy_forms.layout import Layout, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cns_portal.web.bank_fields import IbanField
from cns_portal.web.fields import PhoneField, PortalEmailField
from cns_portal.web.forms import PageForm
from insured.choices.countries import Country
from insured.forms.answers import PersonNameField


def _line(label, *, length: int, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class AddressForm(PageForm):
    """Where letters go."""

    street = _line(_("Street and number"), length=200, autocomplete="street-address")
    postcode = _line(_("Postcode"), length=12, autocomplete="postal-code")
    locality = _line(_("Town"), length=100, autocomplete="address-level2")
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)

    def fields_layout(self) -> Layout:
        return Layout("street", Row("postcode", "locality"), "country")


class ReachedForm(PageForm):
    """Telephone, language, and whether an e-mail says that there is a message."""

    phone = PhoneField(
        required=False, help_text=_("In case we have to reach you about something urgent.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("In which messages, letters and certificates are written to you."),
    )
    tell_by_email = forms.BooleanField(
        label=_("Tell me by e-mail when there is a new message"),
        required=False,
        help_text=_("The e-mail says that there is a message, and nothing else."),
    )


class EmailForm(PageForm):
    """Another e-mail address."""

    email = PortalEmailField(label=_("New e-mail address"))


class BankForm(PageForm):
    """Another bank account. `seen` is the one that the page showed."""

    iban = IbanField()
    holder = PersonNameField(
        label=_("Account holder"),
        help_text=_("The name under which the bank keeps the account."),
        error_messages={"required": _("Enter the name of the account holder.")},
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CardOrderForm(PageForm):
    """Ordering a card: why, where somebody has one, and that the address was looked at."""

    reason = forms.ChoiceField(
        label=_("Why do you need a new card?"),
        choices=[
            ("damaged", _("My card is damaged")),
            ("data_changed", _("My name or my number has changed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the options.")},
    )
    address_checked = forms.BooleanField(
        label=_("I have checked the address: it is right"),
        error_messages={"required": _("Check the address, then tick the box.")},
    )

    def __init__(self, *args, asks_why: bool, asks_address: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["reason"]
        if not asks_address:
            del self.fields["address_checked"]
