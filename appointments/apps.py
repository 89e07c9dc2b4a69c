from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        """Tell the ground floor what this room calls things, prints, keeps and needs."""
        from appointments.choices import Status
        from appointments.notices import papers
        from appointments.presenters import case as words
        from appointments.selectors import trail
        from appointments.selectors.access import agent_may_open_copy
        from appointments.services import case, earlier, reminding, staff
        from cns_portal import documents, inbox, procedures
        from cns_portal.audit import words as looks

        procedures.declare_kind(
            "appointment",
            label=_("Appointment"),
            states=dict(Status.choices),
            happenings={
                "appointment.received": _("Request sent"),
                "appointment.booked_by_phone": _("Booked with an agent"),
                "appointment.confirmed": _("Appointment confirmed"),
                "appointment.refused": _("Request refused"),
                "appointment.left_to_agent": _("An agent checks the request"),
                "appointment.question": _("Question from the CNS"),
                "appointment.moved": _("New time"),
                "appointment.moved_away": _("Time given up for another"),
                "appointment.redesked": _("Another desk at the same time"),
                "appointment.kept": _("Kept, although outside the hours"),
                "appointment.cancelled": _("Appointment cancelled"),
                "appointment.checked_in": _("Arrived"),
                "appointment.walk_in": _("Came without an appointment"),
                "appointment.called": _("Called"),
                "appointment.called_again": _("Called again"),
                "appointment.waits_again": _("Back to waiting"),
                "appointment.started": _("Begun"),
                "appointment.completed": _("Appointment completed"),
                "appointment.missed": _("Appointment missed"),
                "appointment.earlier_wanted": _("Asked to be told about earlier times"),
                "appointment.earlier_stopped": _("No longer told about earlier times"),
                "appointment.earlier_offered": _("Earlier time offered"),
                "appointment.printed": _("Confirmation printed to be posted"),
            },
            what_next=words.WHAT_NEXT,
            answer_within=case.answer_by,
            why_not_withdraw=case.why_not_withdraw,
            withdraw=case.withdraw,
            withdraw_url=words.withdraw_url,
            sent_copy=words.sent_copy,
            replied=case.replied,
            visible_to=case.visible_to,
        )
        looks.declare_purposes({"appointments": _("Work on an appointment")})
        looks.declare_cases("appointments.appointment", trail.references)
        looks.declare_offices(trail.offices)
        looks.declare_role(staff.AGENT_GROUP, _("appointments"))
        inbox.register_check(reminding.STILL_DUE, reminding.is_still_due)
        inbox.register_check(earlier.STILL_OPEN, earlier.is_still_open)
        inbox.register_maker(papers.CONFIRMATION, papers.print_confirmation)
        documents.grants(agent_may_open_copy)
        documents.when_checked("appointments.check_requests")
        _declare_actions()


def _declare_actions() -> None:
    """Which pages of this room editors can lead readers to."""
    from cns_portal import content

    content.declare_action(
        "appointments.book",
        label=_("Book an appointment"),
        url_name="appointments:new",
        needs_sign_in=False,
    )
    content.declare_action(
        "appointments.list", label=_("See my appointments"), url_name="appointments:list"
    )
