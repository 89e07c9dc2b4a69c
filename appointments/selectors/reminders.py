"""Which appointments their people may have to be reminded of."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef

from appointments.choices import Channel, ReminderKind, Status
from appointments.models import Appointment, Reminder
from appointments.rules import reminders as rules


def to_remind(kind: ReminderKind, *, now: datetime) -> list[int]:
    """The keys of appointments that are due or nearly so, the next one first; one query.

    A little more than the rule wants (two days are 47 to 49 hours), so the rule is asked for each.
    """
    told = Reminder.objects.filter(appointment=OuterRef("pk"), kind=kind)
    found = Appointment.objects.filter(
        ~Exists(told),
        status=Status.CONFIRMED,
        starts_at__gt=now + rules.USEFUL_UNTIL[kind],
        starts_at__lte=now + rules.LONGEST_BEFORE[kind],
        # Chosen later than that: never reminded of, so not looked at every minute either.
        created_at__lte=F("starts_at") - rules.SHORTEST_BEFORE[kind],
    )
    if kind == ReminderKind.TWO_HOURS:
        found = found.filter(channel=Channel.VIDEO)
    return list(found.order_by("starts_at", "pk").values_list("pk", flat=True))
