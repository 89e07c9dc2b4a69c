"""Who reads of a look at their file reads which office it was, the officer's too."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import audit
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import CardFactory
from tests.rights.officers import an_officer

pytestmark = pytest.mark.django_db
OFFICER = "An agent of the CNS (data protection officer)"


@pytest.mark.parametrize(("is_officer", "shown"), [(True, True), (False, False)])
def test_the_officer_is_called_so_in_the_list_of_looks(client, is_officer, shown):
    me = InsuredPersonFactory(signs_in=True)
    agent = an_officer() if is_officer else AccountFactory(agent=True)
    audit.record_view(agent, CardFactory(person=me), purpose="insured.cards", dossier=me.dossier)
    client.force_login(me.account)
    page = client.get(reverse("insured:data_looks"))
    (assertContains if shown else assertNotContains)(page, OFFICER)
