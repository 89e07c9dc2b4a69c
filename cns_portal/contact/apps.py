from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    name = "cns_portal.contact"
    label = "contact"
    verbose_name = _("Questions to the CNS")

    def ready(self) -> None:
        """Tell the ground floor what a question is called, and the hall that texts are ready."""
        from cns_portal import content, procedures
        from cns_portal.audit import words
        from cns_portal.contact.choices import looks
        from cns_portal.contact.choices.questions import HAPPENINGS, WHAT_NEXT, QuestionState
        from cns_portal.contact.selectors import work
        from cns_portal.contact.services import closing, staff, steps, working
        from insured.services import reply_kinds

        procedures.declare_kind(
            steps.KIND,
            label=_("Question to the CNS"),
            states=dict(QuestionState.choices),
            happenings=HAPPENINGS,
            what_next=WHAT_NEXT,
            answer_within=work.answer_by,
            asks=[QuestionState.NEEDS_YOU],
            cut_short=[QuestionState.WITHDRAWN],
            why_not_withdraw=closing.why_not_withdraw,
            withdraw=closing.withdraw,
            sent_copy=work.sent_copy,
            asked=working.asked,
            replied=working.replied,
            visible_to=work.visible_to,
        )
        words.declare_purposes(looks.PURPOSES)
        words.declare_role(staff.AGENT_GROUP, _("questions"))
        words.declare_cases("contact.question", work.references)
        reply_kinds.declare("question", _("Question to the CNS"))
        for code, label in (
            ("write", _("Ask the CNS a question")),
            ("status", _("See where my question is")),
        ):
            content.declare_action(
                f"contact.{code}", label=label, url_name=f"contact:{code}", needs_sign_in=False
            )
        content.ask_opinions_on("contact:contact")
