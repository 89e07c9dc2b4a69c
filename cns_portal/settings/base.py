"""What every way of running the portal shares. The environment is read here and nowhere else."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cns_portal import embedded

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = embedded.VAR

env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

# -- What runs here -------------------------------------------------------------------------

SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
DEMO_MODE = env.bool("DEMO_MODE", default=False)
# Closes the portal for visitors; `manage.py maintenance` does so on one machine without a restart.
MAINTENANCE_MODE = env.bool("MAINTENANCE_MODE", default=False)
# Where weaknesses are reported, in security.txt: an address that begins with https:// or mailto:.
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "cns_portal.sealing",
    "cns_portal.accounts",
    "cns_portal.audit",
    "cns_portal.documents",
    "cns_portal.inbox",
    "cns_portal.pdf",
    "cns_portal.privacy",
    "cns_portal.procedures",
    "cns_portal.web",
    "cns_portal.content",
    "insured",
    "appointments",
    "reimbursements",
    "incapacity",
    "cns_portal.contact",
    "cns_portal.rights",
    "cns_portal.home",
    "cns_portal.demo",
    "crispy_forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "cns_portal.accounts.apps.AgentAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    # Last, so that our own templates come before the widgets' stock ones.
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cns_portal.web.maintenance.MaintenanceMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cns_portal.accounts.sessions.SeenMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cns_portal.web.middleware.PrivatePagesMiddleware",
    "cns_portal.web.middleware.ClosedBrowserMiddleware",
]

ROOT_URLCONF = "cns_portal.urls"
WSGI_APPLICATION = "cns_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cns_portal.web.context_processors.site",
                "insured.access.whose_file",
                "cns_portal.content.presenters.opinions.opinion",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cns_portal.web.templatetags.finding",
                "cns_portal.web.templatetags.saying",
                "cns_portal.web.templatetags.showing",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = CRISPY_ALLOWED_TEMPLATE_PACKS = "cns"

# -- PostgreSQL and Redis: named by the environment, or embedded and found under var/ --------

_database_url = env("DATABASE_URL", default="") or embedded.address_in(embedded.POSTGRES_ADDRESS)
REDIS_URL = env("REDIS_URL", default="") or embedded.address_in(embedded.REDIS_ADDRESS) or ""


def _database(url: str) -> dict:
    """Django's settings for a `postgresql://…` address; a socket folder may stand in `?host=`."""
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=30000", "connect_timeout": 5},
    }


