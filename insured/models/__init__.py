"""The tables of the hall."""

from insured.models.affiliation import (
    AffiliationPeriod,
    Declaration,
    DeclarationImport,
    RejectedRow,
)
from insured.models.bank import BankAccount
from insured.models.cards import Card
from insured.models.contact import EmailChange
from insured.models.family import FamilyTie, Guardianship
from insured.models.mandates import Mandate
from insured.models.notes import LifeNote
from insured.models.papers import Paper
from insured.models.person import FormerMatricule, InsuredPerson
from insured.models.replies import ReplyTemplate
from insured.models.requests import Request, RequestDocument

__all__ = [
    "AffiliationPeriod",
    "BankAccount",
    "Card",
    "Declaration",
    "DeclarationImport",
    "EmailChange",
    "FamilyTie",
    "FormerMatricule",
    "Guardianship",
    "InsuredPerson",
    "LifeNote",
    "Mandate",
    "Paper",
    "RejectedRow",
    "ReplyTemplate",
    "Request",
    "RequestDocument",
]
