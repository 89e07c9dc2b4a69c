"""The tables of this room."""

from appointments.models.agencies import Agency, Desk
from appointments.models.appointment import Appointment, Participant
from appointments.models.opening import (
    AgencyDay,
    CalendarVersion,
    Closure,
    OpeningHours,
    SpecialOpening,
)
from appointments.models.policy import BookingPolicy, TopicOffer

__all__ = [
    "Agency",
    "AgencyDay",
    "Appointment",
    "BookingPolicy",
    "CalendarVersion",
    "Closure",
    "Desk",
    "OpeningHours",
    "Participant",
    "SpecialOpening",
    "TopicOffer",
]
