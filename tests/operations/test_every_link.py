"""From every starting point: no internal link is broken, and every page is valid HTML.

The pages are those of the demonstration, which holds cases of every kind in many states.
"""

import pytest
from django.core.management import call_command

from cns_portal.accounts.models import Account
from insured.models import InsuredPerson
from tests.appointments.agents import window_of
from tests.operations.crawling import Walk, problems_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("every_link")]

OF_DJANGO_ITSELF = ("/password/: unexpected-end-tag {'name': 'p'}",)
"""A paragraph around a paragraph in the stock form for passwords."""


@pytest.fixture
def demonstration(settings, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    call_command("seed_demo", verbosity=0)


def told(walk: Walk) -> str:
    return "\n".join(
        line for line in walk.wrong if not any(known in line for known in OF_DJANGO_ITSELF)
    )


def test_everybody_finds_every_page(demonstration, client):
    walk = Walk(client, "/en/").go()
    assert not told(walk), told(walk)
    assert len(walk.opened) > 30

    client.force_login(InsuredPerson.objects.get(first_name="Marie", last_name="Beispill").account)
    walk = Walk(client, "/en/espace/", within="/en/").go()
    assert not told(walk), told(walk)
    assert len(walk.opened) > 60

    agent = window_of(Account.objects.get(username="supervisor"))
    walk = Walk(agent, "/admin/", within="/admin/").go()
    assert not told(walk), told(walk)
    assert len(walk.opened) > 60


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ('<i id="a"></i><i id="a"></i>', "'a' stands twice"),
        ("<ul><li>one</ul></p>", "unexpected-end-tag"),
    ],
)
def test_what_is_not_valid_is_told(text, problem):
    whole = f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{text}</body></html>"
    assert any(problem in one for one in problems_of(whole))


def test_a_link_that_leads_nowhere_is_told(client, settings):
    settings.ROOT_URLCONF = "tests.operations.urls_with_mistakes"
    walk = Walk(client, "/").go()
    assert any("/nowhere/" in line and "404" in line for line in walk.wrong)
    assert any("#missing" in line for line in walk.wrong)
    assert any("no static file" in line for line in walk.wrong)
