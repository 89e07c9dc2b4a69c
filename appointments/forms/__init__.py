"""What people type on the way to an appointment, made into values."""

from appointments.forms.choosing import (
    AgencyForm,
    ChannelForm,
    SlotField,
    StartForm,
    TimeForm,
    TopicForm,
)
from appointments.forms.earlier import EarlierForm
from appointments.forms.people import ConcernedForm, SignedInForm, VisitorForm
from appointments.forms.reasons import StaffReasonForm

__all__ = [
    "AgencyForm",
    "ChannelForm",
    "ConcernedForm",
    "EarlierForm",
    "SignedInForm",
    "SlotField",
    "StaffReasonForm",
    "StartForm",
    "TimeForm",
    "TopicForm",
    "VisitorForm",
]
