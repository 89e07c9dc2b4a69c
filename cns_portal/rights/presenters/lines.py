"""What was asked, line by line, with its labels: for the person and for the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cns_portal.privacy import saying
from cns_portal.rights.choices.correcting import CorrectionField
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.choices.restriction import RestrictionGround

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest


def lines_of(request: RightsRequest) -> list[tuple[str, str]]:
    """Labels and values, empty ones left out."""
    said = request.details or {}
    lines = [(_("What you ask for"), str(RightsKind(request.kind).label))]
    match request.kind:
        case RightsKind.CORRECTION:
            lines += [
                (_("What is wrong"), _named(CorrectionField, said.get("field", ""))),
                (_("What stands there now"), said.get("present", "")),
                (_("What should stand there"), said.get("proposed", "")),
            ]
        case RightsKind.RESTRICTION:
            lines += [
                (_("Why"), _named(RestrictionGround, said.get("ground", ""))),
                (_("Which data"), said.get("data", "")),
            ]
        case RightsKind.OBJECTION:
            lines += [(_("Which processing"), said.get("processing", ""))]
        case RightsKind.ACCESS_QUESTION:
            lines += [
                (_("When"), saying.moment(said.get("at", ""))),
                (_("Who, as shown to you"), said.get("who", "")),
                (_("For what"), said.get("why", "")),
            ]
    lines.append((_("In your own words"), said.get("text", "")))
    return [(label, value) for label, value in lines if value]


def applicant_lines(request: RightsRequest) -> list[tuple[str, str]]:
    """Who somebody without sign-in says they are."""
    said = request.applicant or {}
    lines = [
        (_("First name"), said.get("first_name", "")),
        (_("Last name"), said.get("last_name", "")),
        (_("Matricule"), said.get("matricule", "")),
        (_("Date of birth"), saying.day(said.get("birth_date", ""))),
        (_("E-mail address"), request.procedure.contact_email),
    ]
    return [(label, value) for label, value in lines if value]


def _named(choices: type, code: str) -> str:
    return str(dict(choices.choices).get(code, code))
