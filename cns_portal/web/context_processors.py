"""What the frame of every page needs: name, languages, theme, navigation, ways in and out."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"

SITE_NAME = _("CNS portal")
DISCLAIMER = _("Demonstration. Not the official site of the CNS.")
PHONE = "(+352) 27 57 1"
PHONE_URL = "tel:+35227571"

LANGUAGE_NAMES = {"fr": "Français", "de": "Deutsch", "lb": "Lëtzebuergesch", "en": "English"}


def site(request: HttpRequest) -> dict:
    """The variables of base.html. Nothing here asks the database."""
    return {
        "site_name": SITE_NAME,
        "site_disclaimer": DISCLAIMER,
        "site_phone": PHONE,
        "site_phone_url": PHONE_URL,
        "theme": chosen_theme(request),
        "languages": SimpleLazyObject(lambda: languages(request)),
        "home_url": _address("home:front") or "/",
        "search_url": _address("content:search"),
        "write_url": _address("contact:write"),
        "sign_in_url": _address(settings.LOGIN_URL),
        "sign_out_url": _address("account_logout"),
        "service_navigation": SimpleLazyObject(
            lambda: navigation(request, getattr(settings, "SERVICE_NAVIGATION", ()))
        ),
        "footer_navigation": SimpleLazyObject(
            lambda: navigation(request, getattr(settings, "FOOTER_NAVIGATION", ()))
        ),
    }


def chosen_theme(request: HttpRequest) -> str:
    """One of THEMES; anything else in the cookie means: follow the device."""
    theme = request.COOKIES.get(THEME_COOKIE)
    return theme if theme in THEMES else "auto"


def languages(request: HttpRequest) -> list[dict]:
    """This page in each language. `url` is empty where the address carries no language."""
    path = request.get_full_path()
    prefix = path.split("/", 2)[1] if path.startswith("/") else ""
    current = get_language()
    carries_language = prefix in dict(settings.LANGUAGES)
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES.get(code, code),
            "url": f"/{code}{path[len(prefix) + 1 :]}" if carries_language else "",
            "current": code == current,
        }
        for code, _name in settings.LANGUAGES
    ]


def navigation(request: HttpRequest, entries: Iterable[tuple]) -> list[dict]:
    """Links from settings: (address name, label, audience).

    Audience is "everyone", "signed_in" for people who have a space, or "agents" for staff, who
    sign in to work and have none.
    An entry whose page does not exist is left out, so that a room may be absent; so is one that
    the open file does not open (`request.opens_page`, where somebody acts for somebody).
    """
    user = getattr(request, "user", None)
    audiences = {"everyone"}
    if user and user.is_authenticated:
        audiences.add("agents" if user.is_staff else "signed_in")
    opens_page = getattr(request, "opens_page", lambda url: True)
    links = []
    for name, label, audience in entries:
        url = _address(name)
        if url and audience in audiences and opens_page(url):
            links.append({"url": url, "label": label, "current": False})
    here = [link for link in links if request.path.startswith(link["url"])]
    if here:
        nearest = max(here, key=lambda link: len(link["url"]))
        is_front_page = nearest["url"].count("/") <= 2
        nearest["current"] = not is_front_page or request.path == nearest["url"]
    return links


def _address(name: str) -> str:
    if name.startswith("/"):
        return resolve_url(name)
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
