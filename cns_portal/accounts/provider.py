"""The OpenID Connect client: allauth's, with the checks it leaves out.

allauth (65.21) asks for no nonce, trusts an ID token fetched over TLS without looking at its
signature, takes the algorithm from the token's own header, and lets the address choose scope and
parameters. ASVS 5.0 wants all four (6.8.2, 9.1.2, 10.5.1). allauth finds this module by its name.
"""

import base64
import hashlib

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
    OpenIDConnectProviderAccount,
)
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

# Asymmetric only: with an HS… algorithm the public key would be the signing secret.
ALGORITHMS = ("RS256", "PS256", "ES256")
REQUIRED_CLAIMS = ["iss", "aud", "exp", "iat", "sub", "nonce"]
CLOCK_SKEW = 30  # seconds


def nonce_for(code_verifier: str) -> str:
    """The nonce of one sign-in.

    Derived from the PKCE verifier, which allauth keeps in the session until the person returns:
    bound to that session, different every time, and nothing more to store.
    """
    digest = hashlib.sha256(b"nonce of " + code_verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class ElectronicIdentityOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """Exchanges the code and believes nothing that is not signed for us, now, for this session."""

    expected_nonce: str | None = None

    @property
    def openid_config(self) -> dict:
        config = super().openid_config
        server = self.get_provider().server_url.partition("/.well-known/")[0]
        if str(config.get("issuer", "")).rstrip("/") != server.rstrip("/"):
            raise OAuth2Error("the discovery document names another issuer")
        return config

    def get_callback_url(self, request, app) -> str:
        return build_absolute_uri(
            request,
            reverse("electronic_identity_callback", kwargs={"provider_id": self.provider_id}),
            self.redirect_uri_protocol,
        )

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None) -> dict:
        if not pkce_code_verifier:
            raise OAuth2Error("a sign-in without a PKCE verifier")
        self._check_issuer_of_the_answer(request)
        self.expected_nonce = nonce_for(pkce_code_verifier)
        return super().get_access_token_data(request, app, client, pkce_code_verifier)

    def _check_issuer_of_the_answer(self, request) -> None:
        """RFC 9207: an answer must come from the provider that was asked."""
        issuer = request.GET.get("iss")
        promised = self.openid_config.get("authorization_response_iss_parameter_supported")
        if (promised or issuer) and issuer != self.openid_config["issuer"]:
            raise OAuth2Error("the answer names another issuer")

    def complete_login(self, request, app, token, **kwargs):
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise OAuth2Error("no ID token")
        try:
            claims = self._verified(raw, app)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("invalid ID token") from error
        if "userinfo_endpoint" in self.openid_config:
            userinfo = self._fetch_user_info(token.token)
            if userinfo.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo about somebody else")
            claims = {**userinfo, **claims}  # what is signed wins
        return self.get_provider().sociallogin_from_response(request, claims)

    def _verified(self, raw: str, app) -> dict:
        header = jwt.get_unverified_header(raw)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        claims = jwt.decode(
            raw,
            self._key(header["kid"], header["alg"]),
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            leeway=CLOCK_SKEW,
            options={"require": REQUIRED_CLAIMS},
        )
        if not constant_time_compare(claims["nonce"], self.expected_nonce or ""):
            raise jwt.InvalidTokenError("nonce")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != app.client_id:
            raise jwt.InvalidAudienceError("azp")
        return claims

    def _key(self, kid: str, algorithm: str) -> jwt.PyJWK:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        for key in answer.json()["keys"]:
            usable = key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
            if usable and key.get("kid") == kid:
                return jwt.PyJWK(key, algorithm=algorithm)
        raise jwt.InvalidKeyError("unknown kid")


class ElectronicIdentityProvider(OpenIDConnectProvider):
    """LuxTrust, eID or eIDAS behind one OpenID Connect server."""

    id = "electronic_identity"
    name = "Electronic identity"
    account_class = OpenIDConnectProviderAccount
    oauth2_adapter_class = ElectronicIdentityOAuth2Adapter
    supports_token_authentication = False
    pkce_enabled_default = True

    @classmethod
    def get_package(cls) -> str:
        return __name__  # its addresses are in accounts/urls.py, not collected by allauth

    def get_redirect_from_request_kwargs(self, request) -> dict:
        """Only `next` may come from the request: no scope, no parameter, no linking of accounts."""
        kwargs = super(OpenIDConnectProvider, self).get_redirect_from_request_kwargs(request)
        return {
            "next_url": kwargs.get("next_url"),
            "process": AuthProcess.LOGIN,
            "scope": self.get_scope(),
            "auth_params": {**self.get_auth_params(), "ui_locales": get_language() or "en"},
        }

    def get_pkce_params(self) -> dict:
        params = super().get_pkce_params()
        return {**params, "nonce": nonce_for(params["code_verifier"])}

    def sociallogin_from_response(self, request, response):
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login

    def extract_uid(self, data) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data) -> dict:
        """Names and numbers live in the person's file; here only how the person was identified."""
        return {"acr": data.get("acr", "")}

    def extract_common_fields(self, data) -> dict:
        return {"first_name": data.get("given_name"), "last_name": data.get("family_name")}

    def extract_email_addresses(self, data) -> list:
        """None: an e-mail address is a way to write to somebody, never a way to recognise them."""
        return []


provider_classes = [ElectronicIdentityProvider]
