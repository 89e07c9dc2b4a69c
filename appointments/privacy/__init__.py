"""What this room keeps about people, and for how long."""

from appointments.privacy.around import (
    CallSignals,
    ChangesOfThePlan,
    EarlierTimes,
    ShiftsAtDesks,
)
from appointments.privacy.holdings import IdentityCopies, PastAppointments, UnsentTimes

HOLDINGS = (
    IdentityCopies(),
    UnsentTimes(),
    PastAppointments(),
    ShiftsAtDesks(),
    EarlierTimes(),
    CallSignals(),
    ChangesOfThePlan(),
)
