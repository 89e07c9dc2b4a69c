"""A throw-away environment with which production starts."""

import base64
import secrets

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cns_portal.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "STORAGE_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    "DATABASE_URL": "postgresql://portal@localhost:1/none",
    "REDIS_URL": "redis://localhost:1/0",
    "EMAIL_URL": "smtp://localhost:1",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DEMO_MODE": "false",
    "BEHIND_PLAIN_HTTP": "false",
    "CLAMAV_URL": "tcp://localhost:3310",
}
