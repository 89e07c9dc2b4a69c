from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncapacityConfig(AppConfig):
    name = "incapacity"
    verbose_name = _("Incapacity for work")

    def ready(self) -> None:
        """Tell the ground floor what this room calls things, prints, keeps and needs."""
        _declare_certificates()
        _declare_agents_work()
        _declare_requests()
        _declare_actions()


def _declare_certificates() -> None:
    """A certificate that was sent is a kind of procedure."""
    from cns_portal import inbox, procedures
    from cns_portal.audit import words
    from incapacity.choices.certificates import CertificateState
    from incapacity.choices.happenings import HAPPENINGS, WHAT_NEXT
    from incapacity.presenters.certificate import page_of, send_again
    from incapacity.selectors import cases, medical
    from incapacity.services import sending, sheets, steps, working

    # No `files`: the sheet shows the diagnosis, and whoever reads somebody's messages need not.
    procedures.declare_kind(
        steps.KIND,
        label=_("Certificate of incapacity for work"),
        states=dict(CertificateState.choices),
        happenings=HAPPENINGS,
        what_next=WHAT_NEXT,
        answer_within=cases.answer_by,
        asks=[CertificateState.NEEDS_YOU],
        cut_short=[CertificateState.WITHDRAWN],
        settled=[CertificateState.REFUSED],
        why_not_withdraw=sending.why_not_withdraw,
        withdraw=sending.withdraw,
        asked=working.asked,
        replied=working.replied,
        visible_to=medical.visible_to,
        page=page_of,
        send_again=send_again,
    )
    inbox.register_check(sheets.STILL_WANTED, sheets.is_still_wanted)
    words.declare_cases("incapacity.certificate", cases.references)
    words.declare_cases("documents.document", cases.references_of_files)


def _declare_agents_work() -> None:
    """Why agents look at certificates, what they open, and that they keep texts ready for them."""
    from cns_portal import documents
    from cns_portal.audit import words
    from incapacity.choices import looks
    from incapacity.selectors import medical
    from incapacity.services import staff, steps
    from insured.services import reply_kinds

    documents.grants(medical.agent_may_open)
    words.declare_purposes(looks.PURPOSES)
    words.declare_role(staff.AGENT_GROUP, _("incapacity for work"))
    words.declare_role(staff.BOARD_GROUP, _("medical board"))
    reply_kinds.declare(steps.KIND, _("Certificate of incapacity for work"))


def _declare_requests() -> None:
    """What is particular about the requests of the hall that concern leaving the house."""
    from incapacity.notices import asking as words
    from incapacity.services import asking
    from insured.choices import RequestKind
    from insured.services.request_kinds import rules_for

    rules_for(
        RequestKind.STAY_ABROAD,
        accepted=asking.stay_accepted,
        doubts=asking.doubts_about_stay,
        lines=words.stay_lines,
    )
    rules_for(
        RequestKind.LIFT_RESTRICTIONS,
        accepted=asking.lifting_accepted,
        doubts=asking.doubts_about_lifting,
        lines=words.lifting_lines,
    )


def _declare_actions() -> None:
    """Which pages of this room editors can lead readers to."""
    from cns_portal import content

    for code, label, page in (
        ("certificate", _("Send a certificate"), "new"),
        ("list", _("See my certificates"), "list"),
        ("stay_abroad", _("Ask for a stay abroad"), "stay_abroad"),
        ("outings", _("Ask to leave the house"), "outings"),
    ):
        content.declare_action(f"incapacity.{code}", label=label, url_name=f"incapacity:{page}")
    content.declare_action(
        "incapacity.deadlines",
        label=_("See what to do when I am ill"),
        url_name="incapacity:when_i_am_ill",
        needs_sign_in=False,
    )
    content.ask_opinions_on("incapacity:when_i_am_ill")
