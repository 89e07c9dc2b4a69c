"""Which legal bases and ready texts serve an answer: by the right that was used, and the answer.

Each article of the GDPR speaks of one right (15 access, 16 correction, 17 erasure, 18 restriction,
21 objection) and says there when it is granted and when it is not; article 12(5) and (6) speak of
all of them. That an officer rests an answer on nothing else is a rule of the house.
"""

from collections.abc import Iterable

from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal
from cns_portal.rights.rules.states import Verb

B, K, V = AnswerBasis, RightsKind, Verb

OF_ANY_REQUEST = (B.NOT_IDENTIFIED, B.EXCESSIVE)
"""Why any right is refused that can be used without signing in."""

BASES: dict[tuple[RightsKind, Verb], tuple[AnswerBasis, ...]] = {
    (K.ACCESS, V.ACCEPT): (B.ACCESS,),
    (K.ACCESS, V.ACCEPT_PARTLY): (B.ACCESS, B.OTHERS_RIGHTS),
    (K.ACCESS, V.REFUSE): (B.OTHERS_RIGHTS, *OF_ANY_REQUEST),
    (K.CORRECTION, V.ACCEPT): (B.RECTIFICATION,),
    (K.CORRECTION, V.ACCEPT_PARTLY): (B.RECTIFICATION, B.CORRECT_ALREADY),
    (K.CORRECTION, V.REFUSE): (B.CORRECT_ALREADY, *OF_ANY_REQUEST),
    (K.RESTRICTION, V.ACCEPT): (B.RESTRICTION,),
    (K.RESTRICTION, V.ACCEPT_PARTLY): (B.RESTRICTION, B.NO_GROUND),
    (K.RESTRICTION, V.REFUSE): (B.NO_GROUND, *OF_ANY_REQUEST),
    (K.OBJECTION, V.ACCEPT): (B.OBJECTION,),
    (K.OBJECTION, V.ACCEPT_PARTLY): (B.OBJECTION, B.NO_OBJECTION),
    (K.OBJECTION, V.REFUSE): (B.NO_OBJECTION, *OF_ANY_REQUEST),
    (K.ERASURE, V.ACCEPT): (B.ERASURE,),
    (K.ERASURE, V.ACCEPT_PARTLY): (B.ERASURE, B.LEGAL_DUTY, B.LEGAL_CLAIMS),
    (K.ERASURE, V.REFUSE): (B.LEGAL_DUTY, B.LEGAL_CLAIMS, *OF_ANY_REQUEST),
    (K.ACCESS_QUESTION, V.ANSWER): (B.ACCESS, B.INFORMATION),
    (K.ACCESS_QUESTION, V.REFUSE): (B.OTHERS_RIGHTS, B.EXCESSIVE),
    (K.OTHER, V.ANSWER): (B.ACCESS, B.INFORMATION),
    (K.OTHER, V.REFUSE): (B.OTHERS_RIGHTS, *OF_ANY_REQUEST),
}
"""In the order in which officers read them: the article of the right first."""

_WITHOUT_SIGN_IN = frozenset(K) - {K.ACCESS_QUESTION}

TEXTS: dict[str, tuple[frozenset[RightsKind], frozenset[Verb]]] = {
    "rights-ask-which-data": (_WITHOUT_SIGN_IN, frozenset({V.ASK})),
    "rights-ask-proof": (frozenset({K.CORRECTION}), frozenset({V.ASK})),
    "rights-accept-corrected": (frozenset({K.CORRECTION}), frozenset({V.ACCEPT})),
    "rights-accept-look-explained": (frozenset({K.ACCESS_QUESTION}), frozenset({V.ANSWER})),
    "rights-refuse-legal-duty": (frozenset({K.ERASURE, K.RESTRICTION}), frozenset({V.REFUSE})),
    "rights-refuse-not-identified": (_WITHOUT_SIGN_IN, frozenset({V.REFUSE})),
}
"""The ready texts that speak of certain rights and answers only, by their code."""


def bases_for(kind: RightsKind, verb: Verb) -> tuple[AnswerBasis, ...]:
    """The legal bases on which this answer can rest; none where it cannot be given."""
    return BASES.get((kind, verb), ())


def why_not_rest_on(bases: Iterable[str], *, kind: RightsKind, verb: Verb) -> RightsRefusal | None:
    """Why an answer cannot rest on these `bases` (codes), or None."""
    named = set(bases) & set(AnswerBasis.values)
    if not named:
        return RightsRefusal.NO_BASIS
    return None if named <= set(bases_for(kind, verb)) else RightsRefusal.UNFIT_BASIS


def text_fits(code: str, *, kind: RightsKind, verb: Verb) -> bool:
    """Whether a ready text says something true here. One that supervisors wrote fits always."""
    kinds, verbs = TEXTS.get(code, (frozenset(K), frozenset(V)))
    return kind in kinds and verb in verbs