DATABASES = {"default": _database(_database_url or "postgresql:///cns_portal")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "cns_portal.soft_cache.SoftRedisCache",
        "LOCATION": REDIS_URL or "redis://localhost:6379/0",
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "cns_portal.accounts.sealed_sessions"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True

# -- Celery: a row says what is to do, the broker only wakes the worker ----------------------


def _broker(url: str) -> str:
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


CELERY_BROKER_URL = _broker(REDIS_URL or "redis://localhost:6379/0")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Luxembourg"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker waits for its broker for ever
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
_EVERY_FEW_SECONDS = {"schedule": 5.0, "options": {"expires": 5.0}}
_EVERY_MINUTE = {"schedule": 60.0, "options": {"expires": 60.0}}
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "cns_portal.heartbeat", **_EVERY_FEW_SECONDS},
    "check documents": {"task": "documents.check_pending", **_EVERY_FEW_SECONDS},
    "scan documents again": {"task": "documents.scan_again", **_EVERY_MINUTE},
    "check requests": {"task": "appointments.check_requests", **_EVERY_FEW_SECONDS},
    "deliver": {"task": "inbox.deliver", **_EVERY_FEW_SECONDS},
    "follow files": {"task": "procedures.follow_files", **_EVERY_FEW_SECONDS},
    "mark missed": {"task": "appointments.mark_missed", **_EVERY_MINUTE},
    "release expired holds": {"task": "appointments.release_expired_holds", **_EVERY_MINUTE},
    "send reminders": {"task": "appointments.send_reminders", **_EVERY_MINUTE},
    "offer earlier times": {"task": "appointments.offer_earlier_times", **_EVERY_MINUTE},
    "carry on replanning": {"task": "appointments.carry_on_replanning", **_EVERY_MINUTE},
    "import declarations": {"task": "insured.import_declarations", **_EVERY_MINUTE},
    "review bookings": {"task": "appointments.review_bookings", **_EVERY_MINUTE},
    "review bookings at night": {
        "task": "appointments.review_bookings",
        "schedule": crontab(hour=3, minute=20),  # a time that every night has once
        "kwargs": {"everything": True},
    },
    "seal the trail": {"task": "audit.seal", **_EVERY_MINUTE},
    "check the trail": {"task": "audit.check", "schedule": crontab(hour=4, minute=40)},
    "look at ages": {
        "task": "insured.look_at_ages",
        "schedule": crontab(hour=3, minute=40),
    },
    "tell of ends": {
        "task": "insured.tell_of_ends",
        "schedule": crontab(hour=6, minute=10),
    },
    "renew cards": {
        "task": "insured.renew_cards",
        "schedule": crontab(hour=3, minute=40),
    },
    "follow payments": {"task": "reimbursements.follow_payments", **_EVERY_FEW_SECONDS},
    "pay anew": {"task": "reimbursements.pay_anew", **_EVERY_MINUTE},
    "recalculate": {"task": "reimbursements.recalculate", **_EVERY_MINUTE},
    "read codes of bills": {"task": "reimbursements.read_codes", **_EVERY_MINUTE},
    "pass on certificates": {"task": "incapacity.pass_on", **_EVERY_MINUTE},
    "remind of sheets": {
        "task": "incapacity.remind_of_sheets",
        "schedule": crontab(hour="6-20", minute=20),  # a worker that was away catches up
        "options": {"expires": 3000.0},
    },
    "put copies together": {"task": "rights.build_exports", **_EVERY_FEW_SECONDS},
    "follow copies of identity documents": {"task": "rights.follow_copies", **_EVERY_MINUTE},
    "begin new versions": {
        "task": "content.begin_due",
        "schedule": crontab(minute=1),  # readers have them since midnight; this writes it down
    },
    "close quiet questions": {
        "task": "contact.close_quiet_ones",
        "schedule": crontab(hour=4, minute=10),
    },
    "forget": {"task": "privacy.forget", "schedule": 60.0 * 60, "options": {"expires": 3000.0}},
    "forget at night": {
        "task": "privacy.forget_all",
        "schedule": crontab(hour=3, minute=30),
    },
    "erase": {"task": "privacy.erase", "schedule": 60.0 * 10, "options": {"expires": 500.0}},
}

# -- Families ---------------------------------------------------------------------------------

# How long before the 30th birthday the notice is written; the rule's own time when not set.
NOTICE_BEFORE_THIRTY_DAYS = env.int("NOTICE_BEFORE_THIRTY_DAYS", default=0)
# Euros a month of the social inclusion income (REVIS) for one person. Shown beside the question
# about the resources of a child; when it is not set, the page says that an agent decides.
REVIS_ONE_PERSON = env("REVIS_ONE_PERSON", default="")

# -- Rights over personal data -----------------------------------------------------------------

# Days in which a copy of everything held on somebody can be downloaded; then it is deleted.
EXPORT_AVAILABLE_DAYS = env.int("EXPORT_AVAILABLE_DAYS", default=7)
# Days after its answer in which the emailed link of a request sent without signing in still opens
# it. A convention of the portal of November 2026, no law names a period: longer than the month in
# which an answer is usually discussed and complained about, short for an e-mail that lies about.
RIGHTS_LINK_DAYS = env.int("RIGHTS_LINK_DAYS", default=90)
# How long the trail is kept. No law names a period: the data protection officer sets it.
AUDIT_KEEP_YEARS = env.int("AUDIT_KEEP_YEARS", default=None)

# -- Bills ------------------------------------------------------------------------------------

# Whether the CNS still needs the paper of bills that were sent from here, as it does today.
ORIGINAL_BILLS_NEEDED = env.bool("ORIGINAL_BILLS_NEEDED", default=True)

