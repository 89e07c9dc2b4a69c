"""What other rooms may ask about insured persons."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from insured.models import InsuredPerson

if TYPE_CHECKING:
    from cns_portal.accounts.identity import Identity
    from cns_portal.accounts.models import Account, Dossier


def person_of(account: Account) -> InsuredPerson | None:
    """The person who signs in with `account`; None for a visitor and for an agent."""
    if not account.is_authenticated:
        return None
    return InsuredPerson.objects.of(account).select_related("dossier").first()


def by_matricule(matricule: str) -> InsuredPerson | None:
    """The person with this number, spaces and dots allowed."""
    return InsuredPerson.objects.with_matricule(matricule).select_related("dossier").first()


def numbers_of(person: InsuredPerson) -> set[str]:
    """The numbers that the person has and had: papers name any of them. One query."""
    former = person.former_matricules.values_list("matricule", flat=True)
    return {*former, person.matricule} - {None, ""}


def by_person_identifier(identifier: str) -> InsuredPerson | None:
    """The person with this eIDAS identifier."""
    return (
        InsuredPerson.objects.with_person_identifier(identifier).select_related("dossier").first()
    )


def by_identity(identity: Identity) -> InsuredPerson | None:
    """The file of a verified identity: by matricule, else by eIDAS identifier.

    Never by name and date of birth: two people may share both.
    """
    person = by_matricule(identity.matricule) if identity.matricule else None
    if person is None and identity.person_identifier:
        person = by_person_identifier(identity.person_identifier)
    return person


def account_with(*, identity: Identity) -> Account | None:
    """The account that this person already has, under whatever means of identification."""
    person = by_identity(identity)
    return person.account if person else None


def get(dossier: Dossier | int) -> InsuredPerson | None:
    """The person whose dossier this is; None for the dossier of a visitor."""
    return InsuredPerson.objects.select_related("dossier").filter(dossier=dossier).first()


def account_behind(dossier: Dossier) -> Account | None:
    """The account with which the person of this dossier signs in."""
    person = InsuredPerson.objects.select_related("account").filter(dossier=dossier).first()
    return person.account if person else None


def address_for_notices(person: InsuredPerson) -> str:
    """Where an e-mail says that there is a message; empty for who does not want any."""
    return person.email if person.tell_by_email else ""


def names_of(dossier_ids: Collection[int]) -> dict[int, str]:
    """The names of the people with these dossiers; one query."""
    people = InsuredPerson.objects.filter(dossier__in=dossier_ids)
    return {person.dossier_id: person.full_name for person in people}
