"""The provider's endpoints. No cookie, no session: the page carries what it needs."""

import base64
import binascii
from urllib.parse import unquote, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cns_portal.demo.identity_provider.provider import people_to_choose_from, person_with

PARAMETERS = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "ui_locales",
)


class Redirect(HttpResponseRedirect):
    allowed_schemes = ("http", "https")


@require_GET
def discovery(request: HttpRequest) -> JsonResponse:
    return JsonResponse(request.provider.discovery())


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    return JsonResponse(request.provider.jwks())


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Somebody opened the provider by hand."""
    return render(request, "demo/identity_provider/front.html", {"people": people_to_choose_from()})


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET shows the people; POST is the choice and leads back with a code."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = {name: sent.get(name, "") for name in PARAMETERS}
    provider = request.provider
    if asked["client_id"] != provider.client_id or (
        asked["redirect_uri"] not in provider.redirect_uris
    ):
        return _page(request, "demo/identity_provider/mistake.html", {}, status=400)
    if error := _mistake(asked):
        return _back(request, asked, error=error)
    if request.method == "GET":
        with translation.override(_language(asked["ui_locales"])):
            return _page(
                request,
                "demo/identity_provider/choose.html",
                {
                    "asked": asked,
                    "people": people_to_choose_from(),
                    "portal": urlsplit(asked["redirect_uri"]).netloc,
                },
                leads_to=asked["redirect_uri"],
            )
    if "cancel" in request.POST:
        return _back(request, asked, error="access_denied")
    person = person_with(request.POST.get("person", ""))
    if person is None:
        return _back(request, asked, error="invalid_request")
    code = provider.grant(
        person,
        redirect_uri=asked["redirect_uri"],
        nonce=asked["nonce"],
        code_challenge=asked["code_challenge"],
    )
    return _back(request, asked, code=code)


def _mistake(asked: dict) -> str | None:
    if asked["response_type"] != "code":
        return "unsupported_response_type"
    if "openid" not in asked["scope"].split():
        return "invalid_scope"
    if not asked["code_challenge"] or asked["code_challenge_method"] != "S256":
        return "invalid_request"
    return None


def _language(ui_locales: str) -> str:
    from django.conf import settings

    known = dict(settings.LANGUAGES)
    wanted = (locale.partition("-")[0] for locale in ui_locales.split())
    return next((code for code in wanted if code in known), translation.get_language() or "en")


def _back(request: HttpRequest, asked: dict, **answer: str) -> HttpResponse:
    query = {**answer, "state": asked["state"], "iss": request.provider.issuer}
    return Redirect(f"{asked['redirect_uri']}?{urlencode(query)}")


def _page(
    request: HttpRequest, template: str, context: dict, *, status: int = 200, leads_to: str = ""
) -> HttpResponse:
    response = render(request, template, context, status=status)
    parts = urlsplit(leads_to)
    target = f" {parts.scheme}://{parts.netloc}" if leads_to else ""
    # Browsers hold the redirect after the form to form-action too: it leads back to the portal.
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"base-uri 'none'; frame-ancestors 'none'; form-action 'self'{target}"
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def token(request: HttpRequest) -> JsonResponse:
    client_id, client_secret = _client(request)
    if not request.provider.is_client(client_id, client_secret):
        return JsonResponse({"error": "invalid_client"}, status=401)
    if request.POST.get("grant_type") != "authorization_code":
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    tokens = request.provider.exchange(
        code=request.POST.get("code", ""),
        redirect_uri=request.POST.get("redirect_uri", ""),
        code_verifier=request.POST.get("code_verifier", ""),
    )
    if tokens is None:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    response = JsonResponse(tokens)
    response["Cache-Control"] = "no-store"
    return response


def _client(request: HttpRequest) -> tuple[str, str]:
    """HTTP Basic or form fields, both allowed by RFC 6749, section 2.3.1."""
    scheme, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _colon, secret = base64.b64decode(credentials).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return unquote(name), unquote(secret)
    return request.POST.get("client_id", ""), request.POST.get("client_secret", "")


@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> JsonResponse:
    _scheme, _space, access_token = request.headers.get("Authorization", "").partition(" ")
    claims = request.provider.userinfo(access_token)
    if claims is None:
        response = JsonResponse({"error": "invalid_token"}, status=401)
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return response
    return JsonResponse(claims)
