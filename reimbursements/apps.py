from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReimbursementsConfig(AppConfig):
    name = "reimbursements"
    verbose_name = _("Reimbursements")

    def ready(self) -> None:
        """Tell the ground floor what this room calls things, prints, keeps and needs."""
        _declare_claims()
        _declare_agents_work()
        _declare_complementary()
        _declare_pages()
        _declare_actions()


def _declare_claims() -> None:
    """A claim is a kind of procedure."""
    from cns_portal import documents, inbox, procedures
    from cns_portal.audit import words
    from reimbursements.choices.claims import ClaimState
    from reimbursements.choices.happenings import HAPPENINGS, WHAT_NEXT
    from reimbursements.notices.statements import STATEMENT
    from reimbursements.presenters import printing
    from reimbursements.presenters.claim import page_of
    from reimbursements.presenters.sent_copy import sent_copy
    from reimbursements.selectors import cases
    from reimbursements.services import sending, steps, working

    procedures.declare_kind(
        steps.KIND,
        label=_("Reimbursement of bills"),
        states=dict(ClaimState.choices),
        happenings=HAPPENINGS,
        what_next=WHAT_NEXT,
        answer_within=cases.answer_by,
        asks=[ClaimState.NEEDS_YOU],
        cut_short=[ClaimState.WITHDRAWN],
        why_not_withdraw=sending.why_not_withdraw,
        withdraw=sending.withdraw,
        sent_copy=sent_copy,
        files=cases.files_of,
        asked=working.asked,
        replied=working.replied,
        visible_to=cases.visible_to,
        page=page_of,
    )
    inbox.register_maker(STATEMENT, printing.print_statement)
    documents.grants(cases.agent_may_open)
    words.declare_cases("reimbursements.claim", cases.references)


def _declare_complementary() -> None:
    """A complementary reimbursement is asked for in a case of its own."""
    from cns_portal import procedures
    from reimbursements.choices.complementary import HAPPENINGS, WHAT_NEXT
    from reimbursements.choices.happenings import PAYMENTS
    from reimbursements.choices.money import ComplementaryState
    from reimbursements.selectors import complementary as selectors
    from reimbursements.services import complementary

    procedures.declare_kind(
        complementary.KIND,
        label=_("Complementary reimbursement"),
        states=dict(ComplementaryState.choices),
        happenings={**PAYMENTS, **HAPPENINGS},
        what_next=WHAT_NEXT,
        cut_short=[ComplementaryState.WITHDRAWN],
        settled=[ComplementaryState.REFUSED],
        why_not_withdraw=complementary.why_not_withdraw,
        withdraw=complementary.withdraw,
        sent_copy=complementary.sent_copy,
        visible_to=selectors.visible_to,
    )


def _declare_pages() -> None:
    """As soon as a file of a draft was checked, codes are looked for on it."""
    from cns_portal import documents
    from reimbursements.services import reading_codes

    documents.when_checked(reading_codes.TASK)


def _declare_agents_work() -> None:
    """Why agents look at claims, and that they keep texts ready for them."""
    from cns_portal.audit import words
    from insured.services import reply_kinds
    from reimbursements.choices import looks
    from reimbursements.services import staff, steps

    words.declare_purposes(looks.PURPOSES)
    words.declare_role(staff.AGENT_GROUP, _("reimbursements"))
    reply_kinds.declare(steps.KIND, _("Reimbursement of bills"))


def _declare_actions() -> None:
    """Which pages of this room editors can lead readers to."""
    from cns_portal import content

    for code, label, page in (
        ("claim", _("Send my bills"), "new"),
        ("list", _("See my reimbursements"), "list"),
        ("year", _("See my year"), "year"),
        ("payees", _("Have somebody else paid"), "payees"),
    ):
        content.declare_action(
            f"reimbursements.{code}", label=label, url_name=f"reimbursements:{page}"
        )
    content.declare_action(
        "reimbursements.how",
        label=_("See how we calculate"),
        url_name="reimbursements:how",
        needs_sign_in=False,
    )
    content.ask_opinions_on(
        "reimbursements:how", "reimbursements:how_acts", "reimbursements:how_changes"
    )
