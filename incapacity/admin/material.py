"""What the pages of one certificate show; what is medical only for who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from cns_portal import audit, clock, procedures
from cns_portal.inbox import selectors as posted
from incapacity.admin import showing
from incapacity.models import Certificate
from incapacity.presenters import sheet_lines
from incapacity.presenters.around import around
from incapacity.presenters.causes import between, cause_name
from incapacity.presenters.contradictions import sentence
from incapacity.selectors import contradictions, medical, work
from incapacity.services.steps import concerns
from insured.admin import showing as words
from insured.admin.conversation import letters

if TYPE_CHECKING:
    from insured.models import InsuredPerson

OTHERS_SHOWN = 8


@dataclass(frozen=True)
class Material:
    """A certificate, as one agent sees it."""

    certificate: Certificate
    is_ones_own: bool
    """Whether it is the agent's own, about them as a child, or was sent by them."""
    sees_the_sheet: bool
    """Whether the agent may see what is medical in it."""

    @property
    def people(self) -> list[InsuredPerson]:
        """Whose file it is, and the child it is about."""
        certificate = self.certificate
        return [certificate.person, *([certificate.child] if certificate.child else [])]


def of(certificate: Certificate, *, agent) -> Material:
    return Material(certificate, concerns(certificate, agent), medical.may_see(agent))


def record(request: HttpRequest, material: Material, *, purpose: str) -> None:
    """Once for the person whose certificate it is, and once for the child."""
    certificate = material.certificate
    audit.record_view(
        request.user, certificate, purpose=purpose, dossier=certificate.person.dossier
    )
    if certificate.child is not None:
        audit.record_view(
            request.user,
            certificate.child,
            purpose="incapacity.child",
            dossier=certificate.child.dossier,
        )


def context(request: HttpRequest, model_admin, material: Material) -> dict[str, Any]:
    """What everybody sees who may read certificates."""
    certificate, today = material.certificate, clock.today()
    return {
        **model_admin.admin_site.each_context(request),
        "opts": Certificate._meta,
        "is_nav_sidebar_enabled": False,  # the pictures need the room
        "certificate": certificate,
        "cause": cause_name(certificate.cause),
        "tag": showing.state_tag(certificate),
        "age": showing.age_tag(certificate, today=today),
        "number": words.number(certificate.person),
        "person_address": words.address_of_file(request, certificate.person_id),
        "is_mine": certificate.agent_id == request.user.pk,
        "facts": sheet_lines.facts(certificate),
        "contradictions": [
            sentence(one) for one in contradictions.of(certificate, today=today, for_agent=True)
        ],
        "around": around(certificate, today=today),
        "others": _others(certificate),
        "situations": words.situations(request, material.people, today=today),
        "history": words.history_lines(procedures.history(certificate.procedure)),
        "page_address": showing.address_of(certificate.pk),
        "sees_the_sheet": material.sees_the_sheet,
        **(_medical(material) if material.sees_the_sheet else {}),
    }


def _medical(material: Material) -> dict[str, Any]:
    """The sheets, and words that may name an illness. The diagnosis only where it is asked for."""
    certificate = material.certificate
    procedure = certificate.procedure
    return {
        "written": sheet_lines.words_of_the_person(certificate),
        "pictures": words.pictures(certificate.pages.all()),
        "has_diagnosis": medical.has_diagnosis(certificate),
        "diagnosis_address": showing.address_of(certificate.pk, "diagnosis"),
        "letters": letters(procedure),
        "messages_sent": posted.messages_about(procedure.reference).defer("body"),
        "reason": (certificate.decision or {}).get("reason", ""),
    }


def _others(certificate: Certificate) -> list[dict[str, Any]]:
    """The person's other certificates, the latest first."""
    return [
        {
            "address": showing.address_of(one.pk),
            "reference": one.procedure.reference,
            "days": between(one.first_day, one.last_day),
            "cause": cause_name(one.cause),
            "tag": showing.state_tag(one),
            "is_earlier": one.pk == certificate.earlier_id,
        }
        for one in work.others_of(certificate)[:OTHERS_SHOWN]
    ]
