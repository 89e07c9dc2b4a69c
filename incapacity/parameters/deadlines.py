"""Until when a certificate must have reached whom: the numbers, since when, and who says so.

Of none of them a day is known on which it began; the texts behind the words of `DeadlineBasis`:
Labour Code L. 121-6, paragraphs named by the law of 19 December 2020 that departs from them
(data.legilux.public.lu, eli/etat/leg/loi/2020/12/19/a1039); santesecu.public.lu/en/espace-citoyen/
departement-secu/arret-travail/types-arrets.html; guichet.public.lu/en/entreprises/
ressources-humaines/sante/incapacite-travail/certificat-medical.html; guichet.public.lu/fr/
entreprises/ressources-humaines/conges/situation-perso/conge-raisons-familiales.html. The postmark
counts by article 170 of the statutes of the CNS (change of 20 May 2011).
"""

from cns_portal.kernel.dated import Timeline
from incapacity.choices.deadlines import DeadlineBasis
from incapacity.choices.sources import Sureness
from incapacity.parameters.sourced import KNOWN_FROM, Sourced


def _since_ever(value: int, basis: DeadlineBasis, sureness: Sureness) -> Timeline[Sourced[int]]:
    return Timeline((KNOWN_FROM, Sourced(value, basis, sureness)))


TELL_ON_DAY = _since_ever(1, DeadlineBasis.LABOUR_CODE_TELL, Sureness.OFFICIAL)
"""The day of absence on which the employer is told."""

TELL_ON_PROLONGATION_DAY = _since_ever(
    1, DeadlineBasis.SOCIAL_SECURITY_DEPARTMENT, Sureness.OFFICIAL
)
"""The day of the prolongation on which the employer is told."""

EMPLOYER_DAY = _since_ever(3, DeadlineBasis.LABOUR_CODE_CERTIFICATE, Sureness.OFFICIAL)
"""The day of absence at whose end the employer has the certificate."""

EMPLOYER_PROLONGATION_DAY = _since_ever(
    3, DeadlineBasis.SOCIAL_SECURITY_DEPARTMENT, Sureness.OFFICIAL
)
"""The day of the prolongation at whose end the employer has the certificate."""

EMPLOYER_HOSPITAL_DAY = _since_ever(8, DeadlineBasis.JUST_ARRIVED, Sureness.SECONDARY)
"""The days after an emergency admission to hospital, for the employer."""

CNS_DAY = _since_ever(3, DeadlineBasis.GUICHET, Sureness.OLDER)
"""The day of incapacity at whose end the certificate has been sent to the CNS."""

CNS_FAMILY_DAY = _since_ever(3, DeadlineBasis.CNS_FAMILY, Sureness.OFFICIAL)
"""The same for leave for family reasons."""

CNS_DAYS_AFTER_RETURN = _since_ever(2, DeadlineBasis.SOCIAL_SECURITY_DEPARTMENT, Sureness.OFFICIAL)
"""The days after the planned day of return until a prolongation has been sent to the CNS."""

WITHOUT_CERTIFICATE_DAYS = _since_ever(2, DeadlineBasis.GUICHET_EMPLOYER, Sureness.OFFICIAL)
"""An absence of up to so many days needs no certificate, unless the employer asks for one."""

DRAWN_UP_BY_DAY = _since_ever(3, DeadlineBasis.GUICHET, Sureness.OLDER)
"""The day of incapacity on which the certificate has been drawn up at the latest."""
