from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReimbursementsConfig(AppConfig):
    name = "reimbursements"
    verbose_name = _("Reimbursements")

    def ready(self) -> None:
        """Tell the ground floor what this room calls things, prints, keeps and needs."""
        _declare_claims()


def _declare_claims() -> None:
    """A claim is a kind of procedure."""
    from cns_portal import procedures
    from reimbursements.choices.claims import ClaimState
    from reimbursements.services import steps

    procedures.declare_kind(
        steps.KIND,
        label=_("Reimbursement of bills"),
        states=dict(ClaimState.choices),
        asks=[ClaimState.NEEDS_YOU],
        cut_short=[ClaimState.WITHDRAWN],
    )
