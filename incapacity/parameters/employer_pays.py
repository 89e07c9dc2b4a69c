"""How long the employer pays. One entry per change; entries are never edited once in force."""

from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline
from incapacity.choices.certificates import Cause
from incapacity.choices.counting import LegalBasis

BASIS = LegalBasis.EMPLOYER_PAYS
PAGES = (
    "CNS, “Sickness benefit for employees” "
    "(cns.public.lu/en/employeur/maladie-accident-conges/indemnite-maladie-salaries.html); "
    "ITM, answer D6a22 (itm.public.lu/en/questions-reponses/droit-travail/maladie/a/a22.html)"
)


@dataclass(frozen=True, slots=True)
class EmployerPays:
    """The limit, and what is counted towards it."""

    source: str
    days: int
    """The employer pays until the end of the month in which this day of incapacity lies."""
    months: int
    """Of so many calendar months in a row the days are counted."""
    causes: frozenset[Cause]
    """Convention of the portal, from the words "unable to work through illness or accident" of the
    article. The statutes of the CNS (article 169) call leave for family reasons and maternity leave
    a period of incapacity too, without saying that these days count here: an agent decides."""


# Convention of the portal: each day counts, whoever has paid it. The page of the CNS for employers
# speaks of the days "accumulated"; its page for the insured of those "the employer has paid", and
# the ITM takes off those that the CNS has borne. They differ for somebody who was paid by the CNS
# within the last months: an agent decides.
#
# In 2020 the days from 1 April to 30 June were left out (grand-ducal regulation of 3 April 2020).
# No window of a certificate that reaches this portal touches them.
EMPLOYER_PAYS = Timeline(
    (
        # The single status of employees, law of 13 May 2008.
        date(2009, 1, 1),
        EmployerPays(
            source=f"{BASIS}; {PAGES}",
            days=77,
            months=12,
            causes=frozenset({Cause.ILLNESS, Cause.ACCIDENT}),
        ),
    ),
    (
        # The law of 10 August 2018.
        date(2019, 1, 1),
        EmployerPays(
            source=f"{BASIS}; {PAGES}",
            days=77,
            months=18,
            causes=frozenset({Cause.ILLNESS, Cause.ACCIDENT}),
        ),
    ),
)
