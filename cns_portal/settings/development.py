"""The demonstration and everyday development: `make run`."""

from cns_portal.settings.base import *  # noqa: F403
from cns_portal.settings.base import SECRET_KEY, env

DEBUG = env.bool("DEBUG", default=False)
DEMO_MODE = env.bool("DEMO_MODE", default=True)
SECRET_KEY = SECRET_KEY or "demonstration-only-not-a-secret-0123456789-abcdefghijklmnop"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# An invented account: its number names no bank.
PAYING_ACCOUNT_IBAN = env("PAYING_ACCOUNT_IBAN", default="LU759990000000000001")
# Long enough to look at an electronic certificate that arrives, and to see it go.
INCAPACITY_PASS_ON_AFTER = env.int("INCAPACITY_PASS_ON_AFTER", default=60)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
