"""The tests: the same engines, fixed secrets, fast passwords, nothing leaves the process."""

import os

from cns_portal.settings.base import *  # noqa: F403
from cns_portal.settings.base import DATABASES, VAR_DIR

SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
DEMO_MODE = True
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["TEST"] = {
    "NAME": "test_cns_portal" + os.environ.get("TEST_DB_SUFFIX", ""),
    "TEMPLATE": "template0",
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# No test pulls the plug of the machine: a commit need not wait for the disk.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
PRIVATE_ROOT = str(VAR_DIR / "test-private")
STORAGE_KEYS = ["b25seS1mb3ItdGVzdHMtMDEyMzQ1Njc4OS1hYmNkZWY="]
STORAGE_S3_URL = ""  # whatever the machine's own environment says
PAYING_ACCOUNT_IBAN = "LU759990000000000001"
INCAPACITY_PASS_ON_AFTER = 60
LOGGING_CONFIG = None
