"""What counts how often something was done keeps nobody's address, and still counts."""

import uuid

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cns_portal.contact.models import Question
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.notices import links
from cns_portal.web import throttle
from tests.accounts.agents import PASSWORD, an_agent
from tests.appointments.entrance import address
from tests.appointments.visitors import Visitor, photo
from tests.contact import asking
from tests.factories import AgencyFactory, InsuredPersonFactory, offers

HERE = "203.0.113.77"
EMAIL = "vera@visitors.example"
CODE = "ABCDEFGHJKMNPQRS"


@pytest.fixture
def caller():
    return Client(REMOTE_ADDR=HERE)


def kept() -> str:
    """Every name in the cache, and every value that is not a session."""
    cache = caches["default"]
    redis = cache._cache.get_client(None, write=False)
    names = list(redis.scan_iter(match=f"{cache.key_prefix}:*", count=1000))
    values = [redis.get(name) or b"" for name in names if redis.type(name) == b"string"]
    return b"\n".join([*names, *values]).decode("utf-8", "replace")


def ask_about_data(caller) -> RightsRequest:
    said = {
        "kind": "access",
        "text": "What do you hold on me?",
        "first_name": "Vera",
        "last_name": "Visitor",
        "matricule": "",
        "birth_date": "15/01/1980",
        "email": EMAIL,
        "identity_copy": photo(),
        "sent_key": str(uuid.uuid4()),
    }
    assert caller.post(reverse("rights:outside"), said).status_code == 302
    return RightsRequest.objects.get()


@pytest.mark.django_db
@pytest.mark.usefixtures("private_root")
def test_after_every_limited_form_the_cache_names_neither_addresses_nor_references(caller):
    request = ask_about_data(caller)
    more = {"text": "More", "sent_key": str(uuid.uuid4()), "write": "yes"}
    caller.post(reverse("rights_links:link", args=[links.token(request)]), more)

    caller.post(reverse("contact:write"), asking.typed(email=EMAIL))
    question = Question.objects.get()
    asking.looking_at(question, client=caller)
    caller.post(reverse("contact:question"), {**more, "sent_key": str(uuid.uuid4())})
    opinion = {"found": "yes", "rating": "4", "comment": "", "page": "/en/contact/"}
    caller.post("/en/opinion/", {**opinion, "sent_key": str(uuid.uuid4())})

    caller.get(reverse("insured_public:verify", args=[CODE]))
    offers()
    agency = AgencyFactory(open=True, slug="wiltz")
    caller.post(address(agency), {"token": "wrong"})
    caller.post("/ecit/v1/certificates", b"x", content_type="application/jose")
    Visitor(agency, client=Client(REMOTE_ADDR=HERE)).send()

    an_agent()
    caller.post("/accounts/login/", {"login": "agent", "password": "wrong"})
    person = InsuredPersonFactory(signs_in=True)
    own = Client(REMOTE_ADDR=HERE)
    own.force_login(person.account)
    offer = {"name": "Ada Example", "matricule": "1990093012358", "scopes": ["messages"]}
    own.post(reverse("insured:mandate_new"), offer)

    names = kept()
    assert names.count(":throttle:") >= 12, "the walk is counted"
    for known in (
        HERE,
        EMAIL,
        "visitors.example",
        "people.example",
        request.procedure.reference,
        question.procedure.reference,
        str(request.public_id),
        str(question.public_id),
        CODE,
        PASSWORD,
        "rights:",
        "email",
    ):
        assert known.lower() not in names.lower(), known


def test_a_count_goes_on_under_its_digest():
    key = f"tests:{uuid.uuid4()}"
    assert [throttle.allows(key, limit=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert throttle.is_used_up(key, limit=2)
    assert not throttle.is_used_up(f"{key}x", limit=2)


def test_the_digest_needs_the_portals_secret(monkeypatch):
    before = throttle.name_of("rights:email:vera@visitors.example")
    monkeypatch.setattr(settings, "SECRET_KEY", "another-secret-for-this-test-0123456789")
    assert throttle.name_of("rights:email:vera@visitors.example") != before
