"""Example content for the style guide. Fictional; in English only, as the guide is for makers."""

from datetime import UTC, date, datetime, timedelta

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.paginator import Paginator

from cns_portal import clock
from cns_portal.web.drawing import ICONS
from cns_portal.web.fields import (
    CardChoiceField,
    CardMultipleChoiceField,
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    Option,
    PhoneField,
    PortalEmailField,
    TimeChoiceField,
)
from cns_portal.web.forms import PageForm

CHANNELS = [
    Option(value="on_site", label="At an agency", hint="You come to one of 16 agencies."),
    Option(
        value="video",
        label="By video call",
        closed_because="Reimbursement of medical bills is handled at an agency only: "
        "the original documents are needed.",
    ),
    Option(value="phone", label="By telephone", hint="An agent calls you back."),
]
TIMES = [
    ("Morning", [("08:30", "8:30"), ("09:00", "9:00"), ("09:30", "9:30"), ("10:00", "10:00")]),
    ("Afternoon", [("13:00", "13:00"), ("13:30", "13:30"), ("15:30", "15:30")]),
]


class SampleForm(PageForm):
    """Every kind of field once."""

    channel = CardChoiceField(label="How would you like to meet us?", options=CHANNELS)
    needs = CardMultipleChoiceField(
        label="Do you need anything?",
        required=False,
        options=[
            Option(value="lift", label="Step-free access"),
            Option(value="sign", label="Sign language", hint="German sign language, on request."),
        ],
    )
    time = TimeChoiceField(label="Time", choices=TIMES)
    name = forms.CharField(label="First name and surname")
    matricule = MatriculeField()
    birth_date = LuxembourgDateField(label="Date of birth")
    email = PortalEmailField()
    phone = PhoneField(required=False)
    country = forms.ChoiceField(
        label="Country", choices=[("lu", "Luxembourg"), ("fr", "France"), ("be", "Belgium")]
    )
    identity = DocumentField(label="Copy of your identity card")
    remark = LongTextField(label="What should we know?", max_length=500, required=False)
    consent = forms.BooleanField(label="I agree that the CNS processes this data.")

    def fields_layout(self) -> Layout:
        return Layout(
            "channel",
            "needs",
            "time",
            Fieldset("About you", "name", "matricule", Row("birth_date", "country")),
            Fieldset("Contact", "email", "phone", "identity", "remark", "consent"),
        )


def context() -> dict:
    """What the style guide shows."""
    now = clock.now()
    monday = date(2026, 11, 23)
    wrong = SampleForm(
        {
            "channel": "video",
            "time": "09:30",
            "matricule": "1893 12 01 057 33",
            "birth_date": "31/02/1990",
            "email": "somebody",
            "needs": ["lift"],
        },
        auto_id="wrong_%s",
    )
    wrong.add_error(None, "Somebody else has just booked this time. Choose another one.")
    return {
        "sample_form": SampleForm(),
        "wrong_form": wrong,
        "hold_until": now + timedelta(minutes=9, seconds=40),
        "monday": monday,
        "moment": datetime(2026, 11, 20, 9, 5, tzinfo=UTC),
        "days": [
            {
                "day": monday + timedelta(days=offset),
                "free": free,
                "url": "#times" if free else None,
                "current": offset == 1,
            }
            for offset, free in enumerate((3, 12, 0, 1, 8))
        ],
        "groups": [
            {"label": label, "slots": [{"value": value, "label": text} for value, text in times]}
            for label, times in TIMES
        ],
        "page": Paginator(range(120), 10).page(4),
        "tabs": [
            {"url": "#overview", "label": "Overview", "current": True},
            {"url": "#messages", "label": "Messages", "current": False, "count": 2},
            {"url": "#appointments", "label": "Appointments", "current": False},
        ],
        "stages": [
            {"label": "Received", "state": "done", "text": "20 November 2026"},
            {"label": "Being checked", "state": "now", "text": "Usually within a week"},
            {"label": "Decided", "state": "next"},
            {"label": "Paid", "state": "next"},
        ],
        "entries": [
            {
                "title": "Appointment confirmed",
                "at": datetime(2026, 11, 20, 9, 6, tzinfo=UTC),
                "by": "CNS",
                "text": "Luxembourg-City agency, Tuesday 24 November, 9:30.",
            },
            {"title": "Request sent", "at": datetime(2026, 11, 20, 9, 5, tzinfo=UTC), "by": "You"},
        ],
        "icon_names": sorted(ICONS),
        "headers": ["Date", "Place", "Topic"],
        "rows": [
            ["24 November 2026, 9:30", "Luxembourg-City", "Information – documents"],
            ["3 December 2026, 14:00", "Video call", "Long-term care insurance"],
        ],
    }
