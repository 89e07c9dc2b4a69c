from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsuredConfig(AppConfig):
    name = "insured"
    verbose_name = _("Insured persons")

    def ready(self) -> None:
        """Tell the ground floor whom an identity opens, and what the hall calls its cases."""
        from cns_portal import procedures
        from cns_portal.accounts import owners, sign_in
        from insured.selectors import acting
        from insured.selectors import people as selectors
        from insured.services import affiliation_events, voluntary
        from insured.services import files as services
        from insured.services.cards import nightly

        sign_in.on_recognised(services.recognise)
        sign_in.find_account_with(selectors.account_with)
        owners.on_asked(selectors.account_behind)
        _declare_looks()
        affiliation_events.on_first_affiliation(nightly.order_first)
        procedures.declare_people(addresses=acting.addresses_behind, names=selectors.names_of)
        _declare_requests()
        _declare_families()
        voluntary.declare()
        _declare_papers()
        _declare_actions()


def _declare_papers() -> None:
    """What the worker prints, and what is particular about requests for forms."""
    from cns_portal import inbox
    from insured.choices import RequestKind
    from insured.notices import abroad as notices
    from insured.notices import papers
    from insured.selectors import abroad as selectors
    from insured.services import abroad
    from insured.services.request_kinds import rules_for

    inbox.register_maker(papers.PAPER, papers.print_paper)
    for kind in selectors.FORMS:
        rules_for(kind, lines=notices.lines, doubts=selectors.doubts)
    rules_for(RequestKind.S2, accepted=abroad.insist_on_favourable_opinion)


def _declare_requests() -> None:
    """Each kind of request is a kind of procedure; they share their words and their life."""
    from cns_portal import documents, procedures
    from insured.choices import RequestKind, RequestState
    from insured.choices.requests import HAPPENINGS, WHAT_NEXT
    from insured.rules.requests import settled_of
    from insured.selectors import requests as selectors
    from insured.services import requests

    for kind in RequestKind:
        procedures.declare_kind(
            requests.procedure_kind(kind),
            label=kind.label,
            states=dict(RequestState.choices),
            happenings=HAPPENINGS,
            what_next=WHAT_NEXT,
            answer_within=selectors.answer_until,
            asks=[RequestState.NEEDS_YOU],
            cut_short=[RequestState.WITHDRAWN],
            settled=settled_of(kind),
            why_not_withdraw=requests.why_not_withdraw,
            withdraw=requests.withdraw,
            sent_copy=requests.sent_copy,
            files=selectors.files_of,
            asked=requests.asked,
            replied=requests.replied,
            visible_to=selectors.visible_to,
        )
    documents.grants(selectors.agent_may_open)


def _declare_families() -> None:
    """What the decisions about co-insurance change, and what was stated."""
    from insured.choices import RequestKind
    from insured.presenters import co_insurance as words
    from insured.presenters import family_ends as more_words
    from insured.services import co_insurance, ending_ties
    from insured.services.request_kinds import rules_for

    rules_for(
        RequestKind.CO_INSURANCE,
        accepted=co_insurance.accepted,
        doubts=co_insurance.doubts,
        lines=words.lines_of,
    )
    rules_for(
        RequestKind.END_CO_INSURANCE,
        accepted=ending_ties.end_accepted,
        doubts=ending_ties.end_doubts,
        lines=more_words.end_lines,
    )
    rules_for(
        RequestKind.REMAIN_CO_INSURED,
        accepted=ending_ties.remain_accepted,
        doubts=ending_ties.remain_doubts,
        lines=more_words.remain_lines,
    )


def _declare_looks() -> None:
    """Why somebody looks at a file, in words for the person whose file it is."""
    from cns_portal.audit import words
    from insured.choices import looks
    from insured.selectors import trail
    from insured.services import staff

    words.declare_purposes(looks.PURPOSES)
    words.declare_role(staff.AGENT_GROUP, _("insured persons"))
    words.declare_cases("insured.request", trail.references)


def _declare_actions() -> None:
    """Which pages of the hall editors can lead readers to."""
    from cns_portal import content

    for code, label, page in (
        ("cover", _("See how I am covered"), "family"),
        ("family_add", _("Have somebody co-insured"), "family_add"),
        ("family_end", _("End a co-insurance"), "family_end"),
        ("family_remain", _("Ask to stay co-insured"), "family_remain"),
        ("lost_job", _("See what happens to my insurance"), "lost_job"),
        ("voluntary", _("Insure myself voluntarily"), "voluntary"),
        ("papers", _("Get a certificate"), "papers"),
        ("abroad", _("See my cover abroad"), "abroad"),
        ("care_abroad", _("Ask for treatment abroad"), "care_abroad"),
        ("cards", _("See my cards"), "cards"),
        ("acting", _("Let somebody act for me"), "acting"),
        ("data", _("See my data"), "data"),
        ("address", _("Change my address"), "data_address"),
        ("bank", _("Change my bank account"), "data_bank"),
        ("looks", _("See who looked at my data"), "data_looks"),
    ):
        content.declare_action(f"insured.{code}", label=label, url_name=f"insured:{page}")
    content.declare_action(
        "insured.where_covered",
        label=_("See where I am covered"),
        url_name="insured:where_covered",
        needs_sign_in=False,
    )
    content.ask_opinions_on("insured:where_covered")
