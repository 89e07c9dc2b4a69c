"""The public page that verifies a paper: what it says, and that it says nothing else."""

import json
import re
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cns_portal.web import throttle
from insured.choices import PaperKind
from insured.models import Paper
from tests.factories import InsuredPersonFactory
from tests.insured.factories import PaperFactory

pytestmark = pytest.mark.django_db
CODE = "ABCDEFGHJKMNPQRS"
WORDS = "Marie Beispill 1990 0930 123 58 Atelier Modèle 1, rue de la Frontière knee"


@pytest.fixture(autouse=True)
def _sunday_noon():
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        yield


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def paper(**columns) -> Paper:
    person = InsuredPersonFactory(first_name="Marie", last_name="Beispill")
    known = {
        "person": person,
        "code": CODE,
        "initials": "M. B.",
        "first_day": date(2026, 11, 1),
        "last_day": date(2026, 12, 31),
        "facts": {"person": {"name": "Marie Beispill"}, "said": WORDS},
    }
    return PaperFactory(**{**known, **columns})


def page(client, code=CODE, **query) -> str:
    return client.get(f"/verify/{code}/", query).content.decode()


@pytest.mark.parametrize(
    ("columns", "heading", "tag"),
    [
        ({"kind": PaperKind.AFFILIATION}, "This paper is genuine", "Issued"),
        ({"kind": PaperKind.CO_INSURANCE}, "This paper is genuine", "Issued"),
        ({"kind": PaperKind.REPLACEMENT}, "This paper is valid", "Valid"),
        (
            {"kind": PaperKind.REPLACEMENT, "last_day": date(2026, 11, 21)},
            "This paper is no longer valid",
            "No longer valid since 22 November 2026",
        ),
        (
            {"kind": PaperKind.S2, "first_day": date(2026, 12, 1)},
            "This paper is not valid yet",
            "Not valid yet",
        ),
        (
            {"kind": PaperKind.S1, "last_day": None},
            "This paper is valid",
            "From 1 November 2026 on",
        ),
        (
            {
                "kind": PaperKind.AFFILIATION,
                "withdrawn_at": "2026-11-20T09:00:00Z",
                "withdrawn_because": WORDS,
            },
            "This paper is no longer valid",
            "No longer valid since 20 November 2026",
        ),
    ],
)
def test_what_a_paper_is_worth(client, columns, heading, tag):
    paper(**columns)
    shown = page(client)
    assert f"<h1>{heading}</h1>" in shown
    assert tag in shown


def test_a_certificate_says_that_it_does_not_say_what_is_so_today(client):
    paper(kind=PaperKind.AFFILIATION, first_day=date(2026, 11, 1), last_day=date(2026, 11, 1))
    shown = page(client)
    assert "Says what was so on 1 November 2026" in shown
    assert "Whether the person is insured today is not shown here." in shown


def test_kind_initials_and_dates_are_all_that_is_shown(client):
    paper(kind=PaperKind.REPLACEMENT)
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(client)))
    for said in ("M. B.", "Replacement certificate", "1 November 2026", "31 December 2026"):
        assert said in shown
    for hidden in ("Marie", "Beispill", "0930", "Modèle", "Frontière", "knee"):
        assert hidden not in shown


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.dictionaries(
        st.sampled_from(["person", "cover", "family", "treatment", "hospital", "street"]),
        st.text(alphabet="ABCDEFGHIJ0123456789", min_size=8, max_size=40),
        min_size=1,
    ),
    kind=st.sampled_from(list(PaperKind)),
    reason=st.text(alphabet="KLMNOPQRST", min_size=8, max_size=40),
)
def test_whatever_stands_on_a_paper_the_page_is_the_same(client, facts, kind, reason):
    """The page is a function of state, kind, initials, dates and code: facts do not change it."""
    # Not `clear`: that empties Redis for the other workers' tests, too.
    cache.delete(throttle.name_of("verify:127.0.0.1"))
    Paper.objects.all().delete()
    known = {
        "person": InsuredPersonFactory(),
        "kind": kind,
        "withdrawn_at": "2026-11-20T09:00:00Z",
    }
    one = paper(**known, facts=facts, withdrawn_because=reason)
    said = page(client)
    one.delete()
    paper(**known, facts={}, withdrawn_because="another reason")
    assert page(client) == said
    assert all(value not in said for value in facts.values())
    assert json.dumps(reason) not in said


@pytest.mark.parametrize("typed", ["abcd efgh-jkmn pqrs", "ABCDEFGHJKMNPQRS", "abcdefghjkmnpqrs"])
def test_a_code_is_found_however_it_is_typed(client, typed):
    paper()
    answer = client.get("/verify/", {"code": typed}, follow=True)
    assert answer.redirect_chain == [(f"/verify/{CODE}/", 302)]
    assert "M. B." in answer.content.decode()


@pytest.mark.parametrize("code", ["2345678923456789", "x", "%00", "ABCD", "é" * 16, "A" * 3000])
def test_an_unknown_code_is_not_found_and_gets_a_helpful_page(client, code):
    paper()
    answer = client.get(f"/verify/{code}/")
    assert answer.status_code == 404
    shown = answer.content.decode()
    assert "We do not know this code" in shown
    assert 'name="code"' in shown


def test_known_and_unknown_codes_cost_the_same_questions(client, django_assert_num_queries):
    paper()
    with django_assert_num_queries(1):
        client.get(f"/verify/{CODE}/")
    with django_assert_num_queries(1):
        client.get("/verify/2345678923456789/")


def test_the_page_keeps_the_code_to_itself(client):
    paper()
    for way in (f"/verify/{CODE}/", "/verify/", "/verify/2345678923456789/"):
        answer = client.get(way)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "no-store"
        assert b'name="robots" content="noindex' in answer.content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent_to_it(client, method):
    paper()
    assert getattr(client, method)(f"/verify/{CODE}/").status_code == 405
    assert getattr(client, method)("/verify/").status_code == 405


def test_looking_changes_nothing(client):
    one = paper()
    before = Paper.objects.filter(pk=one.pk).values().get()
    client.get(f"/verify/{CODE}/")
    client.head(f"/verify/{CODE}/")
    after = Paper.objects.filter(pk=one.pk).values().get()
    assert before == after
    assert "sessionid" not in client.cookies


def test_nobody_tries_code_after_code(client, monkeypatch):
    monkeypatch.setattr("insured.views.verify.LOOKS", 3)
    for number in range(3):
        assert client.get(f"/verify/234567892345678{number + 2}/").status_code == 404
    answer = client.get("/verify/2345678923456789/")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("header", "query", "language"),
    [("de", {}, "de"), ("fr", {}, "fr"), ("fr", {"language": "lb"}, "lb"), ("xx", {}, "en")],
)
def test_the_page_speaks_the_visitors_language(header, query, language):
    paper()
    shown = page(Client(headers={"accept-language": header}), **query)
    assert f'<html lang="{language}"' in shown


def test_an_empty_code_is_asked_for_again(client):
    answer = client.get("/verify/", {"code": " "})
    assert answer.status_code == 200
    assert "Type the code that stands on the paper." in answer.content.decode()
