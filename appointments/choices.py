"""The words of this room, and the sentences people read when the answer is no."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    ON_SITE = "on_site", _("At an agency")
    VIDEO = "video", _("By video call")


class TopicCode(TextChoices):
    REIMBURSEMENT = (
        "reimbursement",
        _("Reimbursement of medical bills (cheques / instant wire transfers)"),
    )
    INFORMATION = "information", _("Information – documents")
    LONG_TERM_CARE = "long_term_care", _("Long-term care insurance")


class Status(TextChoices):
    HELD = "held", _("Kept for a few minutes")
    REQUESTED = "requested", _("Being checked")
    CONFIRMED = "confirmed", _("Confirmed")
    CHECKED_IN = "checked_in", _("Arrived")
    CALLED = "called", _("Called")
    STARTED = "started", _("Being served")
    COMPLETED = "completed", _("Completed")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Refused")
    MOVED = "moved", _("Moved to another time")
    EXPIRED = "expired", _("Not sent in time")


class Role(TextChoices):
    """Whose details these are."""

    APPLICANT = "applicant", _("The person who makes the appointment")
    CONCERNED = "concerned", _("The person the appointment is for")


class Refusal(TextChoices):
    """Why not. Placeholders in braces are filled by whoever refuses."""

    # about a time
    NOT_OFFERED = "not_offered", _("This topic is not offered in this way.")
    NO_VIDEO_FOR_REIMBURSEMENT = (
        "no_video_for_reimbursement",
        _("Medical bills cannot be reimbursed during a video call. Please choose an agency."),
    )
    PAST = "past", _("This time is already over. Please choose a later one.")
    TOO_SOON = (
        "too_soon",
        _("This time is too close. Appointments can be booked from {earliest} on."),
    )
    TOO_FAR = (
        "too_far",
        _("This day is too far ahead. Appointments can be booked until {latest}."),
    )
    HOLIDAY = "holiday", _("The CNS is closed on this day: {holiday}.")
    CLOSURE = "closure", _("The agency is closed at this time: {reason}.")
    OUTSIDE_HOURS = "outside_hours", _("The agency is not open at this time.")
    NOT_ON_GRID = (
        "not_on_grid",
        _("No appointment starts at this time. Please choose from the list."),
    )
    DESK_OUT = "desk_out", _("The desk is no longer in service.")
    DESK_NOT_SERVED = "desk_not_served", _("Fewer desks are served at this time.")
    NO_FREE_TIME = "no_free_time", _("No other free time was found.")
    TAKEN = "taken", _("Somebody else has just taken this time. Please choose another one.")
    AGENCY_UNKNOWN = "agency_unknown", _("This agency does not take appointments.")
    BUSY = "busy", _("Many people are booking at this moment. Please try again.")
    # about a hold
    HOLD_EXPIRED = (
        "hold_expired",
        _("The time was no longer kept for you, and somebody else has taken it since."),
    )
    NO_MORE_EXTENSIONS = (
        "no_more_extensions",
        _("The time cannot be kept any longer. Please finish now, or choose the time again later."),
    )
    TOO_MANY_HOLDS = (
        "too_many_holds",
        _(
            "Many times were chosen from here within a short while. "
            "Please wait an hour, or call us."
        ),
    )
    # about a person
    OVERLAPS_OWN = (
        "overlaps_own",
        _("There is already an appointment for this person at that time: {other}."),
    )
    TOO_MANY_OPEN = (
        "too_many_open",
        _(
            "This person already has as many open appointments as can be booked online ({limit}). "
            "Cancel one of them first, or call us."
        ),
    )
    IDENTITY_COPY_MISSING = (
        "identity_copy_missing",
        _("Without signing in, a copy of the identity card must be attached."),
    )
    IDENTITY_COPY_UNREADABLE = (
        "identity_copy_unreadable",
        _("The copy of the identity card could not be read."),
    )
    # about an appointment
    NOT_OPEN = "not_open", _("This appointment is already over or cancelled.")
    ALREADY_STARTED = (
        "already_started",
        _("This appointment has already begun and can no longer be changed online."),
    )
    NOT_WAITING = "not_waiting", _("This request has already been decided.")
    NOT_DECIDED = (
        "not_decided",
        _("The request was not decided before the time of the appointment. We are sorry."),
    )
    NOT_THE_DAY = "not_the_day", _("This appointment is on another day.")
    NOT_BEGUN = "not_begun", _("This can be recorded when the appointment has begun.")
    SAME_TIME = "same_time", _("This is the time the appointment already has.")
    NOT_EARLIER = "not_earlier", _("This time is not earlier than the one you have.")
    OFFER_OVER = (
        "offer_over",
        _("This offer is over: the time was no longer kept for you. Your appointment stays."),
    )
    NOT_HERE_YET = "not_here_yet", _("This person has not arrived yet.")
    DESK_MISSING = "desk_missing", _("Please choose the desk at which you receive people.")
    DESK_TAKEN = "desk_taken", _("A colleague receives people at this desk.")
    DESK_BUSY = "desk_busy", _("Somebody has been called to this desk and is not finished yet.")
    CALLED_ELSEWHERE = (
        "called_elsewhere",
        _("This person was called to another desk."),
    )
    NO_TIME_TODAY = ("no_time_today", _("There is no free time left at this agency today."))
    NOBODY_WAITS = "nobody_waits", _("Nobody is waiting.")
    ROOM_NOT_OPEN = "room_not_open", _("The waiting room is not open yet.")
    NOTHING_TO_DECIDE = "nothing_to_decide", _("This has already been decided.")
    NOT_POSSIBLE = "not_possible", _("This is not possible in the appointment's present state.")
    REASON_MISSING = "reason_missing", _("Please give a reason: the person reads it.")


class DeviceKind(TextChoices):
    """What a device of an agency shows."""

    TERMINAL = "terminal", _("Check-in terminal")
    DISPLAY = "display", _("Call display")


class ReminderKind(TextChoices):
    TWO_DAYS = "two_days", _("Two days before")
    TWO_HOURS = "two_hours", _("Two hours before a video call")


class OfferState(TextChoices):
    """What became of an earlier time that was offered to somebody."""

    OPEN = "open", _("Kept for the person")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Side(TextChoices):
    """An end of a video call."""

    PERSON = "person", _("The person")
    AGENT = "agent", _("The agent")


class ConflictState(TextChoices):
    """What became of an appointment that no longer met the agency's hours."""

    OPEN = "open", _("To be decided")
    KEPT = "kept", _("Kept all the same")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    SETTLED = "settled", _("No longer in conflict")


