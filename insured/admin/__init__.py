"""The agents' view of the insured."""

from insured.admin import (
    accepting_kinds,
    bank,
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
    "declarations",
    "glances",
    "imports",
    "people",
    "replies",
    "requests",
]
