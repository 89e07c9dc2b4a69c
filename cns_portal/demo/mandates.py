"""The mandate of the demonstration: Claire helps Josette, who is a pensioner."""

from django.db import transaction

from cns_portal import clock
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE
from insured.choices import MandateScope
from insured.selectors import mandates as selectors
from insured.selectors import people
from insured.services import mandates

SCOPES = [MandateScope.APPOINTMENTS, MandateScope.REIMBURSEMENTS]


@transaction.atomic
def seed_mandates() -> int:
    """Josette lets Claire see to her appointments and reimbursements. Returns how many are new.

    Needs the people; may run again.
    """
    josette, claire = (_file(key) for key in ("josette", "claire"))
    if selectors.of(josette).exists():
        return 0
    grantor = josette.account or account_for(josette)
    holder = claire.account or account_for(claire)
    mandate = mandates.offer(
        josette,
        actor=grantor,
        matricule=claire.matricule,
        name=claire.full_name,
        scopes=SCOPES,
        first_day=clock.today(),
        last_day=None,
    )
    mandates.accept(mandate, holder=claire, actor=holder)
    return 1


def _file(key: str):
    (known,) = (person for person in PEOPLE if person.key == key)
    return people.by_matricule(known.matricule)
