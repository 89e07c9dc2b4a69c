"""Consent, topic, channel, agency, time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import CardChoiceField, Option, TimeChoiceField
from cns_portal.web.forms import PageForm

WITH_AUTHENTICATION, WITHOUT_AUTHENTICATION = "with", "without"
ANY_AGENCY = "any"

# As the list writes it; only this millennium, so that no calculation runs off the calendar.
_SLOT = re.compile(r"(?P<agency>[-\w]{0,50})@(?P<moment>2\d{3}-\d\d-\d\dT\d\d:\d\dZ)", re.ASCII)


class StartForm(PageForm):
    """With or without signing in, and the consent that everything else rests on."""

    way = CardChoiceField(
        label=_("How would you like to continue?"),
        options=[
            Option(
                value=WITH_AUTHENTICATION,
                label=_("Sign in"),
                hint=_(
                    "With a LuxTrust product, an electronic identity card or eIDAS. Your details "
                    "are filled in, and the confirmation comes to your messages."
                ),
            ),
            Option(
                value=WITHOUT_AUTHENTICATION,
                label=_("Continue without signing in"),
                hint=_(
                    "You give your contact details and attach a copy of your identity card. The "
                    "confirmation comes by e-mail."
                ),
            ),
        ],
    )
    consent = forms.BooleanField(
        label=_("I agree that the CNS processes the data I enter to arrange this appointment."),
        error_messages={
            "required": _("Without your agreement we cannot arrange an appointment online.")
        },
    )

    def __init__(self, *args, signed_in: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["way"]


class TopicForm(PageForm):
    """What the appointment is about."""

    topic = CardChoiceField(label=_("What is your appointment about?"))

    def __init__(self, *args, options: list[Option], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].options = options
        self.fields["topic"].label_hidden = True  # the page's heading asks already


class ChannelForm(PageForm):
    """At an agency or by video call; a closed way says why."""

    channel = CardChoiceField(label=_("How would you like to meet us?"))

    def __init__(self, *args, options: list[Option], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].options = options
        self.fields["channel"].label_hidden = True  # the page's heading asks already


class AgencyForm(PageForm):
    """Which agency, or whichever is free first."""

    agency = CardChoiceField(label=_("Where would you like to come?"))

    def __init__(self, *args, options: list[Option], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].options = options
        self.fields["agency"].label_hidden = True  # the page's heading asks already


@dataclass(frozen=True)
class Slot:
    """A start somebody chose; the agency is empty where it does not matter (video calls)."""

    agency: str
    starts_at: datetime

    def __str__(self) -> str:
        moment = self.starts_at.astimezone(UTC)
        return f"{self.agency}@{moment:%Y-%m-%dT%H:%MZ}"


class SlotField(TimeChoiceField):
    """A start as offered in the list. Whether it is (still) free is the rules' business."""

    default_error_messages = {"invalid": _("Choose one of the times in the list.")}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        written = _SLOT.fullmatch(str(value))
        try:
            starts_at = datetime.strptime(written["moment"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return Slot(written["agency"], starts_at)

    def validate(self, value) -> None:
        if value is None:
            raise ValidationError(self.error_messages["required"], code="required")


class TimeForm(PageForm):
    """The time, one of those in the list of the chosen day."""

    slot = SlotField(label=_("Time"))
