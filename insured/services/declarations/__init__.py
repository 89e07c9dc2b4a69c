"""The declarations of the Centre commun, and the timeline that follows from them.

`applying` takes declarations in, `refolding` computes the timeline of the people concerned and of
those insured through them, `setting_aside` is what an agent does about contradictions, `importing`
reads files in steps.
"""

from insured.services.declarations.applying import Outcome, apply
from insured.services.declarations.refolding import Changes, lock_people, refold
from insured.services.declarations.setting_aside import count_again, set_aside

__all__ = [
    "Changes",
    "Outcome",
    "apply",
    "count_again",
    "lock_people",
    "refold",
    "set_aside",
]
