"""What the agents' pages say about certificates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incapacity.choices.certificates import CertificateRefusal, CertificateState
from incapacity.presenters.causes import TONES
from incapacity.rules import states, waiting
from insured.admin.showing import moment, waited_tag

if TYPE_CHECKING:
    from incapacity.models import Certificate


def state_label(state: CertificateState) -> str:
    """The state as agents say it: it is they who wait for the person."""
    if state == CertificateState.NEEDS_YOU:
        return _("Waiting for the person")
    return str(state.label)


def state_tag(certificate: Certificate) -> dict[str, str]:
    """The state as word and tone."""
    state = CertificateState(certificate.state)
    return {"label": state_label(state), "tone": TONES[state]}


def age_tag(certificate: Certificate, *, today: date) -> dict[str, str] | None:
    """How long it has waited since it was sent, in days; None once it is decided."""
    if certificate.state not in states.WAITING:
        return None
    return waited_tag(certificate.sent_at, today=today, tone=waiting.tone)


def doubt_tags(certificate: Certificate) -> list[dict[str, str]]:
    """What a line of the list says besides: late, contradicting, or both."""
    tags = []
    if certificate.late:
        tags.append({"label": _("Late"), "tone": "warning"})
    if certificate.contradicts:
        tags.append({"label": _("Contradicts something"), "tone": "warning"})
    return tags


def days(certificate: Certificate) -> str:
    """From when to when, in numbers."""
    first, last = (
        date_format(day, "SHORT_DATE_FORMAT")
        for day in (certificate.first_day, certificate.last_day)
    )
    return first if first == last else f"{first} – {last}"


def address_of(certificate_id: int, page: str = "change") -> str:
    """A page of one certificate: its own, or that of an action."""
    return reverse(f"admin:incapacity_certificate_{page}", args=[certificate_id])


def how_it_stands(certificate: Certificate, refusal: Any = None) -> str:
    """Why something cannot be done now: who has the certificate, or what became of it."""
    if refusal in (None, CertificateRefusal.NOT_YOURS) and certificate.agent_id:
        return _("%(agent)s has this certificate since %(day)s.") % {
            "agent": certificate.agent,
            "day": moment(certificate.taken_at),
        }
    if refusal == CertificateRefusal.CLOSED and certificate.state in states.WAITING:
        return _how_it_waits(certificate)
    if refusal == CertificateRefusal.CLOSED and certificate.decided_by_id:
        return _("%(agent)s decided this certificate on %(day)s: %(state)s.") % {
            "agent": certificate.decided_by,
            "day": moment(certificate.decided_at),
            "state": state_label(CertificateState(certificate.state)),
        }
    return str(getattr(refusal, "label", refusal))


def _how_it_waits(certificate: Certificate) -> str:
    """It is not decided: somebody else, or another window, has gone on with it meanwhile."""
    if certificate.agent_id is None:
        return _("Nobody has this certificate now. Take it to go on with it.")
    return _("%(agent)s has this certificate since %(day)s. Its state now: %(state)s.") % {
        "agent": certificate.agent,
        "day": moment(certificate.taken_at),
        "state": state_label(CertificateState(certificate.state)),
    }
