"""Whose file is open, and what is seen without one."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.views import View

from insured.access import InsuredPage
from tests.insured.people import a_file, an_account

pytestmark = pytest.mark.django_db


class Page(InsuredPage, View):
    def get(self, request):
        return HttpResponse(f"{self.person.full_name} {self.dossier.pk}")


def answer_to(account, rf: RequestFactory):
    request = rf.get("/en/espace/?tab=2")
    request.user = account
    return Page.as_view()(request)


def test_a_visitor_signs_in_and_comes_back(rf):
    response = answer_to(AnonymousUser(), rf)
    assert response["Location"] == "/accounts/login/?next=/en/espace/%3Ftab%3D2"


def test_the_file_of_the_person_is_open(rf):
    account = an_account()
    person = a_file(account=account)
    assert answer_to(account, rf).text == f"Marie Beispill {person.dossier_id}"


def test_an_agent_reads_why_there_is_nothing(rf):
    response = answer_to(an_account(is_staff=True), rf)
    assert response.status_code == 403
    assert "belongs to no insured person" in response.text
