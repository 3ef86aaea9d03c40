"""The test suite: as development, with a fast password hash and files of its own."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
UPDATE_REDIS_TOKEN = "a-token-of-the-test-suite"
WHITENOISE_USE_FINDERS = True
# Looks for a file when it is asked for. Else each client of a test goes through all there are.
WHITENOISE_AUTOREFRESH = True
SERVES_MEDIA = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
