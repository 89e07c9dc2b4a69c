"""What the form of a certificate hides for some answers never stands in the way of the others."""

import pytest

from tests.incapacity.sendable import at, draft_of, marie, signed_in, text_of, typed
from tests.insured.families import child_of

pytestmark = pytest.mark.django_db

WRONG = "1986032112345"


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def client(person):
    return signed_in(person)


def test_a_wrong_number_of_another_child_is_passed_over_once_one_on_file_is_chosen(client, person):
    child = child_of(person)
    certificate = draft_of(person, cause="family")
    fields = typed(cause="family", child=str(child.dossier.public_id), child_matricule=WRONG)
    answer = client.post(at("draft", certificate.public_id), fields)
    assert answer.status_code == 302
    assert answer["Location"] == at("check", certificate.public_id)
    certificate.refresh_from_db()
    assert (certificate.child, certificate.child_matricule) == (child, "")


@pytest.mark.parametrize(
    "hidden",
    [
        {"stay_telephone": "12"},
        {"cause": "illness", "leave_days": "many"},
        {"cause": "illness", "expected_on": "31/02/2026"},
        {"cause": "illness", "expected_on": "01/01/1986"},
        {"cause": "maternity", "expected_on": "", "first_day": "31/02/2026"},
    ],
)
def test_what_is_wrong_where_nothing_is_shown_is_passed_over(client, person, hidden):
    certificate = draft_of(person)
    answer = client.post(at("draft", certificate.public_id), typed() | hidden)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("shown", "complaint"),
    [
        (
            {"cause": "family", "child": "another", "child_matricule": WRONG},
            "is not a valid matricule",
        ),
        ({"elsewhere": "on", "stay_telephone": "12"}, "telephone"),
        ({"cause": "maternity", "expected_on": "31/02/2026"}, "enter a real date"),
    ],
)
def test_what_is_wrong_and_shown_is_still_said(client, person, shown, complaint):
    certificate = draft_of(person)
    answer = client.post(at("draft", certificate.public_id), typed() | shown)
    assert answer.status_code == 200
    assert complaint in text_of(answer)


def test_what_was_passed_over_is_said_when_it_is_shown_again(client, person):
    certificate = draft_of(person, cause="family")
    url, child = at("draft", certificate.public_id), child_of(person)
    fields = typed(cause="family", child=str(child.dossier.public_id), child_matricule=WRONG)
    client.post(url, fields)
    answer = client.post(url, fields | {"child": "another"})
    assert "is not a valid matricule" in text_of(answer)