# -- Questions to the CNS ---------------------------------------------------------------------

# How many questions an hour the form takes from all who do not sign in together. A convention of
# the portal: beyond it the page names the telephone instead.
CONTACT_VISITORS_AN_HOUR = env.int("CONTACT_VISITORS_AN_HOUR", default=300)

# -- Incapacity for work ----------------------------------------------------------------------

# Minutes in which an electronic certificate can be held back before it is passed on to the CNS by
# itself. How long the CNS gives is not published: without a value nothing is passed on by itself.
INCAPACITY_PASS_ON_AFTER = env.int("INCAPACITY_PASS_ON_AFTER", default=None)

# -- People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "home:space"
LOGOUT_REDIRECT_URL = "home:front"

OIDC_PROVIDER_ID = env("OIDC_PROVIDER_ID", default="eid")
OIDC_PROVIDER_NAME = env("OIDC_PROVIDER_NAME", default="LuxTrust, eID or eIDAS")
OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_CLIENT_AUTHENTICATION = env("OIDC_CLIENT_AUTHENTICATION", default="client_secret_basic")
SOCIALACCOUNT_PROVIDERS = {
    "electronic_identity": {
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER_ID,
                "name": OIDC_PROVIDER_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "token_auth_method": OIDC_CLIENT_AUTHENTICATION,
                    "auth_params": {"acr_values": "http://eidas.europa.eu/LoA/substantial"},
                },
            }
        ]
        if OIDC_SERVER_URL
        else []
    }
}
SOCIALACCOUNT_ADAPTER = "cns_portal.accounts.adapter.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
ACCOUNT_ADAPTER = "cns_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # an agent's session ends with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "cns_portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TRUST_ENABLED = False
MFA_TOTP_TOLERANCE = 1  # half a minute early or late, as RFC 6238 allows; each code once
# How many proxies stand in front and write X-Forwarded-For; limits count the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# -- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("fr", _("French")),
    ("de", _("German")),
    ("lb", _("Luxembourgish")),
    ("en", _("English")),
]
LOCALE_PATHS = [
    BASE_DIR / "cns_portal" / "locale",
    BASE_DIR / "cns_portal" / "words_of_django",  # what its own Luxembourgish catalogue lacks
]
USE_I18N = True
FORMAT_MODULE_PATH = "cns_portal.web.formats"
USE_TZ = True
TIME_ZONE = "Europe/Luxembourg"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# -- The frame of every page: address name, label, "everyone", "signed_in" or "agents" --------

SERVICE_NAVIGATION = [
    ("appointments:new", _("Book an appointment"), "everyone"),
    ("home:space", _("My space"), "signed_in"),
    ("appointments:list", _("My appointments"), "signed_in"),
    ("reimbursements:list", _("My reimbursements"), "signed_in"),
    ("incapacity:list", _("My certificates"), "signed_in"),
    ("home:procedures", _("My procedures"), "signed_in"),
    ("home:messages", _("My messages"), "signed_in"),
    ("admin:index", _("Agents’ work"), "agents"),
]
FOOTER_NAVIGATION = [
    ("contact:contact", _("Contact"), "everyone"),
    ("reimbursements:how", _("How we calculate"), "everyone"),
    ("incapacity:when_i_am_ill", _("When I am ill"), "everyone"),
    ("insured:where_covered", _("Where am I covered?"), "everyone"),
    ("insured_public:verify_form", _("Verify a paper"), "everyone"),
    ("home:accessibility", _("Accessibility"), "everyone"),
    ("home:privacy", _("Data protection"), "everyone"),
    ("home:cookies", _("Cookies"), "everyone"),
    ("home:legal", _("Legal notice"), "everyone"),
    ("home:sitemap", _("Sitemap"), "everyone"),
]
# The pages that are always there for everybody, under headings: for the map of the site.
SITE_MAP = [
    (
        _("The portal"),
        [
            ("home:front", _("Front page")),
            ("appointments:new", _("Book an appointment")),
            ("reimbursements:how", _("How we calculate")),
            ("reimbursements:how_acts", _("Acts and tariffs")),
            ("reimbursements:how_changes", _("Changes of tariffs")),
            ("incapacity:when_i_am_ill", _("When I am ill")),
            ("insured:where_covered", _("Where am I covered?")),
        ],
    ),
    (
        _("Information and contact"),
        [
            ("content:procedures", _("Procedures")),
            ("content:questions", _("Questions and answers")),
            ("content:directory", _("Who is doing what?")),
            ("content:news", _("News")),
            ("contact:contact", _("Contact")),
            ("contact:write", _("Write to us")),
        ],
    ),
    (
        _("About this site"),
        [
            ("home:accessibility", _("Accessibility")),
            ("home:privacy", _("Data protection")),
            ("home:cookies", _("Cookies")),
            ("home:legal", _("Legal notice")),
            ("home:sitemap", _("Sitemap")),
        ],
    ),
]

