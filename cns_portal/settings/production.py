"""Production: refuses to start with a missing or unsafe value, and says which."""

from django.core.exceptions import ImproperlyConfigured

from cns_portal.settings.base import *  # noqa: F403
from cns_portal.settings.base import (
    ALLOWED_HOSTS,
    CSRF_TRUSTED_ORIGINS,
    DEMO_MODE,
    JITSI_APP_ID,
    JITSI_APP_SECRET,
    JITSI_URL,
    OIDC_SERVER_URL,
    SECRET_KEY,
    SITE_URL,
    STORAGE_KEYS,
    STORAGE_S3_BUCKET,
    STORAGE_S3_KEY_ID,
    STORAGE_S3_SECRET,
    STORAGE_S3_URL,
    TURN_SECRET,
    TURN_URLS,
    env,
)


def _insist(condition: object, sentence: str) -> None:
    if not condition:
        raise ImproperlyConfigured(sentence)


_insist(
    len(SECRET_KEY) >= 50 and len(set(SECRET_KEY)) > 10 and "demonstration" not in SECRET_KEY,
    "SECRET_KEY must be set to at least 50 random characters.",
)
_insist(env("DATABASE_URL", default=""), "DATABASE_URL must name the PostgreSQL database.")
_insist(env("REDIS_URL", default=""), "REDIS_URL must name the Redis server.")
_insist(env("EMAIL_URL", default=""), "EMAIL_URL must name the mail server.")
_insist(
    ALLOWED_HOSTS and "*" not in ALLOWED_HOSTS,
    "ALLOWED_HOSTS must list the portal's host names; * is not allowed.",
)
_insist(STORAGE_KEYS, "STORAGE_KEYS must hold at least one key for files at rest.")
_insist(
    not STORAGE_S3_URL.startswith("http://") or env.bool("BEHIND_PLAIN_HTTP", default=False),
    "STORAGE_S3_URL must begin with https://: whoever listens learns which files are asked for.",
)
_insist(
    not STORAGE_S3_URL or (STORAGE_S3_BUCKET and STORAGE_S3_KEY_ID and STORAGE_S3_SECRET),
    "STORAGE_S3_URL needs STORAGE_S3_BUCKET, STORAGE_S3_KEY_ID and STORAGE_S3_SECRET.",
)
_insist(
    SITE_URL.startswith("https://") or env.bool("BEHIND_PLAIN_HTTP", default=False),
    "SITE_URL must begin with https:// (or set BEHIND_PLAIN_HTTP for a trial on one machine).",
)
_insist(
    not OIDC_SERVER_URL.startswith("http://") or env.bool("BEHIND_PLAIN_HTTP", default=False),
    "OIDC_SERVER_URL must begin with https://: whoever can change an answer can be anybody.",
)
_insist(
    not DEMO_MODE or env.bool("BEHIND_PLAIN_HTTP", default=False),
    "DEMO_MODE must be off in production: it offers simulated identities.",
)
_insist(
    not JITSI_URL or (JITSI_URL.startswith("https://") and JITSI_APP_ID),
    "JITSI_URL must begin with https:// and needs JITSI_APP_ID: a room opens for token holders.",
)
_insist(
    not JITSI_URL or len(JITSI_APP_SECRET) >= 32,
    "JITSI_APP_SECRET must have at least 32 characters: it signs who may enter a room.",
)
_insist(not TURN_URLS or TURN_SECRET, "TURN_SECRET must be set for the servers of TURN_URLS.")

_https = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = CSRF_TRUSTED_ORIGINS or [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
if _https:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _https else "http"
