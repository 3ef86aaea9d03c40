"""An editor of a large website, for the benchmark: a process of its own, with Django.

`measure(port, times)` publishes a page's new title as often as told, asks the CMS at that port each
time for what grows with the number of pages, and prints the medians as JSON. The page is in the
last part of the sitemap, so that part is made anew each time.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections import defaultdict
from importlib import import_module
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from cms.publishing.publish import publish
from home.models import ContentPage
from scripts.benchmark_sites import SOURCE
from scripts.benchmark_stage import HOST

WORD = "harbours"  # a fifth of all pages say it


def measure(port: int, times: int) -> None:
    page, drafted = two_pages()
    drafted.title = "A draft of the benchmark"
    drafted.save_revision()
    session = _log_in()
    part = last_part(_answer(port, "/sitemap.xml", session).decode())
    addresses = {
        "search_ms": f"/api/v2/pages/?{urlencode({'search': WORD})}",
        "api_detail_ms": f"/api/v2/pages/{page.pk}/",
        "sitemap_part_ms": f"/sitemap.xml?part={part}",
        "admin_home_ms": reverse("wagtailadmin_home"),
        "translations_ms": reverse("translations:index"),
        "what_changes_ms": reverse("what_changes", args=["home", "contentpage", drafted.pk]),
    }
    samples: dict[str, list[float]] = defaultdict(list)
    for number in range(times + 1):
        sample = _publish(page, f"Published {number}")
        for name, address in addresses.items():
            sample[name] = _ask(port, address, session)
        if number:  # the first one of a process compiles its queries
            for name, value in sample.items():
                samples[name].append(value)
    print(json.dumps({name: statistics.median(values) for name, values in samples.items()}))


def two_pages() -> tuple[ContentPage, ContentPage]:
    """The two newest pages with pictures: one to publish, and one to leave a draft of."""
    pages = ContentPage.objects.filter(slug__startswith="boats-", locale__language_code=SOURCE)
    newest, second = pages.filter(live=True).order_by("-pk")[:2]
    return newest, second


def last_part(sitemap: str) -> int:
    """The number of the sitemap's last part, which has the newest pages."""
    return max(1, sitemap.count("<sitemap>"))


def _publish(page: ContentPage, title: str) -> dict[str, float]:
    before = written_files()
    with transaction.atomic():
        page.title = title
        page.save_revision().publish()
    # At once: a little later the CMS would do it.
    wall, cpu = time.perf_counter(), time.process_time()
    publish()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    new = written_files().items() - before.items()
    return {
        "publish_ms": 1000 * wall,
        "publish_cpu_ms": 1000 * cpu,
        "publish_bytes": sum(size for _file, size in new),
        "publish_files": len(new),
    }


def written_files() -> dict[tuple[int, int], int]:
    """The published files and their sizes. A second link to a file is the same file."""
    sizes = {}
    for folder, _folders, names in os.walk(settings.PUBLISHED_ROOT):
        for name in names:
            try:
                status = os.lstat(os.path.join(folder, name))
            except FileNotFoundError:  # of a version that a web process has just taken away
                continue
            sizes[status.st_ino, status.st_mtime_ns] = status.st_size
    return sizes


def _log_in() -> str:
    """The session of the website's administrator, without the form and its bounds."""
    user = User.objects.filter(is_superuser=True).order_by("pk")[0]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _ask(port: int, address: str, session: str) -> float:
    """Milliseconds until the whole answer is there."""
    started = time.perf_counter()
    _answer(port, address, session)
    return 1000 * (time.perf_counter() - started)


def _answer(port: int, address: str, session: str) -> bytes:
    """API v2 keeps no answer to a request with `Authorization`."""
    headers = {"Host": HOST, "Authorization": "none"}
    if not address.startswith(("/api/", "/sitemap")):
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
    with urlopen(  # nosec B310 - loopback
        Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    ) as response:
        body: bytes = response.read()
    if response.status != 200 or "/login" in response.url or not body:
        raise RuntimeError(f"{address} answers {response.status} at {response.url}")
    return body
