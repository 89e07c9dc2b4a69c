"""Questions about copies of everything that is held on somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from cns_portal import clock
from cns_portal.accounts.models import Account
from cns_portal.kernel import civil_time
from cns_portal.privacy import naming
from cns_portal.rights.choices.exports import ExportRefusal
from cns_portal.rights.models import Export
from cns_portal.rights.rules import exporting as rules
from insured.selectors.naming import names_and_numbers

if TYPE_CHECKING:
    from cns_portal.rights.models import RightsRequest
    from insured.models import InsuredPerson


def exports_of(person: InsuredPerson) -> list[Export]:
    """Those that the person asked for in the portal, the newest first; not the officer's."""
    return list(Export.objects.of(person).filter(request__isnull=True)[:10])


def export_of(person: InsuredPerson, public_id: UUID) -> Export | None:
    """One of them."""
    return Export.objects.of(person).filter(request__isnull=True, public_id=public_id).first()


def is_under_way(request: RightsRequest) -> bool:
    """Whether a copy of the data of whom this request is about is being put together."""
    return Export.objects.filter(person=request.person_id).under_way().exists()


def prepared_for(request: RightsRequest) -> Export | None:
    """The newest copy for an answer to this request that can be downloaded now.

    Only of the person whom the request is about by now: it may have been about another before.
    """
    of_this_person = Export.objects.filter(request=request, person=request.person_id)
    return of_this_person.filter(state="ready", expires_at__gt=clock.now()).first()


def why_not_ask(person: InsuredPerson) -> ExportRefusal | None:
    """Why no copy of this person's data can be asked for now."""
    theirs = Export.objects.of(person)
    return rules.why_not_ask(
        under_way=theirs.under_way().exists(),
        asked_today=theirs.filter(asked_at__gte=civil_time.midnight(clock.today())).count(),
    )


def whose(person: InsuredPerson) -> naming.Whose:
    """The person's own keys, names and numbers."""
    keys = {
        "insured.InsuredPerson": [person.pk],
        "accounts.Dossier": [person.dossier_id],
        "accounts.Account": [person.account_id] if person.account_id else [],
    }
    words = [word for one in names_and_numbers(people=[person.pk]) for word in _words(*one)]
    if person.account_id:
        account = Account.objects.get(pk=person.account_id)
        words += [*naming.spellings(account.first_name, account.last_name), account.email]
    return naming.whose(keys=keys, words=words)


def words_of(others: naming.Others) -> set[str]:
    """The words with which these others are named, wherever they stand."""
    keys = others.keys
    people = names_and_numbers(
        people=keys.get("insured.InsuredPerson", ()),
        dossiers=keys.get("accounts.Dossier", ()),
        accounts=keys.get("accounts.Account", ()),
    )
    words = {word for one in people for word in _words(*one)}
    for account in Account.objects.filter(pk__in=keys.get("accounts.Account", ())):
        words |= {*naming.spellings(account.first_name, account.last_name), account.email}
    return words | others.words


def agents_among(keys: Iterable[int]) -> set[int]:
    """Those of the accounts that work for the CNS."""
    staff = Account.objects.filter(pk__in=keys, is_staff=True)
    return set(staff.values_list("pk", flat=True))


def _words(first: str, last: str, numbers: list[str]) -> list[str]:
    return [*naming.spellings(first, last), *numbers]
