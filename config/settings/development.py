"""A developer's own machine: local host names, and Django's debug pages when DEBUG says so."""

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, ENV, STORAGES

DEBUG = ENV.debug
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
WHITENOISE_USE_FINDERS = True
SERVES_MEDIA = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
