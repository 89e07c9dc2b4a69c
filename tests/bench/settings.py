"""The portal as it runs, on a database of its own, counting its queries."""

from cns_portal.settings.development import *  # noqa: F403
from cns_portal.settings.development import DATABASES, MIDDLEWARE

DEBUG = False
DATABASES["default"]["NAME"] = "bench_cns_portal"
ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.views.CountQueries", *MIDDLEWARE]
LOG_LEVEL = "ERROR"
LOGGING_CONFIG = None
