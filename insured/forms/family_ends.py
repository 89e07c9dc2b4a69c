"""Reporting that a co-insurance is over, and asking to remain co-insured from 30 on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import (
    CardChoiceField,
    CardMultipleChoiceField,
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    Option,
)
from cns_portal.web.forms import PageForm
from insured.choices import TieEnd
from insured.rules.family_ends import REPORTED

if TYPE_CHECKING:
    from insured.models import FamilyTie, InsuredPerson

STUDIES, LOW_RESOURCES = "studies", "low_resources"


class _AboutATie(PageForm):
    """Which co-insurance, when there are several; a remark and a file that may help."""

    tie = CardChoiceField(label=_("Which co-insurance?"))

    def __init__(self, *args, ties: Sequence[FamilyTie], reader: InsuredPerson, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.ties = {str(tie.pk): tie for tie in ties}
        self.fields["tie"].options = [
            Option(
                value=key,
                label=(tie.principal if tie.member_id == reader.pk else tie.member).full_name,
                hint=str(tie.get_relation_display()),
            )
            for key, tie in self.ties.items()
        ]
        if len(self.ties) == 1:
            self.fields["tie"].initial = next(iter(self.ties))

    def clean_tie(self) -> FamilyTie:
        return self.ties[self.cleaned_data["tie"]]


def _remark(help_text) -> LongTextField:
    return LongTextField(
        label=_("What else should the agent know?"),
        max_length=1000,
        required=False,
        help_text=help_text,
    )


class EndForm(_AboutATie):
    """Since when it is over, and why."""

    reason = CardChoiceField(
        label=_("Why is it over?"),
        options=[Option(value=reason.value, label=reason.label) for reason in REPORTED],
    )
    last_day = LuxembourgDateField(
        label=_("Last day on which the conditions were met"),
        help_text=_("For example the day before the divorce or the move. Day/month/year."),
    )
    remark = _remark(_("At most 1 000 characters; please write nothing about health."))
    file = DocumentField(label=_("A document that shows it, if you have one"), required=False)

    def clean_reason(self) -> TieEnd:
        return TieEnd(self.cleaned_data["reason"])


class RemainForm(_AboutATie):
    """On what ground somebody is to remain co-insured from 30 on."""

    grounds = CardMultipleChoiceField(
        label=_("What is true from the 30th birthday on?"),
        required=False,
        options=[
            Option(value=STUDIES, label=_("Studies or vocational training")),
            Option(
                value=LOW_RESOURCES,
                label=_("Less than the social inclusion income (REVIS) for one person"),
            ),
        ],
    )
    remark = _remark(
        _(
            "For example until when the studies last. At most 1 000 characters; please write "
            "nothing about health."
        )
    )
    file = DocumentField(label=_("Proof of studies or resources, if you have it"), required=False)

    def clean_grounds(self) -> list[str]:
        if not (grounds := self.cleaned_data["grounds"]):
            raise ValidationError(
                _("Choose what is true. Without one of both nobody remains co-insured from 30 on.")
            )
        return grounds
