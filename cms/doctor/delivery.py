"""Checks of what readers get: addresses, Redis, and the version that each place has."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http.request import validate_host

from cms.delivery.private_pictures import misplaced
from cms.doctor.finding import Finding, failure, warning, well
from cms.engines.circuit_breaker import REDIS
from cms.publishing import version
from cms.publishing.stores import files
from cms.publishing.stores.redis import store
from home import website_address

# Seconds that a new version has to get everywhere.
PATIENCE = 10.0


def addresses() -> Finding:
    """The website's, the CMS's, and the hosts that are answered."""
    if problem := website_address.disagreement():
        return failure(problem, "Correct FRONTEND_URL, or run manage.py migrate.")
    cms = urlsplit(str(settings.CMS_URL))
    if not validate_host(cms.hostname or "", settings.ALLOWED_HOSTS):
        text = f"CMS_URL is {settings.CMS_URL}, which ALLOWED_HOSTS does not answer"
        return failure(text, f"Add {cms.hostname} to ALLOWED_HOSTS.")
    if settings.STAGE == "production" and cms.scheme != "https":
        text = f"CMS_URL is {settings.CMS_URL}: cookies go over HTTPS alone, so nobody can log in"
        return warning(text, "Set up TLS (docs/operations.md) and write https:// in CMS_URL.")
    return well(f"website {settings.FRONTEND_URL}, CMS {settings.CMS_URL}")


def redis() -> Finding:
    """Whether it takes writes: one that is full, read-only or of another's password does not."""
    REDIS.succeeded()  # what was a moment ago does not count
    store().ping()
    word = f"{time.time()}"
    cache.set("doctor", word, 60)
    if cache.get("doctor") != word:
        text = "answers, and keeps nothing that is written"
        return failure(text, "Look at its memory and its log: INFO memory, maxmemory-policy.")
    return well("answers and keeps what is written")


def versions() -> Finding:
    """Whether Redis and the files of this machine have what the database says."""
    deadline = time.monotonic() + PATIENCE
    while True:
        newest = version.read().number
        held = {"Redis": store().highest_version(probe=True), "files": files.version()}
        behind = {name: number for name, number in held.items() if number < newest}
        if not behind or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    if behind:
        places = ", ".join(f"{name} has {number}" for name, number in behind.items())
        text = f"the database has {newest}, {places}"
        return failure(text, "Run manage.py publish; it says what it could not write.")
    return well(f"{newest} everywhere")


def pictures() -> Finding:
    """Whether every file of a private collection is out of the public's reach."""
    left = misplaced()[0].count()
    if left:
        text = f"the files of {left} private pictures are still at their public addresses"
        return warning(text, "See that manage.py worker runs; its log names what cannot be read.")
    return well("files of private collections are private")
