"""Addresses of delivery; config/urls.py includes them at the root."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from cms.api import documents, health
from cms.api.document_view import document
from cms.api.errors import nothing_here
from cms.api.head import head
from cms.api.information import information
from cms.api.not_found import ReportNotFound
from cms.api.openapi.document import docs, openapi
from cms.api.update_redis import UpdateRedis
from cms.api.v2.router import router
from cms.api.version import version
from cms.changes.stream.view import stream
from cms.changes.views import changes
from cms.previews import drafts
from cms.previews import views as preview
from cms.seo import robots
from cms.seo.sitemap import sitemap

urlpatterns = [
    path("", information, name="information"),
    path("health/", health.health, name="health"),
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", robots.security, name="security"),
    # Where Wagtail sends who asks for a private document and is not logged in: by this name alone.
    path(
        "documents/log-in/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    *(path(address.lstrip("/"), document) for address in documents.PATHS),
    path("api/version/", version, name="version"),
    path("api/changes/", changes, name="changes"),
    path("api/changes/stream/", stream, name="changes_stream"),
    path("api/head/", head, name="head"),
    path("api/not-found/", ReportNotFound.as_view(), name="report_not_found"),
    path("api/update-redis/", UpdateRedis.as_view(), name="update_redis"),
    path("api/preview/", preview.preview, name="preview"),
    path("api/preview/userbar/", preview.userbar, name="preview_userbar"),
    path("api/drafts/website-data/", drafts.website_data, name="drafts_website_data"),
    path("api/drafts/v2/", drafts.router.urls),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/docs/", docs, name="api_docs"),
    path("api/v2/", router.urls),
    re_path(r"^api/", nothing_here),
]
