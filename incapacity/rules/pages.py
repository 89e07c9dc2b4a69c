"""Whether the files of a certificate may still change, and who sees them."""

from __future__ import annotations

from incapacity.choices.certificates import CertificateState
from incapacity.choices.sending import SendingRefusal


def why_not_change(*, state: CertificateState) -> SendingRefusal | None:
    """Why the files of a certificate stay as they are; None while it is a draft."""
    return None if state == CertificateState.DRAFT else SendingRefusal.SENT_ALREADY


def may_see_picture(*, acts_for_somebody: bool, sent_it: bool) -> bool:
    """Whether whoever opened a person's file sees what a sheet shows: the diagnosis stands on it.

    The person does; who acts for the person sees what they have sent themselves. A convention of
    the portal: a mandate to send certificates says nothing about reading diagnoses.
    """
    return sent_it or not acts_for_somebody
