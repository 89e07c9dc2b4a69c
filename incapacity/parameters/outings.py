"""When somebody on sick leave may leave the house: the numbers, and who says so.

Two rules by the day of the period of incapacity: cns.public.lu/en/assure/droits-demarches/
dossiers-thematiques/salaries-independants/sorties-autorisees-maladie.html. The hours and the six
weeks: lesfrontaliers.lu/emploi/en-arret-maladie-regardez-l-heure-avant-de-sortir. Checks between
8 and 21 o'clock: a rule of 2010. The period of incapacity is made of consecutive calendar days
(article 169 of the statutes of the CNS, change of 20 May 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from cns_portal.kernel.dated import Timeline
from incapacity.choices.outings import AlwaysAllowed, OutingBasis
from incapacity.choices.sources import Sureness
from incapacity.parameters.sourced import KNOWN_FROM, Sourced


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day until another, in Luxembourg."""

    begin: time
    end: time


DAYS_AT_HOME = Timeline((KNOWN_FROM, Sourced(5, OutingBasis.CNS_PAGE, Sureness.OFFICIAL)))
"""The first days of a period of incapacity, on which one stays at home."""

HOURS_OUT = Timeline(
    (
        KNOWN_FROM,
        Sourced(
            (Hours(time(10), time(12)), Hours(time(14), time(18))),
            OutingBasis.LES_FRONTALIERS,
            Sureness.SECONDARY,
        ),
    )
)
"""The hours at which one may go out afterwards, unless the doctor forbids it."""

LIFTED_AFTER_DAYS = Timeline(
    (KNOWN_FROM, Sourced(42, OutingBasis.LES_FRONTALIERS, Sureness.SECONDARY))
)
"""More than so many days in a row, six weeks, and the restrictions may be lifted on request."""

CHECKS = Timeline(
    (KNOWN_FROM, Sourced(Hours(time(8), time(21)), OutingBasis.CHECKS, Sureness.SECONDARY))
)
"""When the CNS may come to check, from the first day on."""

ALWAYS_ALLOWED = Timeline(
    (
        KNOWN_FROM,
        Sourced(tuple(AlwaysAllowed), OutingBasis.LES_FRONTALIERS, Sureness.SECONDARY),
    )
)
"""For what one may leave the house on every day."""
