"""Without a sign-in: the person found in the files is the one who wrote, or somebody says why."""

import pytest

from cns_portal.kernel.refusal import Refused
from cns_portal.rights.choices.requests import RightsRefusal
from cns_portal.rights.rules import identity
from cns_portal.rights.services import outside, working
from tests.factories import InsuredPersonFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.officers import an_officer

MINE = {
    "said_name": "Zoé Müller-Dupont",
    "said_matricule": "",
    "said_birth_date": "1980-01-15",
    "name": "Zoe Dupont",
    "matricule": "1980011500012",
    "birth_date": "1980-01-15",
}


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        ({}, True),
        ({"said_name": "ZOE"}, True),
        ({"said_name": ""}, True),
        ({"birth_date": ""}, True),
        ({"said_birth_date": ""}, True),
        ({"said_matricule": "1980011500012", "said_birth_date": ""}, True),
        ({"said_name": "Luc Test"}, False),
        ({"said_birth_date": "1980-01-16"}, False),
        ({"said_matricule": "1980011500013", "said_birth_date": ""}, False),
    ],
)
def test_what_was_said_is_compared_with_the_file(other, answer):
    assert identity.fits(**{**MINE, **other}) is answer


@pytest.mark.django_db
def test_a_number_of_somebody_else_is_taken_only_when_the_officer_has_compared():
    officer, person = an_officer(), InsuredPersonFactory(signs_in=True, first_name="Marie")
    request = RightsRequestFactory(outside=True)
    working.take(request.pk, agent=officer)
    with pytest.raises(Refused) as refused:
        outside.identify(request.pk, agent=officer, matricule=person.matricule)
    assert refused.value.reason == RightsRefusal.ANOTHER_PERSON
    request.refresh_from_db()
    assert request.person is None
    outside.identify(request.pk, agent=officer, matricule=person.matricule, compared=True)
    request.refresh_from_db()
    assert request.person == person
