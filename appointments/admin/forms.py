"""What agents type, made into values. Whether it may be done, the services say."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from appointments.admin.reasons import ReasonForm
from appointments.choices import Refusal
from appointments.forms.people import COUNTRIES
from appointments.models import Agency
from appointments.rules.free_times import Offer, moment
from appointments.selectors import agenda
from appointments.services.people import PersonDetails
from cns_portal.kernel import civil_time, matricule
from cns_portal.web.fields import (
    LuxembourgDateField,
    MatriculeField,
    PhoneField,
    PortalEmailField,
)

DAYS_SHOWN = 5


def date_input() -> forms.DateInput:
    """The browser's own picker."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Slot(forms.CharField):
    """A place and a time as one value: `agency@moment`."""

    widget = forms.RadioSelect
    default_error_messages = {"required": _("Choose a time.")}

    @staticmethod
    def write(agency_id: int, starts_at: datetime) -> str:
        return f"{agency_id}@{starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}"

    def clean(self, value: str) -> tuple[int, datetime] | None:
        text = super().clean(value)
        if not text:
            return None
        agency, _at, instant = text.partition("@")
        try:
            return int(agency), datetime.fromisoformat(instant).replace(tzinfo=UTC)
        except ValueError:
            raise forms.ValidationError(self.error_messages["required"], code="required") from None


class TimesForm(forms.Form):
    """Whose free times are shown, and the one that is chosen."""

    agency = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    from_day = forms.DateField(label=_("Show times from"), widget=date_input())
    slot = Slot(label=_("Time"))

    choosing = ("agency", "from_day")
    """The fields that decide which times are shown."""
    present: tuple[int, datetime] | None = None
    """The agency and time that the appointment has already: not offered once more."""

    def __init__(self, *args, agencies: Iterable[Agency], now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["agency"].choices = [(agency.pk, agency.name) for agency in agencies]

    def offer(self) -> Offer | None:
        """What the times are for; None while that is not known."""
        raise NotImplementedError

    @cached_property
    def days(self) -> list[dict[str, Any]]:
        """The next days with free times at the chosen agency, for the template."""
        offer, agency_id = self.offer(), self._chosen_agency()
        if offer is None or agency_id is None:
            return []
        found = agenda.free_for_agents(
            offer=offer,
            agency_id=agency_id,
            first=self._chosen_day(),
            count=offer.horizon_days + 1,
            now=self.now,
        )
        chosen = self["slot"].value()
        days = [
            {
                "day": day,
                "times": [
                    {
                        "value": (value := Slot.write(agency_id, moment(time))),
                        "at": civil_time.wall(moment(time)),
                        "free": time.free,
                        "checked": value == chosen,
                    }
                    for time in found[day]
                    if (agency_id, moment(time)) != self.present
                ],
            }
            for day in sorted(found)[: DAYS_SHOWN + 1]  # the present time may be a day's only one
        ]
        return [entry for entry in days if entry["times"]][:DAYS_SHOWN]

    def _chosen_agency(self) -> int | None:
        text = str(self["agency"].value() or "")
        known = [key for key, _name in self.fields["agency"].choices]
        return int(text) if text.isdigit() and int(text) in known else None

    def _chosen_day(self) -> date:
        value = self["from_day"].value()
        if isinstance(value, date):
            return value
        try:
            return self.fields["from_day"].to_python(value) or civil_time.day_of(self.now)
        except forms.ValidationError:
            return civil_time.day_of(self.now)

    def clean_slot(self) -> tuple[int, datetime]:
        agency_id, starts_at = self.cleaned_data["slot"]
        if agency_id not in [key for key, _name in self.fields["agency"].choices]:
            raise forms.ValidationError(Refusal.AGENCY_UNKNOWN.label)
        if (agency_id, starts_at) == self.present:
            raise forms.ValidationError(_("The appointment is at this time. Choose another one."))
        return agency_id, starts_at


class MoveForm(TimesForm, ReasonForm):
    """Another time for an appointment, and why, if the agent wants to say."""

    field_order = ["agency", "from_day", "slot", "ready", "reason"]

    def __init__(self, *args, offer: Offer, present: tuple[int, datetime], **kwargs) -> None:
        self._offer = offer
        self.present = present
        super().__init__(*args, required=False, **kwargs)

    def offer(self) -> Offer:
        return self._offer


class PhoneBookingForm(TimesForm):
    """Everything about an appointment and its person, as said on the phone."""

    offered = forms.ChoiceField(label=_("Topic and channel"))
    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        error_messages={"required": _("Enter the first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        error_messages={"required": _("Enter the last name.")},
    )
    matricule = MatriculeField(
        required=False,
        help_text=_("13 digits. Without a matricule, ask for the date and place of birth."),
    )
    birth_date = LuxembourgDateField(label=_("Date of birth"), required=False)
    birth_place = forms.CharField(label=_("Place of birth"), max_length=80, required=False)
    email = PortalEmailField(
        required=False,
        help_text=_("Without one, print the confirmation and post it."),
    )
    phone = PhoneField(required=False)
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    locality = forms.CharField(label=_("Locality"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)
    language = forms.ChoiceField(
        label=_("Language of the confirmation"), choices=settings.LANGUAGES
    )
    question = forms.CharField(
        label=_("What it is about"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    consent = forms.BooleanField(
        label=_("I told the person how their data are used, and they agree."),
        error_messages={"required": _("Tell the person how their data are used, and tick this.")},
    )

    choosing = ("offered", "agency", "from_day")
    place = ("first_name", "last_name", "matricule", "birth_date", "birth_place")
    contact = ("email", "phone", "street", "postcode", "locality", "country", "language")
    last = ("question", "consent")

    def __init__(self, *args, offers: Iterable[tuple[Offer, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._offers = {f"{offer.topic}:{offer.channel}": offer for offer, _label in offers}
        self.fields["offered"].choices = [
            (f"{offer.topic}:{offer.channel}", label) for offer, label in offers
        ]
        for name in (*self.place, *self.contact):
            # The browser must not offer the agent's own details for somebody else's.
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def offer(self) -> Offer | None:
        return self._offers.get(self["offered"].value() or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("matricule", "")
        if number:
            cleaned["birth_date"] = cleaned.get("birth_date") or matricule.birth_date(number)
        elif "matricule" not in self.errors:
            for name in ("birth_date", "birth_place"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Without a matricule, date and place of birth are needed.")
                    )
        return cleaned

    def person(self) -> PersonDetails:
        """The person's details, of a valid form."""
        cleaned = self.cleaned_data
        names = {"first_name", "last_name", "matricule", "birth_date", "birth_place", "email"}
        names |= {"phone", "street", "postcode", "locality", "country"}
        return PersonDetails(**{name: cleaned[name] for name in names})


class ExplainForm(forms.Form):
    """A time about which somebody asks why it cannot be booked."""

    offered = forms.ChoiceField(label=_("Topic and channel"))
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"))
    day = forms.DateField(label=_("Day"), widget=date_input())
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def __init__(self, *args, choices: Iterable[tuple[str, str]], agencies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offered"].choices = list(choices)
        self.fields["agency"].queryset = agencies

    def choice(self) -> tuple[str, str]:
        """Of a valid form: the topic and the channel."""
        topic, _colon, channel = self.cleaned_data["offered"].partition(":")
        return topic, channel

    def starts_at(self) -> datetime:
        """Of a valid form, in UTC."""
        return civil_time.at(self.cleaned_data["day"], self.cleaned_data["time"])
