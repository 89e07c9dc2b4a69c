"""How long sickness benefit lasts. One entry per change; entries are never edited once in force."""

from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.dated import Timeline
from incapacity.choices.certificates import Cause
from incapacity.choices.counting import LegalBasis

BASIS = LegalBasis.BENEFIT_LIMIT
PAGE = "secu.lu/assurance-maladie/livre-i/chapitre-ii-objet-de-lassurance, article 14"
WEEK = 7


@dataclass(frozen=True, slots=True)
class BenefitLimit:
    """So many weeks within so many."""

    source: str
    weeks: int
    reference_weeks: int
    causes: frozenset[Cause]
    """The article names personal incapacity through illness, occupational disease and accident at
    work. That another accident counts as illness is a convention of the portal."""

    @property
    def days(self) -> int:
        return self.weeks * WEEK

    @property
    def reference_days(self) -> int:
        return self.reference_weeks * WEEK


# The article lets the reference period end the day before a new incapacity begins. Convention of
# the portal: the limit is watched every day, over the 104 weeks that end with it.
#
# In 2020 the days from 18 March to 24 June were left out (grand-ducal regulation of 3 April 2020).
# No window of a certificate that reaches this portal touches them.
BENEFIT_LIMIT = Timeline(
    (
        # 52 weeks before (the article's former wording, mss.public.lu). Its first day is that of
        # the single status of employees, as in `employer_pays`.
        date(2009, 1, 1),
        BenefitLimit(
            source=f"{BASIS}, former wording",
            weeks=52,
            reference_weeks=104,
            causes=frozenset({Cause.ILLNESS, Cause.ACCIDENT}),
        ),
    ),
    (
        # The law of 10 August 2018.
        date(2019, 1, 1),
        BenefitLimit(
            source=f"{BASIS}; {PAGE}",
            weeks=78,
            reference_weeks=104,
            causes=frozenset({Cause.ILLNESS, Cause.ACCIDENT}),
        ),
    ),
)
