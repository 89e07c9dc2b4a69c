"""An appointment outside the hours, for the staff who decide about it by link."""

from dataclasses import dataclass

from appointments.choices import ConflictState
from appointments.models import Appointment, Conflict
from appointments.rules.states import OPEN
from appointments.selectors import conflicts


@dataclass(frozen=True)
class Outside:
    """Reference, time and desk; never who it is or what it is about."""

    conflict: Conflict
    appointment: Appointment
    """As it was found."""
    present: Appointment
    """As it is by now."""
    in_hand: bool
    """Whether it was decided about, and is being worked on."""

    @property
    def why(self) -> str:
        """The rule that speaks against it."""
        return conflicts.why(self.conflict)

    @property
    def is_undecided(self) -> bool:
        """Whether somebody has yet to decide."""
        return (
            self.conflict.state == ConflictState.OPEN
            and self.appointment.status in OPEN
            and not self.in_hand
        )

    @property
    def tone(self) -> str:
        """Of the state."""
        return "warning" if self.is_undecided else "neutral" if self.in_hand else "success"

    @property
    def new_place(self) -> Appointment | None:
        """Where it lies by now, if that is another time or another desk."""
        now_at = (self.present.starts_at, self.present.desk_id)
        then_at = (self.appointment.starts_at, self.conflict.desk_id or self.appointment.desk_id)
        return self.present if now_at != then_at else None
