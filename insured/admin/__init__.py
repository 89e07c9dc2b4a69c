"""The agents' view of the insured."""

from insured.admin import (
    accepting_kinds,
    bank,
    cards,
    declarations,
    glances,
    imports,
    people,
    replies,
    requests,
)

__all__ = [
    "accepting_kinds",
    "bank",
    "cards",
    "declarations",
    "glances",
    "imports",
    "people",
    "replies",
    "requests",
]
