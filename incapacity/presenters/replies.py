"""Ready texts for certificates as they would be sent: in the person's language, all filled in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from insured.presenters.replies import Ready, filled_in

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from insured.models import ReplyTemplate

CALLED = _("Certificate of incapacity for work")


def ready_texts(
    templates: Iterable[ReplyTemplate], certificate: Certificate, *, deadline: date | None = None
) -> list[Ready]:
    """Each of `templates` filled in for `certificate`."""
    return filled_in(templates, certificate, called=CALLED, deadline=deadline)
