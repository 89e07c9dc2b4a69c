"""How a copy of somebody's data says what stands in the tables of the hall."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cns_portal.privacy.saying import Words, card, day, each, in_words, of, one_of, some_of
from insured.choices import Cover, Fund, MandateScope, Relation, RequestKind
from insured.choices.abroad import Care, MedicalOpinion
from insured.choices.co_insurance import PreviousCover
from insured.choices.contradictions import Contradiction
from insured.choices.countries import Country
from insured.choices.coverage import VoluntaryKind
from insured.choices.family import TieEnd
from insured.models import (
    BankAccount,
    Card,
    Declaration,
    DeclarationImport,
    InsuredPerson,
    Mandate,
    Paper,
    Request,
)

FILES = {
    "co_insurance": _("Evidence about the family"),
    "mandate_on_paper": _("Mandate on paper"),
    "medical_report": _("Medical report"),
    "answer_abroad": _("Answer of the fund abroad"),
}

_REASONS: dict[str, type[TextChoices]] = {}
"""Why something is asked for, for the kinds of request whose reasons another room knows."""


def reasons_of(kind: RequestKind, choices: type[TextChoices]) -> None:
    """Say the words of the reasons of a kind of request; without them they end a tie."""
    _REASONS[str(kind)] = choices


_PERSON = {
    "name": (_("Name"), in_words),
    "born": (_("Date of birth"), day),
    "number": (_("National identification number"), in_words),
}
_FACTS = {
    "union_lasts": (_("Married or partners today"), in_words),
    "close_relative": (_("Relative up to the third degree"), in_words),
    "keeps_household": (_("Keeps the household"), in_words),
    "taken_in": (_("Taken in for good and brought up"), in_words),
    "tax_relief": (_("Tax relief for the child"), in_words),
    "low_resources": (_("Less than the REVIS for one person"), in_words),
    "studies": (_("Studies or trains"), in_words),
    "born_here": (_("Born in Luxembourg"), in_words),
    "lives_here": (_("Lives in Luxembourg"), in_words),
    "studies_away": (_("Away to study or train"), in_words),
    "insured_here": (_("Insured in Luxembourg in their own right"), in_words),
    "insured_abroad": (_("Insured in another country"), in_words),
}
_MEMBER = card(
    **_PERSON,
    relation=(_("Relation"), one_of(Relation)),
    since=(_("Since"), day),
    first=(_("Since"), day),
    accepted=(_("Member of the family"), in_words),
)

_STATED = {
    "kind": (_("Kind of insurance"), one_of(VoluntaryKind)),
    "relation": (_("Relation"), one_of(Relation)),
    "first_name": (_("First name"), in_words),
    "last_name": (_("Last name"), in_words),
    "birth_date": (_("Date of birth"), day),
    "birth_place": (_("Place and country of birth"), in_words),
    "matricule": (_("Matricule"), in_words),
    "facts": (_("What was stated"), card(**_FACTS)),
    "has_spouse": (_("You have a spouse or partner"), in_words),
    "studies": _FACTS["studies"],
    "low_resources": _FACTS["low_resources"],
    "previous_cover": (_("Insured last"), one_of(PreviousCover)),
    "previous_country": (_("In which country"), one_of(Country)),
    "previous_fund": (_("With which fund"), in_words),
    "lives_in_luxembourg": (_("Lives in Luxembourg"), in_words),
    "covered_otherwise": (_("Insured otherwise"), in_words),
    "may_be_co_insured": (_("Could be co-insured"), in_words),
    "country": (_("Country"), one_of(Country)),
    "street": (_("Street and number"), in_words),
    "town": (_("Postcode and locality"), in_words),
    "returns_weekly": (_("Returns home every day or at least once a week"), in_words),
    "residence_fund": (_("Fund of the country of residence"), in_words),
    "hospital": (_("Hospital or practice"), in_words),
    "place": (_("Place"), in_words),
    "care": (_("Kind of care"), one_of(Care)),
    "treatment": (_("Treatment"), in_words),
    "first": (_("Planned from"), day),
    "last": (_("Planned until"), day),
    "first_day": (_("Needed from"), day),
    "last_day": (_("Last day"), day),
    "opinion": (_("Opinion of the medical board"), one_of(MedicalOpinion)),
    "opinion_on": (_("Given on"), day),
    "family": (_("Family"), each(_MEMBER)),
    "address": (_("Address there"), in_words),
    "telephone": (_("Telephone number there"), in_words),
    "because": (_("What the CNS should know besides"), in_words),
    "serious_reasons": (_("Serious reasons"), in_words),
    "remark": (_("Remark"), in_words),
}
_ADDED = card(
    first=(_("First day"), day),
    first_day=(_("First day"), day),
    last=(_("Last day"), day),
    last_day=(_("Last day"), day),
    reason=(_("Reason"), one_of(TieEnd)),
    country=(_("Country"), one_of(Country)),
)
_ON_PAPER = card(
    person=(_("insured person"), card(**_PERSON)),
    today=(_("Covered today"), in_words),
    fund=(_("Fund"), one_of(Fund)),
    cover=(_("As"), one_of(Cover)),
    coverage=(
        _("Cover"),
        card(
            since=(_("Since"), day),
            last=(_("Last day"), day),
            kept=(_("Kept until"), day),
        ),
    ),
    periods=(
        _("periods of affiliation"),
        each(
            card(
                cover=(_("As"), one_of(Cover)),
                fund=(_("Fund"), one_of(Fund)),
                first=(_("First day"), day),
                last=(_("Last day"), day),
            )
        ),
    ),
    through=(_("Through"), _MEMBER),
    family=(_("Family"), each(_MEMBER)),
    country=(_("Country"), one_of(Country)),
    street=(_("Street and number"), in_words),
    town=(_("Postcode and locality"), in_words),
    hospital=(_("Hospital or practice"), in_words),
    place=(_("Place"), in_words),
    care=(_("Kind of care"), one_of(Care)),
    treatment=(_("Treatment"), in_words),
    first=(_("First day"), day),
    last=(_("Last day"), day),
    certified_first=(_("Certified from"), day),
    certified_last=(_("Certified until"), day),
)


def _stated(row: Request, details: Any) -> str:
    reason = (_("Reason"), one_of(_REASONS.get(row.kind, TieEnd)))
    return card(reason=reason, **_STATED)(details)


def _request(row: Request) -> str:
    return f"{row.get_kind_display()} · {in_words(row.sent_at)}"


def _named_day(row: Any, moment: Any) -> str:
    return f"{capfirst(str(row._meta.verbose_name))} · {in_words(moment)}"


WORDS = {
    InsuredPerson: Words(columns={"country": of(one_of(Country))}),
    BankAccount: Words(columns={"country": of(one_of(Country))}),
    Card: Words(title=lambda row: _named_day(row, row.ordered_at)),
    Declaration: Words(
        columns={"contradiction": of(one_of(Contradiction))},
    ),
    DeclarationImport: Words(title=lambda row: in_words(row.created_at)),
    Mandate: Words(columns={"scopes": of(some_of(MandateScope))}),
    Paper: Words(columns={"facts": of(_ON_PAPER)}),
    Request: Words(
        title=_request,
        columns={
            "details": _stated,
            "decision": of(card(reason=(_("Reason"), in_words), added=(_("Decided"), _ADDED))),
        },
    ),
}
