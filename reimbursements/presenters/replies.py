"""Ready texts for claims as they would be sent: in the person's language, all filled in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from insured.presenters.replies import Ready, filled_in

if TYPE_CHECKING:
    from insured.models import ReplyTemplate
    from reimbursements.models import Claim

CALLED = _("Reimbursement of bills")


def ready_texts(
    templates: Iterable[ReplyTemplate], claim: Claim, *, deadline: date | None = None
) -> list[Ready]:
    """Each of `templates` filled in for `claim`."""
    return filled_in(templates, claim, called=CALLED, deadline=deadline)
