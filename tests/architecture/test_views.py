"""Agreements about pages."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
ROOMS = ("insured", "appointments", "reimbursements", "incapacity", "cns_portal")


# The only pages for somebody who has not signed in, without the language in front.
OPEN = {
    *("healthz", "readyz"),
    *("", "accessibility/", "cookies/", "data-protection/", "legal-notice/"),
    *("data-protection/record/", "data-protection/record.csv", ".well-known/security.txt"),
    *("styleguide/", "theme/", "language/"),
    *("accounts/login/", "accounts/logout/", "accounts/inactive/", "admin/login/"),
    *("accounts/agents/login/", "accounts/agents/second-factor/code/"),
    "accounts/identity/<slug:provider_id>/login/",
    "accounts/identity/<slug:provider_id>/callback/",
    "appointments/slots.json",
    *(
        f"appointments/new/{step}"
        for step in ("", "topic/", "channel/", "agency/", "time/", "time/extend/")
    ),
    *(f"appointments/new/{step}" for step in ("details/", "person/", "check/", "leave/")),
    "appointments/sent/<uuid:public_id>/",  # only what this browser's session has sent
    *(f"a/<str:token>/{page}/" for page in ("earlier", "move", "phone", "bills")),  # signed tokens
    *("terminal/<slug:slug>/", "terminal/<slug:slug>/display/"),  # a device's own token
    *(f"terminal/<slug:slug>/{data}" for data in ("frame", "alive", "calls.json")),
    *("a/<str:token>/", "a/<str:token>/video/", "a/<str:token>/appointment.ics"),  # signed tokens
    "a/<str:token>/video/exchange/",
    *("verify/", "verify/<str:code>/"),  # what whoever holds a paper may know
    "ecit/v1/certificates",  # a sender’s own token, and its signature
    "where-covered/",
    *(f"{kind}/<slug:slug>/" for kind in ("situations", "procedures", "news", "who-does-what")),
    *("procedures/", "news/", "questions/", "who-does-what/", "search/"),  # what editors write
    "preview/<slug:kind>/<slug:slug>/",  # 404 for everybody but editors
    *("sitemap/", "sitemap.xml", "robots.txt"),
    *(f"contact/{page}" for page in ("", "write/", "sent/")),  # what this browser has sent
    *("contact/status/", "contact/status/question/"),  # reference and e-mail open one question
    *("opinion/", "opinion/thanks/"),  # what readers think of a page, and nothing about them
    *(f"data-protection/request/{page}" for page in ("", "sent/")),  # what this browser has sent
    "data-request/<str:token>/",  # signed tokens
    "when-i-am-ill/",  # rules and a calculator that keeps nothing
    *(f"how-we-calculate/{page}" for page in ("", "acts/", "changes/")),  # values, nobody's data
}

# Pages that find a row otherwise, and what guards it there.
NOT_BY_PERSON = {
    "appointments/views/sent.py": "the visitor's own session, or the person's dossier",
    "cns_portal/accounts/views.py": "the agent who is signed in",
    "cns_portal/documents/views.py": "the registry asks whose document it is",
}


def view_files():
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if "views" in parts:
                yield file


def routes(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def test_every_page_but_these_asks_for_a_sign_in():
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    found = {
        re.sub(r"^(en|fr|de|lb)/", "", path)
        for path, pattern in routes()
        if not getattr(pattern.callback, "login_required", True)
    }
    assert found == OPEN


def test_pages_go_through_of():
    """A page asks for the rows of somebody: `.objects.of(…)`, or a selector that does."""
    otherwise = {}
    for file in view_files():
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Attribute(attr=asked, value=ast.Attribute(attr="objects")):
                    if asked != "of":
                        otherwise[str(file.relative_to(ROOT))] = f"line {node.lineno}"
    assert {name: line for name, line in otherwise.items() if name not in NOT_BY_PERSON} == {}
    assert set(NOT_BY_PERSON) - set(otherwise) == set(), "no longer needed"


def test_a_number_in_an_address_is_never_guessable():
    """Rows are addressed by references, tokens and UUIDs; agents' pages use numbers."""
    for path, _pattern in routes():
        if not path.startswith("admin/"):
            assert "<int:pk>" not in path, path
            assert not re.search(r"<int:\w*id>", path), path
