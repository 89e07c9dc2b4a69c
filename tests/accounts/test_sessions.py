"""Where an account is signed in: what is noted, what is not, and how it is ended."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client

from cns_portal import clock
from cns_portal.accounts import sessions
from cns_portal.accounts.models import SignIn
from cns_portal.privacy import tasks
from tests.factories import AccountFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def account():
    return InsuredPersonFactory(signs_in=True).account


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def key_of(client: Client) -> str:
    return client.session.session_key


def visits(client: Client, account) -> list[sessions.Visit]:
    return sessions.visits_of(account, here=key_of(client))


def test_each_place_is_listed_this_one_first(account):
    first, second = signed_in(account), signed_in(account)
    assert [visit.is_this_one for visit in visits(first, account)] == [True, False]
    assert len({visit.public_id for visit in visits(second, account)}) == 2


@pytest.mark.parametrize(
    ("words", "browser", "system"),
    [
        (FIREFOX, "firefox", "windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "safari", "iphone"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125", "samsung", "android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36", "chrome", "linux"),
        ("Mozilla/5.0 (Macintosh) Chrome/156.0 Safari/537.36 Edg/156.0", "edge", "mac"),
        ("", "", ""),
        ("curl/8", "", ""),
    ],
)
def test_a_browser_is_known_by_its_family_only(words, browser, system):
    assert sessions._first(sessions.BROWSERS, words) == browser
    assert sessions._first(sessions.SYSTEMS, words) == system


def test_neither_the_address_nor_the_browsers_words_are_kept(client, identity_service):
    from tests.accounts.identity_service import sign_in

    client.defaults |= {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.77"}
    assert sign_in(client, "luc").status_code == 302
    row = SignIn.objects.values().get()
    assert (row["browser"], row["system"]) == ("firefox", "windows")
    kept = str(row) + str(client.session.items())
    assert "192.0.2.77" not in kept
    assert "145.0" not in kept


def test_agents_are_not_listed():
    agent = AccountFactory(agent=True)
    signed_in(agent)
    assert not SignIn.objects.exists()


def test_the_last_use_is_noted_now_and_then(account, time_machine):
    began = clock.now()
    time_machine.move_to(began, tick=False)
    client = signed_in(account)
    time_machine.move_to(began + timedelta(minutes=4), tick=False)
    client.get("/en/espace/")
    assert visits(client, account)[0].seen_at == began
    time_machine.move_to(began + timedelta(minutes=6), tick=False)
    client.get("/en/espace/")
    assert visits(client, account)[0].seen_at == began + timedelta(minutes=6)


def test_a_session_that_changes_its_key_stays_one_place(account, rf):
    client = signed_in(account)
    request, before = rf.get("/"), key_of(client)
    request.session = client.session

    def page(request):
        request.session.cycle_key()
        return HttpResponse()

    sessions.SeenMiddleware(page)(request)
    assert SignIn.objects.get().session_key == request.session.session_key != before


def test_others_are_ended_and_this_one_goes_on(account):
    here, there, elsewhere = (signed_in(account) for _ in range(3))
    assert sessions.end(account, public_ids=None, here=key_of(here)) == 2
    assert here.get("/en/espace/").status_code == 200
    for client in (there, elsewhere):
        assert client.get("/en/espace/").status_code == 302
    assert len(visits(here, account)) == 1
    assert sessions.end(account, public_ids=None, here=key_of(here)) == 0


def test_one_place_is_ended_and_never_this_one(account):
    here, there, elsewhere = (signed_in(account) for _ in range(3))
    mine = SignIn.objects.get(session_key=key_of(here)).public_id
    theirs = SignIn.objects.get(session_key=key_of(there)).public_id
    assert sessions.end(account, public_ids=[mine, theirs], here=key_of(here)) == 1
    assert there.get("/en/espace/").status_code == 302
    assert here.get("/en/espace/").status_code == elsewhere.get("/en/espace/").status_code == 200


def test_nobody_ends_a_strangers_session(account):
    stranger = InsuredPersonFactory(signs_in=True).account
    theirs, mine = signed_in(stranger), signed_in(account)
    row = SignIn.objects.get(account=stranger).public_id
    assert sessions.end(account, public_ids=[row], here=key_of(mine)) == 0
    assert theirs.get("/en/espace/").status_code == 200


def test_signing_out_leaves_nothing_behind(account):
    client = signed_in(account)
    client.post("/accounts/logout/")
    assert not SignIn.objects.exists()


def test_sessions_that_are_over_are_neither_listed_nor_kept(account):
    here, there = signed_in(account), signed_in(account)
    Session.objects.filter(pk=key_of(there)).update(expire_date=clock.now() - timedelta(minutes=1))
    assert len(visits(here, account)) == 1
    tasks.forget()
    assert SignIn.objects.get().session_key == key_of(here)


def test_pages_of_nobody_do_not_ask_the_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_sign_in_one_per_session(account):
    client = signed_in(account)
    row = SignIn.objects.get(session_key=key_of(client))
    row.pk, row.public_id = None, "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError, match="sign_in_one_per_session"):
        row.save()
