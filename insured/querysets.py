"""The questions asked about insured persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from cns_portal.kernel import matricule

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


class InsuredPersonQuerySet(models.QuerySet):
    def of(self, account: Account) -> Self:
        """The person who signs in with this account."""
        return self.filter(account=account)

    def with_matricule(self, number: str) -> Self:
        return self.filter(matricule=matricule.normalised(number))

    def with_person_identifier(self, identifier: str) -> Self:
        return self.filter(person_identifier=identifier)

    def matching(self, text: str) -> Self:
        """An agent's search: every word begins a name, or a matricule however it is spaced.

        Beginnings, because an index finds those among a million people.
        """
        number = matricule.normalised(text)
        if number.isdigit():
            return self.filter(matricule__startswith=number)
        found = self
        for word in text.split():
            found = found.filter(
                Q(first_name__istartswith=word)
                | Q(last_name__istartswith=word)
                | Q(person_identifier=word)
            )
        return found
