"""The frame of every page: languages, theme, private pages, the style guide, error pages."""

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import override

from cns_portal.web.context_processors import languages, navigation
from cns_portal.web.middleware import PrivatePagesMiddleware


def test_the_style_guide_shows_everything_and_keeps_the_policy(client, db):
    response = client.get("/en/styleguide/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Demonstration. Not the official site of the CNS." in html
    assert " style=" not in html
    assert "default-src 'none'" in response["Content-Security-Policy"]


@override_settings(DEMO_MODE=False, DEBUG=False)
def test_the_style_guide_is_not_for_the_public_of_a_real_portal(client, db):
    assert client.get("/en/styleguide/").status_code == 404


def test_languages_are_links_to_the_same_page_with_its_question():
    with override("fr"):
        entries = languages(RequestFactory().get("/fr/styleguide/?page=2"))
    assert [entry["url"] for entry in entries] == [
        f"/{code}/styleguide/?page=2" for code in ("fr", "de", "lb", "en")
    ]
    assert [entry["code"] for entry in entries if entry["current"]] == ["fr"]


def test_an_address_without_a_language_offers_a_form_instead(client, db):
    assert {entry["url"] for entry in languages(RequestFactory().get("/a/token/"))} == {""}


def test_each_language_names_itself(client, db):
    html = client.get("/en/styleguide/").content.decode()
    assert 'lang="lb" hreflang="lb">Lëtzebuergesch</a>' in html


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_theme_is_remembered_and_set_by_the_server(client, db, theme):
    response = client.post(reverse("web:theme"), {"theme": theme, "next": "/en/styleguide/?a=1"})
    assert response["Location"] == "/en/styleguide/?a=1"
    assert f'data-theme="{theme}"' in client.get("/en/styleguide/").content.decode()


def test_a_strange_theme_or_target_changes_nothing(client, db):
    response = client.post(reverse("web:theme"), {"theme": "pink", "next": "https://evil.example/"})
    assert response["Location"] == "/"
    assert "theme" not in response.cookies


def test_the_theme_changes_by_post_only(client, db):
    assert client.get(reverse("web:theme"), {"theme": "dark"}).status_code == 405


class _Session(SessionBase):
    def load(self):
        return {}


def _through(*, key=None, content_type="text/html", **headers):
    request = RequestFactory().get("/")
    request.session = _Session(key)
    answer = HttpResponse("", content_type=content_type, headers=headers)
    return PrivatePagesMiddleware(lambda _request: answer)(request)


def test_a_page_within_a_session_is_stored_nowhere():
    response = _through(key="a" * 32)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_a_page_without_a_session_is_not_shared():
    response = _through()
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.has_header("X-Robots-Tag")


def test_a_view_that_decides_itself_is_left_alone():
    assert (
        _through(key="a" * 32, **{"Cache-Control": "max-age=60"})["Cache-Control"] == "max-age=60"
    )


def test_navigation_leaves_out_missing_pages_and_marks_the_nearest():
    request = RequestFactory().get("/en/styleguide/")
    links = navigation(
        request,
        [
            ("web:styleguide", "Guide", "everyone"),
            ("web:theme", "Theme", "everyone"),
            ("nowhere:page", "Gone", "everyone"),
            ("web:language", "Secret", "signed_in"),
        ],
    )
    assert [(link["label"], link["current"]) for link in links] == [
        ("Guide", True),
        ("Theme", False),
    ]


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "410", "429", "500", "503"])
def test_an_error_page_needs_neither_request_nor_context(code):
    html = get_template(f"{code}.html").render({})
    assert "<h1>" in html
    assert "27 57 1" in html
