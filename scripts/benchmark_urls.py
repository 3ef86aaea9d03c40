"""Addresses of the benchmark's Django (scripts/benchmark_site.py)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.publishing.publish import take_snapshot


def website_data(request: HttpRequest) -> HttpResponse:
    """As a CMS without published documents would answer: from the database, each time."""
    return HttpResponse(
        take_snapshot(cold=True).body("website_data").plain, content_type="application/json"
    )


router = WagtailAPIRouter("stock")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("website-data/", website_data),
    path("api/v2/", router.urls),
    path("admin/", include(wagtailadmin_urls)),  # the settings' middleware asks where it is
]
