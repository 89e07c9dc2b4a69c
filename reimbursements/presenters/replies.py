"""Ready texts for claims as they would be sent: in the person's language, all filled in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import formats, translation
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from insured.choices.replies import Placeholder
from insured.presenters.replies import Ready, filled_in

if TYPE_CHECKING:
    from insured.models import ReplyTemplate
    from reimbursements.models import Claim


def ready_texts(
    templates: Iterable[ReplyTemplate], claim: Claim, *, deadline: date | None = None
) -> list[Ready]:
    """Each of `templates` filled in for `claim`."""
    return filled_in(
        templates,
        language=claim.person.language,
        values=lambda language: values(claim, language, deadline=deadline),
    )


def values(claim: Claim, language: str, *, deadline: date | None) -> dict[str, str]:
    """What stands for each placeholder, in this language; nothing where it is not known."""
    with translation.override(language):
        return {
            Placeholder.NAME: claim.person.full_name,
            Placeholder.REFERENCE: claim.procedure.reference,
            Placeholder.REQUEST: _("Reimbursement of bills"),
            Placeholder.SENT_ON: _day(civil_time.day_of(claim.sent_at)),
            Placeholder.DEADLINE: _day(deadline) if deadline else "",
        }


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")
