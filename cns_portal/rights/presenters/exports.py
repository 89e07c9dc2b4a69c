"""What the page about copies of everything says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cns_portal.rights.choices.exports import ExportState
from cns_portal.rights.rules import exporting as rules

if TYPE_CHECKING:
    from cns_portal.rights.models import Export

TONES = {
    ExportState.ASKED: "info",
    ExportState.BUILDING: "info",
    ExportState.READY: "success",
    ExportState.FAILED: "danger",
    ExportState.EXPIRED: "neutral",
}


@dataclass(frozen=True)
class CopyRow:
    """One copy, as whoever asked for it sees it."""

    export: Export
    now: datetime

    @property
    def state(self) -> ExportState:
        """As it is to be said now: what may not be downloaded any more is as good as deleted."""
        is_over = self.export.state == ExportState.READY and not self.can_be_downloaded
        return ExportState.EXPIRED if is_over else ExportState(self.export.state)

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_under_way(self) -> bool:
        return self.state in rules.UNDER_WAY

    @property
    def can_be_downloaded(self) -> bool:
        return not rules.why_not_download(
            state=self.export.state, expires_at=self.export.expires_at, now=self.now
        )

    @property
    def progress(self) -> str:
        """How far it is, as long as it is being put together."""
        export = self.export
        if self.state == ExportState.BUILDING and export.total:
            return _("{done} of {total} files are in it.").format(
                done=export.done, total=export.total
            )
        if self.state == ExportState.BUILDING:
            return _("The records are being collected.")
        return _("It begins in a moment.")


def file_name(export: Export) -> str:
    """Under which name a copy is saved: it names nobody."""
    return f"my-data-{export.ready_at:%Y-%m-%d}.zip"
