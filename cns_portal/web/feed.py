"""What needs a person, and until when: one item from any room.

Each room says it in `presenters/feed.py`: `items(person, *, now) -> list[FeedItem]`. The first page
of my space merges them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

TONES = ("danger", "warning", "info", "success", "neutral")
"""From the most pressing to the calmest."""


@dataclass(frozen=True)
class FeedItem:
    """One thing to do or to know. `title` is what stands in the link to `url`.

    `until` is the last day on which it helps to do it; None when there is none.
    """

    title: str
    text: str
    url: str
    until: date | None = None
    tone: str = "info"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"Not a tone: {self.tone!r}")


def merged(*several: Iterable[FeedItem]) -> list[FeedItem]:
    """All items, each address once: what ends first comes first, then what is most pressing.

    Of two items with one address, the more pressing one stays.
    """
    known: dict[str, FeedItem] = {}
    for item in sorted((item for items in several for item in items), key=_order):
        known.setdefault(item.url, item)
    return list(known.values())


def _order(item: FeedItem) -> tuple:
    return (item.until is None, item.until or date.min, TONES.index(item.tone), str(item.title))
