"""Requests about care abroad: what was stated, in words, and what the person is told."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insured.choices import RequestKind
from insured.choices.abroad import Care, MedicalOpinion
from insured.choices.countries import Country
from insured.models import Request
from insured.notices.notice import Notice


def lines(request: Request) -> list[tuple[str, str]]:
    """What was stated and noted, as (label, value) in the language of the moment."""
    details = request.details
    if request.kind == RequestKind.S2:
        return _care(details)
    address = ", ".join(
        part for part in (details.get("street"), details.get("town"), _country(details)) if part
    )
    returns = _("Yes") if details.get("returns_weekly") else _("No")
    stated = [
        (_("Address of residence"), address),
        (_("Returns home every day or at least once a week"), returns),
        (_("Fund of the country of residence"), details.get("residence_fund", "")),
    ]
    return stated + [
        (member["name"], decision_about(member)) for member in details.get("family", ())
    ]


def decision_about(member: dict) -> str:
    """What the other fund decided about a member of the family."""
    if not member.get("accepted"):
        return _("Not a member of the family by the law of the country of residence")
    if member.get("first"):
        return _("Member of the family since {day}").format(day=_day(member["first"]))
    return _("Member of the family")


def answered(request: Request) -> Notice:
    """That the other fund has answered; what it decided stands on the page."""
    return Notice(
        title=_("The fund of your country of residence has answered"),
        text="\n\n".join(
            [
                _("We have received form {form} about your request {reference}.").format(
                    form=request.get_answer_kind_display(), reference=request.procedure.reference
                ),
                _("What it says about each member of your family stands here:"),
                f"{settings.SITE_URL}/{get_language()[:2]}/espace/family/abroad/",
            ]
        ),
    )


def _care(details: dict) -> list[tuple[str, str]]:
    opinion = details.get("opinion", "")
    stated = [
        (_("Country"), _country(details)),
        (_("Hospital or practice"), details.get("hospital", "")),
        (_("Place"), details.get("place", "")),
        (_("Kind of care"), Care(details["care"]).label if details.get("care") else ""),
        (_("Treatment"), details.get("treatment", "")),
        (_("Planned from"), _day(details.get("first", ""))),
        (_("Planned until"), _day(details.get("last", ""))),
    ]
    if opinion:
        stated += [
            (_("Opinion of the medical board"), MedicalOpinion(opinion).label),
            (_("Given on"), _day(details.get("opinion_on", ""))),
        ]
    return stated


def _country(details: dict) -> str:
    return str(Country(details["country"]).label) if details.get("country") else ""


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""