# -- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STORAGE_STATIC", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = str(env.path("STORAGE_PRIVATE", default=str(VAR_DIR / "private")))
STORAGE_KEYS = env.list("STORAGE_KEYS", default=[])
# Empty: uploads lie in PRIVATE_ROOT. Encrypted by the portal in both cases.
STORAGE_S3_URL = env("STORAGE_S3_URL", default="")
STORAGE_S3_BUCKET = env("STORAGE_S3_BUCKET", default="")
STORAGE_S3_REGION = env("STORAGE_S3_REGION", default="us-east-1")
STORAGE_S3_KEY_ID = env("STORAGE_S3_KEY_ID", default="")
STORAGE_S3_SECRET = env("STORAGE_S3_SECRET", default="")
CLAMAV_URL = env("CLAMAV_URL", default="")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# An upload stays in memory until it is encrypted, and one that is too long is not read to its end.
FILE_UPLOAD_HANDLERS = [
    "cns_portal.documents.uploadhandler.NoMoreThanNeeded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FILES = 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# -- E-mail -----------------------------------------------------------------------------------

_email_url = env("EMAIL_URL", default="")
if not _email_url or _email_url.startswith("filemail:"):
    EMAIL_BACKEND = "cns_portal.inbox.eml.EmlBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
else:
    vars().update(env.email_url_config(_email_url))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="CNS portal <no-reply@cns-portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- Social security cards --------------------------------------------------------------------

# For how many months the European side is valid, by year of affiliation (the last number serves
# all later years); empty: what is published, 3 in the first year and 6 from the second on.
EUROPEAN_CARD_MONTHS = env.list("EUROPEAN_CARD_MONTHS", cast=int, default=[])

# -- Paying reimbursements --------------------------------------------------------------------

# The account that payment files name; without it nothing can be paid.
PAYING_ACCOUNT_NAME = env("PAYING_ACCOUNT_NAME", default="Caisse nationale de santé")
PAYING_ACCOUNT_IBAN = env("PAYING_ACCOUNT_IBAN", default="")
PAYING_ACCOUNT_BIC = env("PAYING_ACCOUNT_BIC", default="")

# -- Video calls: between the two browsers, or on a Jitsi Meet server -------------------------

JITSI_URL = env("JITSI_URL", default="").rstrip("/")
JITSI_APP_ID = env("JITSI_APP_ID", default="")
JITSI_APP_SECRET = env("JITSI_APP_SECRET", default="")
# Servers that help two browsers reach each other through firewalls; the browsers ask them.
STUN_URLS = env.list("STUN_URLS", default=[])
TURN_URLS = env.list("TURN_URLS", default=[])
TURN_SECRET = env("TURN_SECRET", default="")

# -- What a browser may do --------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
if OIDC_SERVER_URL:
    # A sign-in form posts here and is sent on; browsers hold the redirect to form-action too.
    from urllib.parse import urlsplit

    _provider = urlsplit(OIDC_SERVER_URL)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
        f"{_provider.scheme}://{_provider.netloc}"
    )
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"redacting": {"()": "cns_portal.web.logs.Redacting"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redacting"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # The printer tells each step of each page.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
