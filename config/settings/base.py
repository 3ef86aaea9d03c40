"""Everything that holds in every stage. It fails closed: what is dangerous is off here.

`development`, `test` and `production` are short lists of differences; `production` only hardens.
Values that differ between machines come from `config.env`, which is the only reader of the
environment.
"""

from __future__ import annotations

import ipaddress
import json
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import loading, logs, media_origins
from config.env import ROOT, load, stage
from config.settings.accounts import *  # noqa: F403

loading.begins()
ENV = load(stage())

# --- What it is ------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "ADMSC"
CMS_VERSION = "0.1.0"

STAGE = stage()
SECRET_KEY = ENV.secret_key
SECRET_KEY_FALLBACKS = list(ENV.secret_key_fallbacks)
DEBUG = False
DATA_DIR = ENV.data_dir.resolve()
CMS_URL = ENV.cms_url
FRONTEND_URL = ENV.frontend_url
# Screens that the website has of its own: paths, without the language, that no page here has.
FRONTEND_ROUTES = ("/search/",)
UPDATE_REDIS_TOKEN = ENV.update_redis_token
ADMIN_PASSWORD = ENV.admin_password
ALLOWED_HOSTS = list(ENV.allowed_hosts)
WAGTAILADMIN_BASE_URL = CMS_URL

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config.apps.Config",
    "cms",
    "home",
    "snippets",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "modelcluster",
    "taggit",
    "rest_framework",
    "corsheaders",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# No LocaleMiddleware: it answers an unknown /api/ address with a redirect to /ar/api/… .
# The admin chooses its language by the user's own setting, the API by ?locale=.
MIDDLEWARE = [
    "cms.http.content_security.ContentSecurity",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.http.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.audit.middleware.Audited",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.accounts.login.LanguageOfTheBrowser",
    "axes.middleware.AxesMiddleware",
    "cms.accounts.lockout.NoFormForTheLockedOut",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.sessions.middleware.SessionLimits",
    "cms.accounts.second_factor.middleware.SecondFactorFirst",
    "cms.editorial.receipts.Receipts",
    "cms.publishing.middleware.PublishAtTheEnd",
    "cms.api.errors.IncompleteRequests",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- PostgreSQL and Redis --------------------------------------------------------------------

# An address that nothing listens on: without a database every command says what to do
# (manage.py) instead of falling back to another engine.
_NO_DATABASE = "postgresql://nobody@127.0.0.1:1/none"

DATABASES = {
    "default": dj_database_url.parse(
        ENV.database_url or _NO_DATABASE, conn_max_age=60, conn_health_checks=True
    )
}
# A PostgreSQL that goes away without a word (its machine, the network between) is found out within
# 20 seconds, sending or waiting; the system's own patience is 15 minutes, or two hours. What
# DATABASE_URL says (?keepalives_idle=60) wins.
_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 20_000,  # milliseconds
    # Whose statement it is: cms/engines/request_id.py goes on from here.
    "application_name": "cms",
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    **DATABASES["default"].get("OPTIONS", {}),
}
DATABASES["default"]["OPTIONS"] = _OPTIONS
# The folder of a unix socket comes as ?host=/path: `manage.py dbshell` looks for it in HOST alone.
DATABASES["default"]["HOST"] = _OPTIONS.pop("host", None) or DATABASES["default"]["HOST"]

REDIS_URL = ENV.redis_url or "redis://127.0.0.1:1/0"
REDIS_KEY_PREFIX = ENV.redis_key_prefix
# A hung Redis may cost a request this long, in seconds, and no retry (docs/decisions).
REDIS_TIMEOUT = 0.2

_REDIS_OPTIONS = {
    "CLIENT_CLASS": "django_redis.client.DefaultClient",
    "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
    "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT,
    "SOCKET_TIMEOUT": REDIS_TIMEOUT,
    "CONNECTION_POOL_CLASS": "cms.engines.redis_connection.PromptPool",
}

