from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "cns_portal.rights"
    label = "rights"
    verbose_name = _("Rights over personal data")

    def ready(self) -> None:
        """Tell the ground floor what requests are called, what they keep and who opens what."""
        _declare_requests()
        _declare_officers_work()
        _declare_actions()
        _declare_restrictions()


def _declare_requests() -> None:
    """A request about personal data is a procedure, of a kind of its own for each right."""
    from cns_portal import documents, procedures
    from cns_portal.audit import words
    from cns_portal.procedures.choices import Phase
    from cns_portal.rights.choices import happenings
    from cns_portal.rights.choices.requests import RightsKind, RightsState
    from cns_portal.rights.presenters.request import page_of
    from cns_portal.rights.selectors import cases
    from cns_portal.rights.services import outside, sending, steps, working

    for kind in RightsKind:
        procedures.declare_kind(
            steps.procedure_kind(kind),
            label=kind.label,
            states=dict(RightsState.choices),
            happenings=happenings.HAPPENINGS,
            what_next=happenings.WHAT_NEXT,
            answer_within=cases.answer_by,
            asks=[RightsState.NEEDS_YOU],
            cut_short=[RightsState.WITHDRAWN],
            settled=[state for state, phase in steps.PHASES.items() if phase == Phase.DECIDED],
            why_not_withdraw=sending.why_not_withdraw,
            withdraw=sending.withdraw,
            files=cases.files_of,
            asked=working.asked,
            replied=working.replied,
            why_not_write=working.why_not_write,
            visible_to=cases.visible_to,
            page=page_of,
        )
    words.declare_cases("rights.rightsrequest", cases.references)
    documents.when_checked("rights.follow_copies")
    documents.stamped(outside.IDENTITY, outside.words_across)


def _declare_officers_work() -> None:
    """Why officers look at a file, what they open, and that they keep texts ready."""
    from cns_portal import documents
    from cns_portal.audit import words
    from cns_portal.rights.choices import looks
    from cns_portal.rights.presenters.replies import KIND
    from cns_portal.rights.selectors import cases
    from cns_portal.rights.services import staff
    from insured.services import reply_kinds

    documents.grants(cases.agent_may_open)
    words.declare_purposes(looks.PURPOSES)
    words.declare_role(staff.GROUP, _("data protection officer"))
    reply_kinds.declare(KIND, _("Request about personal data"))


def _declare_actions() -> None:
    """Which pages of this room editors can lead readers to."""
    from cns_portal import content

    content.declare_action("rights.mine", label=_("Use my data rights"), url_name="rights:list")
    content.declare_action(
        "rights.request",
        label=_("Ask without signing in"),
        url_name="rights:outside",
        needs_sign_in=False,
    )


def _declare_restrictions() -> None:
    """Nobody forgets what somebody has had blocked."""
    from cns_portal import keeping
    from cns_portal.rights.selectors import restrictions

    keeping.blocks(restrictions.blocked)
