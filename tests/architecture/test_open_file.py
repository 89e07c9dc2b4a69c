"""Every page of my space says what it is about, and a mandate opens exactly that."""

import uuid

import pytest
from django.urls import get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from cns_portal import clock
from insured.access import KEY, InsuredPage
from insured.choices.acting import PageScope
from insured.choices.mandates import MandateScope
from insured.models import Mandate
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of

MIDDLE = "espace/"
ALWAYS = {"insured:open_file": "leaves the open file, whatever it opens"}


def pages(patterns=None, way: str = "", namespace: str = "") -> list[tuple[str, str, type]]:
    """Every address of my space: its name, an address of the right shape, and its page."""
    found = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = way + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            found += pages(pattern.url_patterns, here, inner)
        elif MIDDLE in here:
            address = here.replace(here.partition("espace/")[0], "/en/", 1)
            for name, converter in pattern.pattern.converters.items():
                shape = f"<{kind(converter)}:{name}>"
                assert shape in address, f"another converter in {here}"
                address = address.replace(shape, something(converter))
            found.append((namespace + pattern.name, address, pattern.callback))
    return found


def kind(converter) -> str:
    return {"UUIDConverter": "uuid", "IntConverter": "int", "StringConverter": "str"}.get(
        type(converter).__name__, "slug"
    )


def something(converter) -> str:
    if isinstance(converter, UUIDConverter):
        return str(uuid.uuid4())
    return "987654" if isinstance(converter, IntConverter) else "2222-2222"


PAGES = pages()


def scope_of(callback) -> str:
    return getattr(getattr(callback, "view_class", None), "scope", None)


def subclasses(page: type) -> set[type]:
    return {one for sub in page.__subclasses__() for one in {sub, *subclasses(sub)}}


def test_every_address_of_my_space_is_a_page_of_an_open_file():
    """A page that asks nobody whose file is open would show one's own in another's."""
    assert len(PAGES) > 15
    for name, _address, callback in PAGES:
        assert issubclass(callback.view_class, InsuredPage), name


def test_every_page_of_a_file_says_itself_what_it_is_about():
    for page in subclasses(InsuredPage):
        if page.__module__.startswith("tests"):
            continue
        says = [one for one in page.__mro__ if "scope" in vars(one) and one is not InsuredPage]
        assert says, f"{page.__module__}.{page.__name__} declares no scope"
        assert page.scope in PageScope.values, page


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("scope", MandateScope.values)
def test_a_mandate_of_one_scope_opens_exactly_that_scopes_pages(scope, method):
    mandate = a_mandate(scope)
    client = browser_of(mandate.holder, opened=mandate.grantor)
    for name, address, callback in PAGES:
        if name in ALWAYS:
            continue
        answer = getattr(client, method)(address)
        is_open = scope_of(callback) in {PageScope.SPACE, scope}
        assert is_outside(answer) is not is_open, (name, scope, answer.status_code)
        assert answer.status_code < 500, (name, scope)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_parent_opens_every_page_but_those_of_an_account(method):
    parent = a_parent()
    client = browser_of(parent, opened=a_child(parent))
    for name, address, callback in PAGES:
        if name in ALWAYS:
            continue
        answer = getattr(client, method)(address)
        assert is_outside(answer) is (scope_of(callback) == PageScope.OWN), name
        assert answer.status_code < 500, name


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_leads_back_when_the_mandate_has_ended_meanwhile(method):
    mandate = a_mandate(*MandateScope.values)
    client = browser_of(mandate.holder, opened=mandate.grantor)
    opened = client.session[KEY]
    Mandate.objects.update(revoked_at=clock.now(), revoked_by=mandate.grantor.account)
    for name, address, _callback in PAGES:
        if name in ALWAYS:
            continue
        session = client.session
        session[KEY] = opened
        session.save()
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer.get("Location")) == (302, "/en/espace/"), name


@pytest.mark.django_db
def test_ones_own_file_opens_everything():
    client = browser_of(a_mandate().holder)
    for name, address, _callback in PAGES:
        assert not is_outside(client.get(address)), name


def is_outside(answer) -> bool:
    """Whether the page said that it is not open in this file."""
    return answer.status_code == 403 and "insured/outside.html" in {
        template.name for template in answer.templates
    }