CACHES = {
    "default": {
        "BACKEND": "cms.engines.redis_cache.PatientlessRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{REDIS_KEY_PREFIX}cache",
        "OPTIONS": _REDIS_OPTIONS,
    },
    # Wagtail pickles renditions into this cache; nothing pickled goes into Redis.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# In PostgreSQL alone: a Redis that hangs, restarts or is flushed neither logs anybody out nor
# keeps a deleted session alive (docs/decisions).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_WHOLE = timedelta(hours=ENV.session_hours)
SESSION_IDLE = timedelta(minutes=ENV.session_idle_minutes)
SESSION_COOKIE_AGE = int(SESSION_WHOLE.total_seconds())

# --- Languages -------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Asia/Dubai"
USE_I18N = True
LANGUAGE_CODE = "en"
# Adding a language is one line here, and a locale in the admin.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.login.LogIn"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("ar", "العربية")]
WAGTAIL_I18N_ENABLED = True
# What is submitted for translation starts as a draft: until a translator publishes it, readers get
# the source with its own language named, not the source's text under another language's name.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Who makes the first version of a translation. (Google's library may not be installed: env.py.)
_TRANSLATORS: dict[str, dict[str, object]] = {
    "dummy": {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"},
    "deepl": {
        "CLASS": "wagtail_localize.machine_translators.deepl.DeepLTranslator",
        "OPTIONS": {"AUTH_KEY": ENV.deepl_auth_key},
    },
    "google": {
        "CLASS": "wagtail_localize.machine_translators.google.GoogleCloudTranslator",
        "OPTIONS": {
            "CREDENTIALS": (_account := json.loads(ENV.google_translate_credentials or "{}")),
            "PROJECT_ID": _account.get("project_id"),
        },
    },
    "libretranslate": {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {
            "LIBRETRANSLATE_URL": ENV.libretranslate_url,
            "API_KEY": ENV.libretranslate_api_key,
        },
    },
}
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = _TRANSLATORS.get(ENV.machine_translator)
# Addresses are shared, typed and read aloud in both languages: slugs stay ASCII (docs/decisions).
WAGTAIL_ALLOW_UNICODE_SLUGS = False
LOCALE_PATHS = [ROOT / "locale"]

# What `manage.py dumpdata` writes, and `loaddata` reads as JSON.
SERIALIZATION_MODULES = {"site": "cms.engines.site_json"}

# --- Users -----------------------------------------------------------------------------------

# A second factor at the log-in (cms/accounts/second_factor): whether people may set one up, and who
# must have one: names of groups, "administrators", "everybody".
SECOND_FACTOR = ENV.second_factor
SECOND_FACTOR_REQUIRED_FOR = frozenset(ENV.second_factor_required_for)
# How long events of the audit log are kept (cms/audit).
AUDIT_LOG_DAYS = ENV.audit_log_days
# How long what was deleted in the admin can be restored (cms/trash).
TRASH_DAYS = ENV.trash_days
# Whether exactly one proxy stands in front, whose X-Forwarded-For and X-Forwarded-Proto are true.
TRUSTED_PROXY = bool(ENV.trusted_proxy)
LOGIN_URL = "wagtailadmin_login"
# Nothing of an editor's visit goes to others: neither the address's hash nor the version.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False

# --- Mail ------------------------------------------------------------------------------------

# Passwords that were forgotten, and what editors are told. Without EMAIL_URL there is none.
_MAIL = urlsplit(ENV.email_url)
EMAIL_HOST = _MAIL.hostname or "localhost"
EMAIL_PORT = _MAIL.port or {"smtps": 465, "smtp+tls": 587}.get(_MAIL.scheme, 25)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_TLS = _MAIL.scheme == "smtp+tls"
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
# Seconds for each answer of the server: the worker waits for it (cms/notifications/postman.py).
EMAIL_TIMEOUT = 20
# Without mail nothing says that mail was sent.
SENDS_MAIL = bool(ENV.email_url)
WAGTAIL_PASSWORD_RESET_ENABLED = SENDS_MAIL
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.notifications.account.ForgottenPassword"  # noqa: S105
DEFAULT_FROM_EMAIL = ENV.email_from or f"cms@{urlsplit(CMS_URL or '').hostname or 'localhost'}"

# --- Files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = f"{CMS_URL}/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Of pictures that not everybody may see (cms/http/private_pictures.py).
PRIVATE_MEDIA_URL = f"{CMS_URL}/private-media/"
# In production nginx or S3 serves media, never Django.
SERVES_MEDIA = False
# The published documents as files: what nginx serves, and what a cold start serves when
# PostgreSQL and Redis are both gone.
PUBLISHED_ROOT = DATA_DIR / "published"

STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "cms.engines.file_storage.SiteFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if ENV.aws_storage_bucket_name:
    STORAGES["default"] = {
        "BACKEND": "cms.engines.s3_storage.PromptS3Storage",
        "OPTIONS": {
            "bucket_name": ENV.aws_storage_bucket_name,
            "access_key": ENV.aws_access_key_id or None,
            "secret_key": ENV.aws_secret_access_key or None,
            "region_name": ENV.aws_s3_region_name or None,
            "endpoint_url": ENV.aws_s3_endpoint_url,
            "custom_domain": ENV.aws_s3_custom_domain or None,
            # Pictures' addresses are in the documents, for ever: nothing in them may expire. The
            # policy of the bucket says what of it everybody may read (docs/operations.md).
            "querystring_auth": False,
            "file_overwrite": False,
            # A picture's address has a hash of its pixels in it (snippets/models/image.py).
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        },
    }

# Where pictures are besides CMS_URL: the admin's pages may show those alone.
MEDIA_ORIGINS = media_origins.of(ENV)

WAGTAILIMAGES_IMAGE_MODEL = "snippets.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "snippets.image_form.SiteImageForm"
# HEIC and HEIF are converted when they are uploaded (snippets/picture_files.py).
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "webp"]
# As good as WebP at its 80 and a quarter shorter (43 dB either way; 99 and 129 KB for six pictures
# of the demo at 800 pixels). At 80, Wagtail's default, AVIF is better and a third longer than WebP.
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
# Decoded, each takes four bytes and more; a small file can have very many of them.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = ENV.max_megapixels * 1_000_000
# Documents may be private: /documents/<id>/ checks and reads the file itself. Wagtail's default for
# S3 is to send the reader on to the bucket, which then either everybody may read or nobody.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "snippets.upload_forms.SiteDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- API -------------------------------------------------------------------------------------

WAGTAILAPI_BASE_URL = CMS_URL
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "cms.api.errors.exception_handler",
}
# Seconds of work that the API does for one address in a minute, and who pays nothing
# (cms/api/fair_use.py).
API_SECONDS_A_MINUTE = ENV.api_seconds_a_minute
# On a developer's machine they are on it, as all tests are.
_OWN = ("127.0.0.0/8", "::1") if STAGE != "production" else ()
UNLIMITED_CLIENTS = [ipaddress.ip_network(each) for each in (*_OWN, *ENV.unlimited_clients)]
CORS_ALLOWED_ORIGINS = list({FRONTEND_URL, *ENV.cors_allowed_origins} - {None})
# Documents, API v2 and the description of both are everybody's: they say `*` themselves.
CORS_URLS_REGEX = r"^/(api/(drafts|preview|update-redis)|health)/.*$"

