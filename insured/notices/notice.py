"""What a notice of the hall is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A title that names no subject of health, and a text; an address stands on its own line."""

    title: str
    text: str
