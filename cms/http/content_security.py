"""The Content-Security-Policy of every answer (docs/decisions/content-security-policy.md).

An answer that is no page may load nothing, run nothing and be framed by nobody. The pages that
there are, the admin and the description of the API, name what they need; no policy here has
'unsafe-inline' for scripts, 'unsafe-eval' or a wildcard. nginx says the first of itself where
nobody else has said anything (docker/nginx/templates).

With CSP_REPORT_ONLY the policies of pages are reported and not enforced, except for what can break
no screen. Answers that are no pages are never in that mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.constants import NONE as NOBODY
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.http.origins import origins

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]
Directives = dict[str, list[str]]

# What is no page.
NOTHING = "default-src 'none'; frame-ancestors 'none'"
# What a frame of our own pages ends at.
IN_OUR_FRAME = "default-src 'none'; frame-ancestors 'self'"
# What people uploaded: opened in a tab of its own, it is not even of our origin.
OF_FILES = f"{NOTHING}; sandbox"
# What is enforced of a page's policy in any case.
_ALWAYS = ("object-src", "base-uri", "frame-ancestors")


class ContentSecurity(CSPMiddleware):
    """Says the policy of an answer that has none. It stands first, so that it sees all of them."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if HEADER not in response and _of_page(request, response) is None:
            is_file = request.path_info.startswith("/media/")
            response[HEADER] = OF_FILES if is_file else NOTHING
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        directives = _of_page(request, response) or {}
        if report_only and not settings.CSP_REPORT_ONLY:
            return PolicyParts(config={})
        if not report_only and settings.CSP_REPORT_ONLY:
            enforced = {name: value for name, value in directives.items() if name in _ALWAYS}
            return PolicyParts(config=enforced)
        if directives and settings.CSP_REPORTS:
            directives = {**directives, "report-uri": [settings.CSP_REPORTS]}
        return PolicyParts(config=directives)


def _of_page(request: HttpRequest, response: HttpResponseBase) -> Directives | None:
    """None for what is no page, redirects among it."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return None
    for prefix, policy in _PAGES:
        if request.path_info.startswith(prefix):
            return policy()
    return None


def admin() -> Directives:
    """Wagtail's screens, ours and Django's. Previews are frames of the websites that may have
    drafts; pictures are where media are, `data:` in Wagtail's own style sheets, and `blob:` while
    they are uploaded."""
    previews = origins(settings.FRONTEND_URL, *settings.CORS_ALLOWED_ORIGINS)
    return {
        "default-src": [NOBODY],
        "script-src": [SELF],
        "style-src": [SELF],
        # The editors of rich text and of translations write style sheets; nobody writes attributes.
        "style-src-elem": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *origins(settings.CMS_URL, *settings.MEDIA_ORIGINS)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, *previews],
        "object-src": [NOBODY],
        "base-uri": [NOBODY],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }


def api_docs() -> Directives:
    """RapiDoc: it writes its styles into its elements, and asks the API what its readers try."""
    return {
        "default-src": [NOBODY],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *origins(settings.CMS_URL)],
        "object-src": [NOBODY],
        "base-uri": [NOBODY],
        "form-action": [NOBODY],
        "frame-ancestors": [NOBODY],
    }


# Where pages are, and the policy of them. HTML anywhere else is for scripts that fetch it.
_PAGES: tuple[tuple[str, Callable[[], Directives]], ...] = (
    ("/admin/", admin),
    ("/django-admin/", admin),
    # Forms for passwords of collections, and refusals.
    ("/documents/", admin),
    ("/private-media/", admin),
    ("/api/docs/", api_docs),
)


class Protected:
    """WSGI: says `NOTHING` where the layers before Django answer, who know no policy."""

    def __init__(self, application: Wsgi) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            if all(name != HEADER for name, _ in headers):
                headers = [*headers, (HEADER, NOTHING)]
            return start_response(status, headers, *exc_info)

        return self._application(environ, start)