# Who is told of security problems (/.well-known/security.txt); whether /robots.txt lets search
# engines in.
SECURITY_CONTACT = list(ENV.security_contact)
MAY_BE_INDEXED = False

# Hosts that webhooks may call although they are inner ones, also without TLS (cms/webhooks).
WEBHOOK_ALLOWED_HOSTS = frozenset(host.lower() for host in ENV.webhook_allowed_hosts)

# --- Search ----------------------------------------------------------------------------------

WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "cms.search.admin_backend", "SEARCH_CONFIG": "simple"}
}

# --- Security --------------------------------------------------------------------------------

CSRF_FAILURE_VIEW = "cms.api.errors.csrf_failure"
# The editor shows previews and choosers in frames of its own.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Policies of pages are reported and not enforced (cms/http/content_security.py); where to.
CSP_REPORT_ONLY = ENV.csp_report_only
CSP_REPORTS = ENV.csp_report_uri
CSRF_TRUSTED_ORIGINS = [CMS_URL] if CMS_URL else []

# --- Metrics ---------------------------------------------------------------------------------

# Where Prometheus asks, inside alone (cms/api/request_metrics.py); None: nobody asks.
METRICS_PORT = ENV.metrics_port
if METRICS_PORT is not None:
    MIDDLEWARE.insert(0, "cms.api.request_metrics.NameOfTheView")

# --- The stream of changes -------------------------------------------------------------------

# Where the worker tells of each version (cms/changes/stream); None: nowhere. In production nginx
# leads there; without it gunicorn says which port it is.
STREAM_PORT = ENV.stream_port
STREAM_IS_BESIDE = STAGE != "production"
# Of a container's own networks: all of them.
STREAM_HOST = "127.0.0.1" if STREAM_IS_BESIDE else ""

# --- What it says ----------------------------------------------------------------------------

_USUAL_FORMAT = "json" if STAGE == "production" else "line"
LOGGING = {
    **logs.configuration(ENV.log_level, (ENV.log_format or _USUAL_FORMAT) == "json"),
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Four lines for each save: the search index and the references were brought up to date.
        "django_tasks": {"level": "WARNING"},
        # Our own line (cms/http/guesses.py) says it once, and with the name.
        "axes": {"level": "ERROR"},
    },
}
