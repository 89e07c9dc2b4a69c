"""The tables of this room."""

from appointments.models.agencies import Agency, Desk
from appointments.models.appointment import Appointment, Participant
from appointments.models.conflicts import Conflict
from appointments.models.day import DeskShift, Device, Visit
from appointments.models.earlier import EarlierOffer, EarlierWish, FreedTime
from appointments.models.opening import (
    AgencyDay,
    CalendarVersion,
    Closure,
    OpeningHours,
    SpecialOpening,
)
from appointments.models.policy import BookingPolicy, TopicOffer
from appointments.models.replanning import Replanning, ReplanningStep
from appointments.models.telling import Reminder
from appointments.models.video import VideoCall, VideoSignal

__all__ = [
    "Agency",
    "AgencyDay",
    "Appointment",
    "BookingPolicy",
    "CalendarVersion",
    "Closure",
    "Conflict",
    "Desk",
    "DeskShift",
    "Device",
    "EarlierOffer",
    "EarlierWish",
    "FreedTime",
    "OpeningHours",
    "Participant",
    "Reminder",
    "Replanning",
    "ReplanningStep",
    "SpecialOpening",
    "TopicOffer",
    "VideoCall",
    "VideoSignal",
    "Visit",
]
