"""The agents' window on claims, decisions, payments and tariffs."""

from reimbursements.admin import (
    authorisations,
    claims,
    complementary,
    glances,
    objections,
    payment_files,
    payment_glances,
    payments,
    providers,
    recalculations,
    tariffs,
)

__all__ = [
    "authorisations",
    "claims",
    "complementary",
    "glances",
    "objections",
    "payment_files",
    "payment_glances",
    "payments",
    "providers",
    "recalculations",
    "tariffs",
]
