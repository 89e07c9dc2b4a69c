"""The maps of the site: for people, for search engines, and what robots leave alone."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cns_portal import clock
from cns_portal.content.choices.entries import Kind
from cns_portal.content.models import Entry
from tests.architecture.addresses import addresses
from tests.content.standing import everything, standing

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def texts():
    return everything()


def mapped(client) -> dict[str, dict[str, str]]:
    """By address: its translations, by language."""
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(answer.content)
    return {
        url.find(f"{MAP}loc").text: {
            link.get("hreflang"): link.get("href") for link in url.iter(LINK)
        }
        for url in root
    }


def path_of(address: str) -> str:
    assert address.startswith(settings.SITE_URL + "/"), address
    return address.removeprefix(settings.SITE_URL)


def test_every_address_of_the_map_is_a_page_for_everybody(client, texts):
    found = mapped(client)
    assert len(found) > 4 * 15
    for address in found:
        page = client.get(path_of(address))
        assert page.status_code == 200, address
        assert 'name="robots"' not in page.content.decode(), address


def test_translations_lead_to_each_other_and_the_pages_say_the_same(client, texts):
    found = mapped(client)
    for address, others in found.items():
        assert others.pop("x-default")
        assert address in others.values()
        for other in others.values():
            assert set(others.values()) == {
                href for code, href in found[other].items() if code != "x-default"
            }
        html = client.get(path_of(address)).content.decode()
        said = dict(re.findall(r'rel="alternate" hreflang="(\w\w)" href="([^"]+)"', html))
        assert said == others, address
        assert f'<link rel="canonical" href="{address}">' in html


def test_a_page_is_mapped_in_the_languages_in_which_it_is_written(client, texts):
    found = {path_of(address) for address in mapped(client)}
    assert {code for code in LANGUAGES if f"/{code}/procedures/send-bills/" in found} == {
        "en",
        "fr",
    }
    german = client.get("/de/procedures/send-bills/").content.decode()
    assert f'rel="canonical" href="{settings.SITE_URL}/en/procedures/send-bills/"' in german


def test_the_address_without_a_language_leads_on(client, texts):
    for others in mapped(client).values():
        answer = client.get(path_of(others["x-default"]), headers={"accept-language": "de"})
        assert answer.status_code == 302
        assert answer["Location"].startswith("/de/")


def test_what_is_not_out_yet_is_on_no_map(client, texts):
    Entry.objects.filter(slug="hearing-aids").update(publish_on=clock.today().replace(year=2999))
    assert "hearing-aids" not in client.get("/sitemap.xml").content.decode()
    assert "hearing-aids" not in client.get("/en/sitemap/").content.decode()


def test_a_page_that_is_somebodys_names_no_translations(client, texts):
    for path in ("/en/search/?q=bills", "/en/verify/", "/accounts/login/"):
        html = client.get(path, follow=True).content.decode()
        assert 'rel="canonical"' not in html, path


def test_the_map_for_people_names_every_page_of_the_map_for_engines(client, texts):
    html = client.get("/en/sitemap/").content.decode()
    linked = set(re.findall(r'href="(/en/[^"#]*)"', html))
    mapped_in_english = {
        path_of(address) for address in mapped(client) if path_of(address).startswith("/en/")
    }
    assert mapped_in_english - linked == set()


def test_robots_leave_alone_what_asks_for_a_sign_in_and_find_all_the_rest(client, texts):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    assert robots.site_maps() == [f"{settings.SITE_URL}/sitemap.xml"]
    for address in mapped(client):
        assert robots.can_fetch("Somebody", address), address
    behind_a_link = reverse("rights_links:link", args=["a" * 43])
    assert not robots.can_fetch("Somebody", settings.SITE_URL + behind_a_link)
    for code in LANGUAGES:
        with translation.override(code):
            for address in addresses():
                if address.identifiers or not address.name:
                    continue
                try:
                    path = reverse(address.name)
                except NoReverseMatch:
                    continue
                answer = Client().get(path)
                if answer.status_code == 302 and "login" in answer["Location"]:
                    assert not robots.can_fetch("Somebody", settings.SITE_URL + path), path


def test_both_may_be_kept_for_an_hour_by_anybody(client, texts):
    for path in ("/robots.txt", "/sitemap.xml"):
        assert client.get(path)["Cache-Control"] == "public, max-age=3600"
        assert client.post(path).status_code == 405


def test_the_map_costs_the_same_however_many_pages(client, texts, django_assert_num_queries):
    for number in range(5):
        standing(f"more-{number}", Kind.BODY)
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")
