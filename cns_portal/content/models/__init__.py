"""What editors write: entries with a text per language, what a body's desk is, and the index."""

from cns_portal.content.models.entries import BodyDetails, Entry
from cns_portal.content.models.opinions import PageOpinion
from cns_portal.content.models.searching import SearchEntry
from cns_portal.content.models.texts import Text

__all__ = ["BodyDetails", "Entry", "PageOpinion", "SearchEntry", "Text"]
