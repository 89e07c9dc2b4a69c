"""What can be done with a person's file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit
from cns_portal.accounts.models import Dossier
from cns_portal.kernel.refusal import Refused
from insured.choices import Refusal
from insured.models import InsuredPerson
from insured.rules import recognition as rules
from insured.selectors import people as selectors
from insured.services import former_addresses

if TYPE_CHECKING:
    from cns_portal.accounts.identity import Identity
    from cns_portal.accounts.models import Account


@transaction.atomic
def open_file(
    *,
    actor: Any,
    first_name: str,
    last_name: str,
    matricule: str | None = None,
    person_identifier: str | None = None,
    account: Account | None = None,
    birth_date: date | None = None,
    birth_place: str = "",
    email: str = "",
    phone: str = "",
    street: str = "",
    postcode: str = "",
    locality: str = "",
    country: str = "LU",
    language: str = "en",
) -> InsuredPerson:
    """A new person with a new dossier. `actor` is an account or one of audit's markers.

    Raises `IntegrityError` when the matricule or the identifier already has a file.
    """
    person = InsuredPerson.objects.create(
        dossier=Dossier.objects.create(),
        account=account,
        matricule=matricule,
        person_identifier=person_identifier,
        first_name=first_name,
        last_name=last_name,
        birth_date=birth_date,
        birth_place=birth_place,
        email=email,
        phone=phone,
        street=street,
        postcode=postcode,
        locality=locality,
        country=country,
        language=language,
    )
    audit.record(actor, "insured.file_opened", person, dossier=person.dossier)
    return person


@transaction.atomic
def recognise(*, account: Account, identity: Identity) -> InsuredPerson:
    """The file that a verified identity opens, made known to its account.

    Found by matricule, else by eIDAS identifier; a new file when there is none. The names are
    those of the identity; contact details stay as the person last gave them. Raises `Refused`.
    """
    person = selectors.by_identity(identity)
    mine = InsuredPerson.objects.of(account).first()
    if person is None and mine is not None:
        raise Refused(Refusal.MATRICULE_DIFFERS)
    if person is None:
        return open_file(
            actor=account,
            account=account,
            matricule=identity.matricule,
            person_identifier=identity.person_identifier,
            first_name=identity.first_name,
            last_name=identity.last_name,
            birth_date=identity.birth_date,
            email=identity.email,
            country="LU" if identity.matricule else "",
            language=account.language,
        )
    person = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if refusal := rules.why_not_recognise(
        matricule_on_file=person.matricule,
        matricule_shown=identity.matricule,
        former_matricules=person.former_matricules.values_list("matricule", flat=True),
        file_has_another_account=person.account_id not in (None, account.pk),
        account_has_another_file=mine is not None and mine.pk != person.pk,
    ):
        raise Refused(refusal)
    _take_over(person, account=account, identity=identity)
    audit.record(account, "insured.signed_in", person, dossier=person.dossier)
    return person


def _take_over(person: InsuredPerson, *, account: Account, identity: Identity) -> None:
    """Write down what the State says about the person and what was not known before."""
    person.account = account
    person.first_name, person.last_name = identity.first_name, identity.last_name
    person.birth_date = identity.birth_date or person.birth_date
    person.matricule = person.matricule or identity.matricule
    shown = identity.person_identifier
    if shown and not person.person_identifier and not selectors.by_person_identifier(shown):
        person.person_identifier = shown
    person.email = person.email or identity.email
    person.save()
    account.first_name, account.last_name = identity.first_name, identity.last_name
    account.save(update_fields=["first_name", "last_name"])


@transaction.atomic
def change_contact(
    person: InsuredPerson,
    *,
    actor: Account,
    email: str,
    phone: str,
    street: str,
    postcode: str,
    locality: str,
    country: str,
    language: str,
    tell_by_email: bool | None = None,
) -> InsuredPerson:
    """How the person is reached, and in which language. None leaves a preference as it is.

    The person themselves change an address by a link (`email_address`); when an agent does, the
    address before is told.
    """
    person = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    new = {
        "email": email,
        "phone": phone,
        "street": street,
        "postcode": postcode,
        "locality": locality,
        "country": country,
        "language": language,
        "tell_by_email": person.tell_by_email if tell_by_email is None else tell_by_email,
    }
    changed = sorted(name for name, value in new.items() if getattr(person, name) != value)
    if not changed:
        return person
    if "email" in changed and person.email:
        former_addresses.note(person, new=email, actor=actor)
    for name in changed:
        setattr(person, name, new[name])
    person.save(update_fields=changed)
    audit.record(
        actor,
        "insured.contact_changed",
        person,
        dossier=person.dossier,
        details={"fields": changed},
    )
    return person


def add_invented(people: Iterable[tuple[Dossier, str, str, str]]) -> int:
    """Files for many invented people at once: (dossier, matricule, first name, last name) each.

    For demonstrations of volume only; nothing is recorded about anybody. Returns how many.
    """
    return len(
        InsuredPerson.objects.bulk_create(
            InsuredPerson(
                dossier=dossier, matricule=matricule, first_name=first_name, last_name=last_name
            )
            for dossier, matricule, first_name, last_name in people
        )
    )
