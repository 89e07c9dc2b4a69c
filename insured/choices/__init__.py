"""The words of the hall, and the sentences people read when the answer is no."""

from insured.choices.affiliation import DECLARED, Cover, Fund, ImportState, Movement, Standing
from insured.choices.bank import AccountState
from insured.choices.cards import CardReason, CardState
from insured.choices.family import GuardianshipSource, Relation, TieBasis, TieEnd
from insured.choices.mandates import MandateEvidence, MandateScope
from insured.choices.notes import LifeNoteKind
from insured.choices.papers import AbroadAnswer, PaperKind
from insured.choices.recognition import Refusal
from insured.choices.requests import (
    RequestDocumentKind,
    RequestKind,
    RequestRefusal,
    RequestState,
)

__all__ = [
    "DECLARED",
    "AbroadAnswer",
    "AccountState",
    "CardReason",
    "CardState",
    "Cover",
    "Fund",
    "GuardianshipSource",
    "ImportState",
    "LifeNoteKind",
    "MandateEvidence",
    "MandateScope",
    "Movement",
    "PaperKind",
    "Refusal",
    "Relation",
    "RequestDocumentKind",
    "RequestKind",
    "RequestRefusal",
    "RequestState",
    "Standing",
    "TieBasis",
    "TieEnd",
]
