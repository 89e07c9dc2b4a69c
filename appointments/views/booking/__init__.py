"""The way to an appointment, one page per question."""

from appointments.views.booking.choosing import ChooseAgency, ChooseChannel, ChooseTopic, Start
from appointments.views.booking.keeping import ExtendHold
from appointments.views.booking.leaving import Leave
from appointments.views.booking.people import GiveConcerned, GiveDetails
from appointments.views.booking.sending import CheckAnswers
from appointments.views.booking.time import ChooseTime

__all__ = [
    "CheckAnswers",
    "ChooseAgency",
    "ChooseChannel",
    "ChooseTime",
    "ChooseTopic",
    "ExtendHold",
    "GiveConcerned",
    "GiveDetails",
    "Leave",
    "Start",
]
