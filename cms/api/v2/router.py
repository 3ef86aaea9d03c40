"""The endpoints of API v2 by address."""

from __future__ import annotations

from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.v2.files import Documents, Images
from cms.api.v2.pages import Pages
from cms.api.v2.redirects import Redirects
from cms.api.v2.snippets import endpoint_of
from cms.delivery.registry import snippets

# (DRF's as_view() empties `name` on the classes.)
ENDPOINTS = {
    "pages": Pages,
    "images": Images,
    "documents": Documents,
    "redirects": Redirects,
    **{kind.slug: endpoint_of(kind) for kind in snippets()},
}

router = WagtailAPIRouter("wagtailapi")
for name, endpoint in ENDPOINTS.items():
    router.register_endpoint(name, endpoint)
