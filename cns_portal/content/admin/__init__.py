"""The editors' window: pages with their languages, previews, publishing, versions."""

from cns_portal.content.admin.entries import EntryAdmin
from cns_portal.content.admin.opinions import PageOpinionAdmin

__all__ = ["EntryAdmin", "PageOpinionAdmin"]
