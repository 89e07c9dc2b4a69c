"""The agents' lists say what they show, not what Django's admin would have one do."""

import pytest
from django.urls import reverse

from tests.insured.agents import window_of
from tests.reimbursements.agents import an_agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("complementaryclaim", "Complementary claims"),
        ("objection", "Objections"),
        ("recalculation", "Recalculations"),
    ],
)
def test_a_list_is_called_by_what_stands_in_it(name, title):
    window = window_of(an_agent())
    page = window.get(reverse(f"admin:reimbursements_{name}_changelist"))
    assert page.context["title"] == title
    assert "Show counts" not in page.content.decode()
