"""/robots.txt and /.well-known/security.txt, for the website to pass on as its own.

Outside of production nothing may be indexed. If a search engine indexed a copy of the website that
is for tests, that copy would compete with the real website.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.delivery.languages import languages
from cms.delivery.pages import website
from cms.http.operation import TEXT, OpenApiAnswer, Operation, describe

# RFC 9116 wants a date less than a year away, so that readers see when a copy is too old.
VALID_FOR = timedelta(days=180)
A_DAY = "public, max-age=86400"
# The pages of the CMS, and drafts. Not /api/: search engines that run the website's scripts use it.
HIDDEN = ("/admin/", "/django-admin/", "/preview/")


@describe(
    Operation(
        id="get_robots",
        tag="Search engines",
        summary="What crawlers may read, for the website to pass on",
        answers={"200": OpenApiAnswer("It", str, TEXT)},
    )
)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *"]
    if settings.MAY_BE_INDEXED:
        lines += [f"Disallow: {path}" for path in HIDDEN]
        lines += ["", f"Sitemap: {website(languages()).absolute('/sitemap.xml')}"]
    else:
        lines.append("Disallow: /")
    return _text(lines, "robots", "public, max-age=3600")


@describe(
    Operation(
        id="get_security_txt",
        tag="About",
        summary="Whom to tell of a security problem (RFC 9116)",
        answers={
            "200": OpenApiAnswer("It", str, TEXT),
            "404": OpenApiAnswer("Nobody is named", str, TEXT),
        },
    )
)
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Answers 404 while SECURITY_CONTACT names nobody."""
    if not settings.SECURITY_CONTACT:
        response = _text(["Nobody is named here yet."], "security", "no-store")
        response.status_code = 404
        return response
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {today + VALID_FOR:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.CMS_URL}/.well-known/security.txt",
        f"Canonical: {settings.FRONTEND_URL}/.well-known/security.txt",
    ]
    return _text(lines, "security", A_DAY)


def _text(lines: list[str], tag: str, caching: str) -> HttpResponse:
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = caching
    response["Cache-Tag"] = f"cms,{tag}"
    return response
