"""Production: as base, and harder. Behind nginx, which ends TLS and is the only proxy."""

import logging

from config.settings.base import *  # noqa: F403
from config.settings.base import CMS_URL, CMS_VERSION, ENV

MAY_BE_INDEXED = True

# What Python warns of is a line of the log as all else.
logging.captureWarnings(True)

_TLS = (CMS_URL or "").startswith("https://")

# nginx, unless TRUSTED_PROXY=false says that nothing is there that overwrites these headers.
TRUSTED_PROXY = ENV.trusted_proxy is not False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_SSL_REDIRECT = _TLS
# The container's own health check and the load balancer speak plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers take cookies of these names from this very host over HTTPS alone (RFC 6265bis, 4.1.3.2):
# another website under the same domain cannot put its own in their place.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

if ENV.sentry_dsn:
    import sentry_sdk

    sentry_sdk.init(dsn=ENV.sentry_dsn, release=CMS_VERSION, send_default_pii=False)
