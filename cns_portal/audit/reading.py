"""Lists of people in the admin: whose line was shown is written down."""

from django.db import models
from django.http import HttpRequest, HttpResponse

from cns_portal.accounts.quiet_search import QuietSearch
from cns_portal.audit import services


class ReadingRecorded(QuietSearch):
    """One entry for each line that a list or a search shows, before the page leaves.

    `purpose` begins the purpose that is written down: `insured` becomes "insured.list" or
    "insured.search".
    """

    purpose: str

    def dossier_id(self, row: models.Model) -> int | None:
        """Whose dossier a line is about."""
        raise NotImplementedError

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if changes := (getattr(response, "context_data", None) or {}).get("cl"):
            self._record(request, changes)
        return response

    def _record(self, request: HttpRequest, changes) -> None:
        purpose = f"{self.purpose}.list"
        if changes.query:
            purpose = f"{self.purpose}.search"
            services.record_search(
                request.user, self.model, purpose=purpose, results=changes.result_count
            )
        services.record_views(
            request.user, changes.result_list, purpose=purpose, dossier_id=self.dossier_id
        )
