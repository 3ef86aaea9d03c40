"""GET /: what this is and where the rest is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from typing_extensions import TypedDict

from cms.api.documents import PATHS
from cms.api.envelope import Success, success_response
from cms.api.v2.router import ENDPOINTS
from cms.delivery.shapes import Locale
from cms.http.operation import OpenApiAnswer, Operation, describe


class Information(TypedDict):
    name: str
    version: str
    languages: list[Locale]
    website: str | None
    links: dict[str, str]


@describe(
    Operation(
        id="get_information",
        tag="About",
        summary="What this is and where the rest is",
        answers={"200": OpenApiAnswer("It", Success[Information])},
        examples={"200": ""},
    )
)
@require_safe
def information(request: HttpRequest) -> HttpResponse:
    base = f"{request.scheme}://{request.get_host()}"
    about: Information = {
        "name": f"{settings.WAGTAIL_SITE_NAME} CMS",
        "version": settings.CMS_VERSION,
        "languages": [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES],
        "website": settings.FRONTEND_URL,
        "links": {
            **{document.name: base + path for path, document in PATHS.items()},
            **{f"{name.replace('-', '_')}_v2": f"{base}/api/v2/{name}/" for name in ENDPOINTS},
            "version": f"{base}/api/version/",
            "openapi": f"{base}/api/openapi.json",
            "docs": f"{base}/api/docs/",
            "sitemap": f"{base}/sitemap.xml",
            "health": f"{base}/health/",
            "admin": f"{base}/admin/",
        },
    }
    return success_response(about, "ADMSC CMS")
