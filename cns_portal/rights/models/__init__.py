"""Requests about personal data, and what belongs to them."""

from cns_portal.rights.models.exports import Export, ExportDownload
from cns_portal.rights.models.requests import RightsDocument, RightsLetter, RightsRequest

__all__ = ["Export", "ExportDownload", "RightsDocument", "RightsLetter", "RightsRequest"]