class CancelledBy(TextChoices):
    """Who gave an appointment up."""

    PERSON = "person", _("By the person")
    STAFF = "staff", _("By staff")
    PORTAL = "portal", _("By the portal")


class CancelledBefore(TextChoices):
    """How long before its beginning an appointment was given up."""

    AN_HOUR = "an_hour", _("Less than an hour before, or later")
    SAME_DAY = "same_day", _("On the same day")
    TWO_DAYS = "two_days", _("One or two days before")
    A_WEEK = "a_week", _("Three to seven days before")
    EARLIER = "earlier", _("More than seven days before")


class Treatment(TextChoices):
    """What becomes of an appointment that a change of the plan touches."""

    KEEP = "keep", _("Keep it all the same")
    MOVE = "move", _("Move it to the nearest free time")
    CANCEL = "cancel", _("Cancel it")


class StepResult(TextChoices):
    """What became of it."""

    KEPT = "kept", _("Kept all the same")
    REDESKED = "redesked", _("At another desk, at the same time: the person need not be told")
    MOVED = "moved", _("Moved; the person is being told")
    CANCELLED = "cancelled", _("Cancelled; the person is being told")
    GONE = "gone", _("Nothing to do: it was changed or cancelled meanwhile")
    FAILED = "failed", _("Not possible; the appointment stays, and is marked in the agenda")


class ReadyReason(TextChoices):
    """Sentences that the person reads in their own language."""

    CLOSING = "closing", _("The agency has to close at this time. We apologise.")
    HOURS = "hours", _("The opening hours of the agency change. We apologise.")
    ILL = "ill", _("The colleague who would have received you is ill. We apologise.")
