"""Every answer says what a browser may load for it; what is no page may load nothing.

Each address that the URLconf has is asked as an administrator and as nobody. No policy lets inline
scripts, `eval` or any host run, and no page has anything in it that such a policy would forbid.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.documents.models import Document

from cms.http.content_security import NOTHING, OF_FILES, ContentSecurity, Protected
from tests import content
from tests.admin_addresses import addresses
from tests.people import Person
from tests.wsgi import ask

HEADER = "Content-Security-Policy"
REPORTED = f"{HEADER}-Report-Only"
FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "'strict-dynamic'", "http:")
# What is somebody's own data, or a script's.
NO_SCRIPTS = {"application/json", "application/ld+json"}
OF_READERS = (
    *("/", "/api/website-data/", "/api/website-data/?locale=xx", "/api/v2/pages/", "/api/version/"),
    *("/api/none/", "/api/head/?path=/", "/api/openapi.json", "/api/changes/", "/api/preview/"),
    *("/sitemap.xml", "/robots.txt", "/health/live/", "/admin/login/", "/admin/", "/none/"),
    *("/documents/log-in/", "/documents/1/none.pdf", "/private-media/none.png", "/django-admin/"),
    *("/static/cms/logo.svg", "/media/none.png", "/api/docs/", "/media/private/none.png"),
)


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split("; ")]
    assert len({part[0] for part in parts}) == len(parts), f"a directive is said twice: {policy}"
    return {name: values for name, *values in parts}


def is_strict(policy: str) -> bool:
    of = directives(policy)
    # Styles that Wagtail's editor and RapiDoc write: the decision says which.
    styles = [value for name in ("style-src", "style-src-elem") for value in of.pop(name, [])]
    values = [value for each in of.values() for value in each]
    return (
        set(styles) <= {"'self'", "'unsafe-inline'"}
        and of["default-src"] == ["'none'"]
        and of["frame-ancestors"] in (["'none'"], ["'self'"])
        and of.get("script-src", []) in ([], ["'self'"])
        and not any(value in FORBIDDEN or "*" in value for value in values)
    )


def what_would_be_blocked(html: str) -> list[str]:
    """Inline scripts, handlers and styles, and addresses that are scripts."""
    soup = BeautifulSoup(html, "html.parser")
    scripts = [
        str(tag)
        for tag in soup.find_all("script")
        if not tag.get("src") and tag.get("type") not in NO_SCRIPTS
    ]
    attributes = [
        f"{tag.name} {name}={value}"
        for tag in soup.find_all(True)
        for name, value in tag.attrs.items()
        if name.startswith("on") or name == "style" or str(value).startswith("javascript:")
    ]
    return [*scripts, *map(str, soup.find_all("style")), *attributes]


@pytest.mark.parametrize("url", OF_READERS)
def test_every_answer_to_readers_has_a_strict_policy(database: None, url: str) -> None:
    from config.wsgi import application

    answer = ask(application, url)
    policy = answer.headers[HEADER.lower()]
    assert is_strict(policy), policy
    if not answer.headers.get("content-type", "").startswith("text/html"):
        assert policy in (NOTHING, OF_FILES)


@pytest.mark.timeout(300)
def test_every_screen_of_the_admin_has_one_and_nothing_that_it_forbids(admin: Person) -> None:
    page, item = content.page(), content.menu_item()
    values = {
        **{"page_id": str(page.pk), "parent_page_id": str(content.home().pk), "pk": str(item.pk)},
        **{"image_id": str(content.image().pk), "app_label": "home", "model_name": "contentpage"},
    }
    # Of Wagtail: an error page that raises, and examples of everything for who develops it.
    of_developers = ("/admin/failwhale/", "/admin/styleguide/")
    wrong: dict[str, Any] = {}
    pages = 0
    for address in addresses():
        if address.template in of_developers:
            continue
        url = address.filled(values, "1")
        answer = admin.client.get(url)
        policy = answer.headers.get(HEADER, "default-src *; frame-ancestors *")
        if not is_strict(policy):
            wrong[url] = policy
        if answer.status_code != 200 or getattr(answer, "streaming", False):
            continue
        text = answer.content.decode(errors="replace")
        kind = answer.headers["Content-Type"]
        if kind.startswith("text/html"):
            pages += 1
        elif not (kind.startswith("application/json") and '"html"' in text):
            continue
        else:  # what a chooser puts into the page
            text = str(answer.json().get("html"))
        if blocked := what_would_be_blocked(text):
            wrong[url] = blocked
    assert wrong == {}
    assert pages > 100


def test_pages_are_framed_by_the_admin_alone_and_frame_its_previews_alone(
    admin: Person, settings: LazySettings
) -> None:
    settings.FRONTEND_URL = "https://www.example.com"
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.com/"]
    settings.CMS_URL = "https://cms.example.com"
    settings.MEDIA_ORIGINS = ["https://pictures.example.net"]
    of = directives(admin.opens("/admin/").headers[HEADER])
    assert of["frame-src"] == ["'self'", "https://www.example.com", "https://app.example.com"]
    assert of["img-src"][3:] == ["https://cms.example.com", "https://pictures.example.net"]
    for name, value in {
        **{"object-src": "'none'", "base-uri": "'none'", "form-action": "'self'"},
        **{"frame-ancestors": "'self'", "script-src": "'self'", "connect-src": "'self'"},
    }.items():
        assert of[name] == [value]


def test_by_setting_pages_are_only_reported_on_and_the_rest_stays(
    admin: Person, settings: LazySettings
) -> None:
    settings.CSP_REPORT_ONLY = True
    settings.CSP_REPORTS = "https://reports.example.com/csp"
    answer = admin.opens("/admin/")
    assert set(directives(answer.headers[HEADER])) == {"object-src", "base-uri", "frame-ancestors"}
    reported = directives(answer.headers[REPORTED])
    assert reported["script-src"] == ["'self'"]
    assert reported["report-uri"] == ["https://reports.example.com/csp"]
    of_data = admin.client.get("/api/version/")
    assert (of_data.headers[HEADER], of_data.headers.get(REPORTED)) == (NOTHING, None)
    settings.CSP_REPORT_ONLY = False
    enforced = admin.opens("/admin/")
    assert directives(enforced.headers[HEADER]) == reported
    assert REPORTED not in enforced.headers


def test_a_file_that_people_uploaded_is_in_a_sandbox(admin: Person, settings: LazySettings) -> None:
    picture = content.image()
    url = f"/media/{picture.file.name}"
    assert admin.opens(url).headers[HEADER] == OF_FILES
    for name, policy in (("a.txt", OF_FILES), ("a.pdf", NOTHING)):  # no browser shows a PDF in one
        document = Document.objects.create(title=name, file=ContentFile(b"words", name))
        assert Client().get(document.url).headers[HEADER] == policy


def test_what_an_answer_says_of_itself_stands() -> None:
    def says(_request: object) -> HttpResponse:
        return HttpResponse("x", headers={HEADER: OF_FILES})

    request = RequestFactory().get("/admin/")
    assert ContentSecurity(says)(request).headers[HEADER] == OF_FILES

    def application(_environ: object, start: Any) -> list[bytes]:
        start("200 OK", [(HEADER, OF_FILES)])
        return [b""]

    assert ask(Protected(application), "/").headers[HEADER.lower()] == OF_FILES
