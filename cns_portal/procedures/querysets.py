"""The questions asked about procedures and their history."""

from typing import TYPE_CHECKING, Self

from django.db import models

from cns_portal.kernel import codes

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


class ProcedureQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        return self.filter(dossier=dossier)

    def recent(self) -> Self:
        """The newest case first."""
        return self.order_by("-created_at", "-pk")

    def with_reference(self, typed: str) -> Self:
        """The case whose reference somebody typed: case, spaces and dashes do not matter."""
        code = codes.normalised(typed)
        return self.filter(reference=f"{code[:4]}-{code[4:]}")


class ProcedureEventQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """As they happened. The row of the procedure is locked for each, so keys increase."""
        return self.order_by("pk")

    def shown_to_the_person(self) -> Self:
        return self.filter(public=True)
