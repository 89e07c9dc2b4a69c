"""A small portal of texts: one of everything that stands beside something else."""

from __future__ import annotations

from datetime import date

from cns_portal import audit
from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.models import Entry
from cns_portal.content.services import writing
from tests.content.written import a_draft, common, details, publish, words


def standing(slug: str, kind: Kind, *, said=None, beside=None, **others) -> Entry:
    """A published page in these languages, beside others: `beside={"contacts": [...]}`."""
    entry = writing.create_entry(
        kind=kind, common=common(slug, kind, **others), actor=audit.SYSTEM, **(beside or {})
    )
    said = {"en": words(slug.replace("-", " ").capitalize())} | (said or {})
    for language, told in said.items():
        a_draft(entry, language, told, based_on=None if language == "en" else 1)
    publish(entry, *said)
    return entry


def everything() -> dict[str, Entry]:
    """By slug: a situation in each grid, a procedure, news, a question, two bodies."""
    cns = standing(
        "cns",
        Kind.BODY,
        said={"en": words("National Health Fund", body="- bills\n- certificates")},
        beside={
            "details": details(
                address="4, rue Mercier\nL-2144 Luxembourg",
                postal_address="L-2980 Luxembourg",
                phones="(+352) 27 57 1 | workdays 08:00-16:00",
                hours="mon-fri 08:00-11:30 13:00-16:00",
                email="cns@body.example",
                fax="(+352) 27 57 27 58",
                website="https://cns.public.lu/en/assure.html",
                source="https://guichet.public.lu/",
                checked_on=date(2026, 11, 22),
            )
        },
    )
    department = standing(
        "cns-care",
        Kind.BODY,
        said={"en": words("Long-term care insurance")},
        beside={"details": details(part_of=cns, phones="(+352) 27 57 44 55")},
    )
    question = standing(
        "who-pays",
        Kind.QUESTION,
        said={"en": words("Who pays me?", summary="", body="Your **employer** first.")},
    )
    procedure = standing(
        "send-bills",
        Kind.PROCEDURE,
        action="reimbursements.claim",
        icon="euro",
        said={
            "en": words(
                "Send bills",
                who_is_concerned="Everybody with a bill.",
                how_to_proceed="1. Photograph.\n2. Send.",
                good_to_know="## Two years\n\nThen it is too late.",
            ),
            "fr": words("Envoyer des factures", summary="Être remboursé."),
        },
        beside={"contacts": [cns], "related": [question]},
    )
    event = standing(
        "ill",
        Kind.SITUATION,
        grid=Grid.LIFE_EVENT,
        icon="thermometer",
        beside={"related": [procedure], "contacts": [cns, department]},
    )
    need = standing("be-reimbursed", Kind.SITUATION, icon="euro", beside={"related": [procedure]})
    news = standing("hearing-aids", Kind.NEWS, publish_on=date(2025, 1, 1))
    made = (cns, department, question, procedure, event, need, news)
    return {entry.slug: entry for entry in made}
