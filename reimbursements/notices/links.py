"""Addresses of the room's pages, as they stand in messages: whole, on a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from reimbursements.models import Claim, Statement


def claim_page(claim: Claim) -> str:
    """Where the person sees how far the claim has come."""
    return f"{_space()}/{claim.public_id}/"


def statement_page(statement: Statement) -> str:
    """Where the person reads the statement."""
    return f"{_space()}/statements/{statement.public_id}/"


def bank_page() -> str:
    """Where the person enters another account."""
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/data/bank/"


def payee_page() -> str:
    """Where the person says who else is paid."""
    return f"{_space()}/payee/"


def _space() -> str:
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/reimbursements"
